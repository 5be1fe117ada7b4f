// <button data-opens="id"> opens <dialog id="id">; [data-closes] closes the one it is in; a part swapped in that is or
// holds <dialog data-open-now> opens by itself. A click on the backdrop closes unless something was typed.
const opener = new WeakMap();

function open(dialog, from) {
  if (dialog.open) return;
  opener.set(dialog, from);
  dialog.showModal();
  dialog.querySelector("[autofocus], [data-focus-here]")?.focus();
}

document.addEventListener("click", (event) => {
  const opens = event.target.closest("[data-opens]");
  if (opens) {
    const dialog = document.getElementById(opens.dataset.opens);
    if (dialog) {
      event.preventDefault();
      open(dialog, opens);
    }
    return;
  }
  if (event.target.closest("[data-closes]")) {
    const dialog = event.target.closest("dialog");
    if (dialog) {
      event.preventDefault();
      dialog.close();
    }
    return;
  }
  if (event.target instanceof HTMLDialogElement && event.target.open && !event.target.hasAttribute("data-keep")) {
    const box = event.target.getBoundingClientRect();
    const outside = event.clientX < box.left || event.clientX > box.right || event.clientY < box.top || event.clientY > box.bottom;
    if (outside && !somethingTyped(event.target)) event.target.close();
  }
});

function somethingTyped(dialog) {
  return [...dialog.querySelectorAll("input, textarea")].some((field) =>
    ["checkbox", "radio"].includes(field.type) ? field.checked !== field.defaultChecked
      : field.type !== "hidden" && field.value !== field.defaultValue);
}

document.addEventListener("close", (event) => {
  if (!(event.target instanceof HTMLDialogElement)) return;
  const from = opener.get(event.target);
  if (from?.isConnected) from.focus();
  event.target.removeAttribute("data-open-now");
}, true);

// An act sent from a dialog is done when the server says so: what it changed is elsewhere on the page.
document.addEventListener("htmx:afterRequest", (event) => {
  const dialog = event.detail.elt.closest?.("dialog[open]");
  if (dialog && event.detail.successful && event.detail.requestConfig.verb !== "get") dialog.close();
});

function openNow(part) {
  const dialogs = part.matches?.("dialog[data-open-now]") ? [part] : part.querySelectorAll?.("dialog[data-open-now]") ?? [];
  for (const dialog of dialogs) open(dialog, document.activeElement);
}

document.addEventListener("htmx:load", (event) => openNow(event.detail.elt));
openNow(document);
