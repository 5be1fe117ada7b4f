import { announce } from "./messages.js";
import { string } from "./strings.js";

// [data-copy="text"] copies that text; [data-copy-from="id"] copies what that element shows or holds.
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy], [data-copy-from]");
  if (!button) return;
  event.preventDefault();
  event.stopPropagation();
  const source = button.dataset.copyFrom ? document.getElementById(button.dataset.copyFrom) : null;
  const text = source ? source.value ?? source.textContent : button.dataset.copy;
  if (!(await copied(text.trim(), source ?? button))) return;
  button.setAttribute("data-copied", "");
  announce(string("copied"));
  setTimeout(() => button.removeAttribute("data-copied"), 1500);
}, true);

async function copied(text, source) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Over plain http the clipboard is closed to scripts: select the text, so that Ctrl+C takes it.
    getSelection().selectAllChildren(source);
    return document.execCommand("copy");
  }
}
