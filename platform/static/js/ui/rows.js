import { isTyping } from "./hotkeys.js";

// A row with [data-row] opens its .row-link on a click anywhere; j/k and the arrows walk the rows, Enter opens one.
const links = () => [...document.querySelectorAll("[data-row] .row-link")].filter((link) => link.offsetParent !== null);

document.addEventListener("click", (event) => {
  const row = event.target.closest("[data-row]");
  if (!row || event.target.closest("a, button, input, select, textarea, label, summary, details, dialog")) return;
  if (String(getSelection())) return;
  const link = row.querySelector(".row-link");
  if (!link) return;
  if (event.ctrlKey || event.metaKey) window.open(link.href, "_blank", "noopener");
  else link.click();
});

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  const onRow = document.activeElement?.matches("[data-row] .row-link");
  const step = event.key === "j" || (onRow && event.key === "ArrowDown") ? 1
    : event.key === "k" || (onRow && event.key === "ArrowUp") ? -1 : 0;
  if (!step || document.querySelector("dialog[open]")) return;
  const all = links();
  if (!all.length) return;
  const place = all.indexOf(document.activeElement);
  const next = place === -1 ? all[step === 1 ? 0 : all.length - 1] : all[Math.min(all.length - 1, Math.max(0, place + step))];
  next.focus();
  next.scrollIntoView({ block: "nearest" });
  event.preventDefault();
});
