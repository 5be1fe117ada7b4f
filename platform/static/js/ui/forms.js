// A form is sent once: a second click while the first is on its way does nothing. Coming back to the page frees it again.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.matches("[hx-post], [hx-get], [hx-put], [hx-delete]") || form.target === "_blank") return;
  if (form.hasAttribute("data-sent")) {
    event.preventDefault();
    return;
  }
  if (form.method !== "get" && !form.hasAttribute("data-again")) form.setAttribute("data-sent", "");
});

addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) form.removeAttribute("data-sent");
});

// [data-sends] is a choice that acts at once: changing it sends its form.
document.addEventListener("change", (event) => {
  if (event.target.matches("[data-sends]")) event.target.form?.requestSubmit();
});
