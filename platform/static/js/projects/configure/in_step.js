// Keeps form and XML in step: what was edited last goes to the server a moment later, and its answer to the other one.
import { string } from "../../ui/strings.js";
import { rowsSent, updateRows } from "./rows.js";
import { drawGutter, takeXml } from "./xml.js";

const PAUSE = 350; // milliseconds after the last key
const form = document.getElementById("configure");
const edited = form.querySelector("[data-edited]");
const look = form.querySelector("[data-look]");
let timer = 0;
let edits = 0; // counts edits, to know whether an answer is about the latest
let sent = { rows: new Map(), edits: 0, from: "" };
let unsaved = document.getElementById("checked").dataset.saved === "no";

form.addEventListener("edited", (event) => {
  edits += 1;
  unsaved = true;
  edited.value = event.detail;
  sayUnsaved();
  clearTimeout(timer);
  timer = setTimeout(() => look.dispatchEvent(new Event("look")), PAUSE);
});

form.addEventListener("input", (event) => {
  if (!event.target.matches("#instructions, #prompt_template")) return;
  unsaved = true;
  sayUnsaved();
});

function sayUnsaved() {
  const place = document.querySelector("#checked [data-state]");
  const status = document.createElement("span");
  status.className = "status warn";
  status.textContent = string("unsaved");
  place.replaceChildren(status);
}

document.addEventListener("htmx:configRequest", (event) => {
  if (event.detail.target?.id !== "checked") return;
  sent = { rows: rowsSent(), edits, from: edited.value, saves: event.detail.elt === form };
});

document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target?.id !== "checked") return;
  const checked = document.getElementById("checked");
  const controls = JSON.parse(checked.querySelector("[data-labels]").content.textContent);
  const isLatest = sent.edits === edits;
  if (sent.from === "labels") {
    updateRows(controls, sent.rows);
    if (isLatest || edited.value === "labels") takeXml(checked.querySelector("[data-answer-xml]").content.textContent);
  }
  if (isLatest) edited.value = "";
  else sayUnsaved();
  if (isLatest && sent.saves && event.detail.xhr.status === 200) unsaved = false;
  if (unsaved) sayUnsaved();
  const stale = document.querySelector("#preview [data-stale]");
  if (stale) stale.hidden = !checked.querySelector(".faults-head.bad");
  drawGutter();
});

addEventListener("beforeunload", (event) => {
  if (unsaved) event.preventDefault();
});

// Ctrl+S saves, wherever the caret is.
document.addEventListener("keydown", (event) => {
  if (event.key !== "s" || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
  event.preventDefault();
  form.requestSubmit(form.querySelector("[data-save]"));
});

form.addEventListener("submit", () => clearTimeout(timer), { capture: true });
