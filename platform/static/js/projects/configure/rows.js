// The rows of labels: adding, removing, recolouring, and what the server said about each.
import { announce } from "../../ui/messages.js";
import { string } from "../../ui/strings.js";

const form = document.getElementById("configure");

export function rowsOf(set) {
  return [...set.querySelectorAll("[data-row-of-label]")];
}

export function nameOf(row) {
  return row.querySelector("[data-value]").value;
}

// Tells the page that labels were edited here and the XML has to follow.
export function labelsChanged() {
  form.dispatchEvent(new CustomEvent("edited", { detail: "labels" }));
}

function addRow(set, after = null, value = "") {
  const row = set.querySelector("[data-row-pattern]").content.firstElementChild.cloneNode(true);
  const rows = set.querySelector("[data-rows]");
  if (after) after.after(row);
  else rows.append(row);
  row.querySelector("[data-value]").value = value;
  set.querySelector("[data-no-rows]").hidden = true;
  return row;
}

function removeRow(row) {
  const set = row.closest("[data-control]");
  const rows = rowsOf(set);
  const next = rows[rows.indexOf(row) + 1] ?? rows[rows.indexOf(row) - 1];
  announce(string("row_removed", { label: nameOf(row) }));
  row.remove();
  set.querySelector("[data-no-rows]").hidden = rows.length > 1;
  (next?.querySelector("[data-value]") ?? set.querySelector("[data-add-row]")).focus();
  labelsChanged();
}

form.addEventListener("click", (event) => {
  const set = event.target.closest("[data-control]");
  if (!set) return;
  if (event.target.closest("[data-add-row]")) addRow(set).querySelector("[data-value]").focus();
  else if (event.target.closest("[data-remove-row]")) removeRow(event.target.closest("[data-row-of-label]"));
});

form.addEventListener("input", (event) => {
  if (event.target.matches("[data-multiple]")) labelsChanged();
  const row = event.target.closest("[data-row-of-label]");
  if (!row) return;
  if (event.target.matches("[data-color]")) row.querySelector("[data-background]").value = event.target.value;
  labelsChanged();
});

// Enter goes on to the next label, from the last one to a new one; it never sends the form from here.
form.addEventListener("keydown", (event) => {
  const row = event.target.closest("[data-row-of-label]");
  if (!row || event.key !== "Enter" || event.isComposing || !event.target.matches("[data-value], [data-key]")) return;
  event.preventDefault();
  const rows = rowsOf(row.closest("[data-control]"));
  let next = rows[rows.indexOf(row) + 1];
  if (!next && nameOf(row).trim()) next = addRow(row.closest("[data-control]"), row);
  next?.querySelector("[data-value]").focus();
});

// Several lines pasted are several labels.
form.addEventListener("paste", (event) => {
  const row = event.target.closest("[data-row-of-label]");
  if (!row || !event.target.matches("[data-value]")) return;
  const lines = event.clipboardData.getData("text/plain").split(/\r\n|\r|\n/).map((line) => line.trim()).filter(Boolean);
  if (lines.length < 2) return;
  event.preventDefault();
  let last = row;
  if (!nameOf(row).trim()) row.querySelector("[data-value]").value = lines.shift();
  for (const line of lines) last = addRow(row.closest("[data-control]"), last, line);
  last.querySelector("[data-value]").focus();
  labelsChanged();
});

// What the server made of the rows that were sent: their places, colours, keys and faults.
export function updateRows(controls, sent) {
  for (const control of controls) {
    const rows = sent.get(control.name) ?? [];
    control.rows.forEach((said, place) => {
      if (rows[place]?.isConnected) updateRow(rows[place], said);
    });
  }
}

function updateRow(row, said) {
  row.querySelector("[data-was]").value = said.was;
  const background = row.querySelector("[data-background]");
  if (!background.value) {
    background.value = said.background;
    row.querySelector("[data-color]").value = said.color;
  }
  row.querySelector("[data-key]").placeholder = said.key;
  const fault = row.querySelector("[data-row-fault]");
  fault.textContent = said.faults.join(" ");
  fault.hidden = said.faults.length === 0;
  const field = row.querySelector("[data-value]");
  if (said.faults.length) field.setAttribute("aria-invalid", "true");
  else field.removeAttribute("aria-invalid");
}

// The rows that count as labels for the server, by control, in their order.
export function rowsSent() {
  const sets = [...form.querySelectorAll("[data-control]")];
  const counts = (row) => row.querySelector("[data-was]").value !== "" || nameOf(row).trim() !== "";
  return new Map(sets.map((set) => [set.dataset.control, rowsOf(set).filter(counts)]));
}
