// On narrow screens the side is a drawer: reachable without script by its address (#side), nicer with it.
const side = document.getElementById("side");
const narrow = matchMedia("(max-width: 899px)");

function show(open) {
  if (!side) return;
  side.toggleAttribute("data-open", open);
  document.getElementById("content")?.toggleAttribute("inert", open);
  const button = document.querySelector("[data-opens-drawer]");
  button?.setAttribute("aria-expanded", String(open));
  if (open) side.querySelector("a, button, summary")?.focus();
  else if (narrow.matches) button?.focus();
}

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-opens-drawer]")) {
    event.preventDefault();
    show(true);
  } else if (side?.hasAttribute("data-open") && (event.target.closest("[data-closes-drawer]") || !side.contains(event.target))) {
    event.preventDefault();
    show(false);
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && side?.hasAttribute("data-open") && !event.defaultPrevented) show(false);
});

narrow.addEventListener("change", () => {
  if (side?.hasAttribute("data-open")) show(false);
});
