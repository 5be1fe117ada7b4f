// An element with data-poll="seconds" and hx-trigger="poll" is asked again that often: not while the page is hidden, its
// last question is open or someone is at work inside it, and ever more seldom while the server doesn't answer.
const asked = new WeakMap();
const failures = new WeakMap();

function atWorkIn(element) {
  const active = document.activeElement;
  return (active !== element && element.contains(active) && active.matches("input, select, textarea"))
    || element.querySelector("details.menu[open], dialog[open]") !== null;
}

setInterval(() => {
  if (document.hidden) return;
  const now = Date.now();
  for (const element of document.querySelectorAll("[data-poll]")) {
    const every = Number(element.dataset.poll) * 1000 * 2 ** Math.min(failures.get(element) ?? 0, 5);
    if (!asked.has(element)) asked.set(element, now);
    if (now - asked.get(element) < every || atWorkIn(element)) continue;
    asked.set(element, now);
    window.htmx?.trigger(element, "poll");
  }
}, 250);

document.addEventListener("htmx:afterRequest", (event) => {
  const element = event.detail.elt;
  if (element.hasAttribute("data-poll")) failures.set(element, event.detail.successful ? 0 : (failures.get(element) ?? 0) + 1);
});
