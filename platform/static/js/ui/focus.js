// After a swap the focus stays where the work is: on the first faulty field, else on what had it before (found again by
// id, name or address), else on the swapped part itself.
let before = null;

function describe(element) {
  return {
    id: element.id,
    name: element.getAttribute("name"),
    value: element.matches("[type=radio], [type=checkbox], button") ? element.getAttribute("value") : null,
    href: element.getAttribute("href"),
    key: element.dataset.focus,
    caret: element.matches("input[type=text], input[type=search], input:not([type]), textarea")
      ? [element.selectionStart, element.selectionEnd] : null,
  };
}

function findAgain(place, part) {
  const within = (selector) => part.querySelector(selector);
  const quoted = (text) => `"${CSS.escape(text)}"`;
  if (place.id && document.getElementById(place.id)) return document.getElementById(place.id);
  if (place.key) return within(`[data-focus=${quoted(place.key)}]`);
  if (place.name) {
    return within(`[name=${quoted(place.name)}]${place.value === null ? "" : `[value=${quoted(place.value)}]`}`);
  }
  if (place.href) return within(`a[href=${quoted(place.href)}]`);
  return null;
}

document.addEventListener("htmx:beforeSwap", (event) => {
  const active = document.activeElement;
  before = active && active !== document.body && event.detail.target?.contains(active) ? describe(active) : null;
});

document.addEventListener("htmx:afterSettle", (event) => {
  const part = event.detail.elt;
  if (!part?.isConnected) return;
  const faulty = event.detail.xhr?.status === 422 ? part.querySelector("[aria-invalid=true]") : null;
  if (faulty) {
    faulty.focus();
  } else if (part.querySelector("[data-focus-here]")) {
    part.querySelector("[data-focus-here]").focus();
  } else if (before !== null && !part.contains(document.activeElement)) {
    const again = findAgain(before, part);
    if (again) {
      again.focus({ preventScroll: true });
      if (before.caret && again.setSelectionRange) again.setSelectionRange(...before.caret);
    } else {
      if (!part.hasAttribute("tabindex")) part.setAttribute("tabindex", "-1");
      part.focus({ preventScroll: true });
    }
  }
  before = null;
});
