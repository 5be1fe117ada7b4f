// The XML: line numbers beside it, faults marked on them, a click on a fault leads to its line.
import { showTab } from "./tabs.js";

const form = document.getElementById("configure");
const area = form.querySelector("[data-xml]");
const gutter = form.querySelector("[data-gutter]");

function faultyLines() {
  return new Set([...document.querySelectorAll("#checked .bad [data-line], #checked .warn [data-line]")].map((button) => Number(button.dataset.line)));
}

export function drawGutter() {
  const faulty = faultyLines();
  const count = area.value.split("\n").length;
  gutter.replaceChildren(...Array.from({ length: count }, (_, index) => {
    const number = document.createElement("span");
    number.textContent = index + 1;
    number.classList.toggle("is-faulty", faulty.has(index + 1));
    return number;
  }));
  follow();
}

function follow() {
  gutter.scrollTop = area.scrollTop;
}

// Puts the server's text into the field without moving the caret further than the change itself does.
export function takeXml(text) {
  if (area.value === text) return;
  const { scrollTop, selectionStart } = area;
  area.value = text;
  area.scrollTop = scrollTop;
  area.setSelectionRange(selectionStart, selectionStart);
  drawGutter();
}

function goToLine(line) {
  showTab("xml");
  const lines = area.value.split("\n");
  const start = lines.slice(0, line - 1).reduce((sum, text) => sum + text.length + 1, 0);
  area.focus();
  area.setSelectionRange(start, start + (lines[line - 1] ?? "").length);
  const height = parseFloat(getComputedStyle(area).lineHeight) || 20;
  area.scrollTop = Math.max(0, (line - 4) * height);
  follow();
}

area.addEventListener("scroll", follow);
area.addEventListener("input", () => {
  drawGutter();
  form.dispatchEvent(new CustomEvent("edited", { detail: "xml" }));
});
document.addEventListener("click", (event) => {
  const button = event.target.closest("#checked [data-line]");
  if (button) goToLine(Number(button.dataset.line));
});
document.addEventListener("tab-shown", (event) => {
  if (event.detail === "xml") drawGutter();
});
drawGutter();
