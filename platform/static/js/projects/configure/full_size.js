// The preview in the size of the window: exactly what people have before them.
const place = document.querySelector(".configure");

function toggle(isFull = !place.classList.contains("is-full")) {
  place.classList.toggle("is-full", isFull);
  mark();
  dispatchEvent(new Event("resize"));
}

function mark() {
  place.querySelector("[data-full-size]")?.setAttribute("aria-pressed", String(place.classList.contains("is-full")));
}

place.addEventListener("click", (event) => {
  if (event.target.closest("[data-full-size]")) toggle();
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.defaultPrevented || !place.classList.contains("is-full")) return;
  if (document.querySelector("dialog[open]")) return;
  toggle(false);
  place.querySelector("[data-full-size]").focus();
});

document.addEventListener("htmx:afterSettle", mark);
