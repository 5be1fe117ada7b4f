// Labels change places by dragging their grip, or with the arrow keys on it.
import { announce } from "../../ui/messages.js";
import { string } from "../../ui/strings.js";
import { labelsChanged, nameOf, rowsOf } from "./rows.js";

const form = document.getElementById("configure");
let dragged = null;
let moved = false;

form.addEventListener("keydown", (event) => {
  const grip = event.target.closest("[data-grip]");
  if (!grip || !["ArrowUp", "ArrowDown", "Home", "End"].includes(event.key)) return;
  event.preventDefault();
  const row = grip.closest("[data-row-of-label]");
  const rows = rowsOf(row.closest("[data-control]"));
  const at = rows.indexOf(row);
  const to = { ArrowUp: at - 1, ArrowDown: at + 1, Home: 0, End: rows.length - 1 }[event.key];
  if (to === at || !rows[to]) return;
  if (to < at) rows[to].before(row);
  else rows[to].after(row);
  grip.focus();
  announce(string("row_moved", { label: nameOf(row), number: to + 1 }));
  labelsChanged();
});

form.addEventListener("pointerdown", (event) => {
  const grip = event.target.closest("[data-grip]");
  if (!grip || event.button !== 0) return;
  dragged = grip.closest("[data-row-of-label]");
  moved = false;
  dragged.classList.add("is-dragged");
  form.setPointerCapture(event.pointerId); // the form, since a row loses its capture when it changes places
});

form.addEventListener("pointermove", (event) => {
  if (!dragged) return;
  for (const row of rowsOf(dragged.closest("[data-control]"))) {
    const box = row.getBoundingClientRect();
    if (row === dragged || event.clientY < box.top || event.clientY > box.bottom) continue;
    const isBelow = dragged.compareDocumentPosition(row) & Node.DOCUMENT_POSITION_FOLLOWING;
    const passed = isBelow ? event.clientY > box.top + box.height / 2 : event.clientY < box.top + box.height / 2;
    if (!passed) continue;
    if (isBelow) row.after(dragged);
    else row.before(dragged);
    moved = true;
    return;
  }
});

function putDown() {
  if (!dragged) return;
  dragged.classList.remove("is-dragged");
  dragged = null;
  if (moved) labelsChanged();
}

form.addEventListener("pointerup", putDown);
form.addEventListener("pointercancel", putDown);
form.addEventListener("lostpointercapture", putDown);
