import { fromCodePoints, toCodePoints, trimmed } from "../code_points.js";
import { resolve } from "../config.js";
import { announce } from "../texts.js";
import { Caret } from "../text/caret.js";
import { SpanPainter, rangeOf } from "./labels.js";

const STILL = 4; // screen pixels a click may wander

// A text of the task. It is one text node and stays so: spans are painted over it by the CSS Custom Highlight API.
export class Text {
  constructor(part, editor) {
    this.part = part;
    this.editor = editor;
    this.object = editor.config.objects.get(part.dataset.object);
    this.body = part.querySelector("[data-text]");
    this.text = "";
    this.takesSpans = editor.config.drawingOn(this.object.name).length > 0;
    this.painter = new SpanPainter(this);
    editor.on("task", (task) => this.open(task));
    if (!this.takesSpans) return;
    this.caret = new Caret(this);
    this.listen();
    for (const what of ["answer", "selection", "hover", "flags", "pending"]) editor.on(what, () => this.painter.paint());
    editor.on("pending", () => {
      if (!editor.pending && !this.pointing) this.dropSelection();
    });
  }

  open(task) {
    const content = resolve(this.object.value, task.data);
    this.text = content === null || content === undefined ? "" : String(content);
    this.node = document.createTextNode(this.text);
    this.body.replaceChildren(this.node);
    this.part.toggleAttribute("data-empty", this.text === "");
    this.body.scrollTop = 0;
    this.spans = new Map();
    this.caret?.reset();
    this.painter.paint();
  }

  listen() {
    this.body.addEventListener("pointerdown", (event) => this.down(event));
    this.body.addEventListener("pointerup", (event) => this.up(event));
    this.body.addEventListener("pointermove", (event) => this.hover(event));
    this.body.addEventListener("pointerleave", () => this.editor.hover(null));
    document.addEventListener("selectionchange", () => this.selectionChanged());
  }

  // Where a result lies, in the browser's offsets; reckoned once for each value.
  spanOf(result) {
    const known = this.spans.get(result.id);
    if (known?.value === result.value) return known;
    const start = fromCodePoints(this.text, result.value.start);
    const end = start + fromCodePoints(this.text.slice(start), result.value.end - result.value.start);
    const span = { value: result.value, start, end };
    this.spans.set(result.id, span);
    return span;
  }

  get results() {
    return this.editor.regions.filter((result) => result.to_name === this.object.name);
  }

  down(event) {
    if (event.button !== 0) return;
    this.pressed = { x: event.clientX, y: event.clientY, goesOn: event.altKey };
    this.pointing = true;
    if (this.editor.pending) this.editor.choosePlace(null);
  }

  up(event) {
    if (!this.pressed) return;
    const moved = Math.hypot(event.clientX - this.pressed.x, event.clientY - this.pressed.y) > STILL;
    const { goesOn } = this.pressed;
    this.pressed = null;
    this.pointing = false;
    // The browser settles the selection of a double click only after this event; a label's key may come before that.
    this.unsettled = () => {
      const chosen = this.chosen();
      if (chosen) this.mark(chosen);
      else if (!moved) this.click(event, goesOn);
    };
    setTimeout(() => this.settle());
  }

  // Does now what waits for the browser's selection.
  settle() {
    const { unsettled } = this;
    this.unsettled = null;
    unsettled?.();
  }

  hover(event) {
    if (event.buttons || event.pointerType === "touch") return;
    this.editor.hover(this.under(event)[0]?.id ?? null);
  }

  // The stretch of the text that the browser's selection covers, trimmed and grown to the config's granularity.
  chosen() {
    const selection = document.getSelection();
    if (!selection.rangeCount || selection.isCollapsed) return null;
    const range = selection.getRangeAt(0);
    if (!range.intersectsNode(this.node)) return null;
    const start = range.startContainer === this.node ? range.startOffset : 0;
    const end = range.endContainer === this.node ? range.endOffset : this.text.length;
    const inside = range.startContainer === this.node || range.endContainer === this.node || this.body.contains(range.commonAncestorContainer);
    if (!inside) return null;
    const stretch = trimmed(this.text, start, end);
    return stretch && this.grown(stretch);
  }

  grown({ start, end }) {
    const { granularity } = this.object;
    if (granularity === "word" || granularity === "sentence") {
      const pieces = new Intl.Segmenter(document.documentElement.lang, { granularity }).segment(this.text);
      const last = pieces.containing(end - 1);
      return trimmed(this.text, pieces.containing(start).index, last.index + last.segment.length) ?? { start, end };
    }
    if (granularity === "paragraph") {
      const before = this.text.lastIndexOf("\n", start - 1) + 1;
      const after = this.text.indexOf("\n", end);
      return trimmed(this.text, before, after < 0 ? this.text.length : after) ?? { start, end };
    }
    return { start, end };
  }

  selectionChanged() {
    if (this.editor.readonly || this.pointing || !this.node?.isConnected) return;
    const chosen = this.chosen();
    if (chosen) this.choose(chosen);
  }

  valueOf({ start, end }) {
    return {
      start: toCodePoints(this.text, start), end: toCodePoints(this.text, end), text: this.text.slice(start, end),
    };
  }

  choose(stretch) {
    this.editor.choosePlace({ objectName: this.object.name, value: this.valueOf(stretch), stretch });
  }

  // A stretch was selected: with a label in hand it becomes a span, else it waits for one.
  mark(stretch) {
    if (this.editor.readonly) return;
    const { active } = this.editor;
    if (active?.control.toName !== this.object.name) {
      this.choose(stretch);
      announce(this.editor.text("choose_label"));
      return;
    }
    const id = this.editor.add(this.object.name, active.control.type, this.valueOf(stretch));
    this.dropSelection();
    if (id) this.editor.select(null);
    if (this.editor.pending) this.editor.choosePlace(null);
  }

  dropSelection() {
    const selection = document.getSelection();
    if (!selection.isCollapsed && this.body.contains(selection.focusNode)) selection.collapseToEnd();
  }

  // Spans at a place of the window, the shortest first.
  under(event) {
    const at = offsetAt(this.node, event.clientX, event.clientY);
    if (at === null) return [];
    return this.results
      .filter((result) => {
        const span = this.spanOf(result);
        return !this.editor.hidden.has(result.id) && span.start <= at && at < span.end;
      })
      .sort((a, b) => length(this.spanOf(a)) - length(this.spanOf(b)));
  }

  // A click takes the innermost span; again at the same place (or with Alt) the next one around it.
  click(event, goesOn) {
    const { editor } = this;
    const under = this.under(event);
    const at = under.findIndex((result) => result.id === editor.selected);
    if (under.length === 0) editor.select(null);
    else editor.select(under[at < 0 ? 0 : under.length > 1 || goesOn ? (at + 1) % under.length : at].id);
  }

  describe(result) {
    const quoted = result.value.text ?? "";
    return quoted.length > 60 ? `${quoted.slice(0, 58)}…` : quoted;
  }

  reveal(result) {
    if (!this.node) return;
    const box = rangeOf(this.node, this.spanOf(result)).getBoundingClientRect();
    const room = this.part.closest("[data-scrolls]") ?? this.part;
    const sight = room.getBoundingClientRect();
    if (box.top < sight.top + 40) room.scrollTop -= sight.top + 40 - box.top;
    else if (box.bottom > sight.bottom - 40) room.scrollTop += box.bottom - sight.bottom + 40;
  }

  deleteChosen() {
    return false;
  }

  focus() {
    this.body.focus({ preventScroll: true });
  }
}

function length({ start, end }) {
  return end - start;
}

// The offset of the character at a place of the window, null beside the text. Older Safari has only the second function.
function offsetAt(node, x, y) {
  const found = document.caretPositionFromPoint?.(x, y) ?? document.caretRangeFromPoint?.(x, y);
  const container = found?.offsetNode ?? found?.startContainer;
  if (container !== node) return null;
  const offset = found.offset ?? found.startOffset;
  // The caret goes to the nearer side of a character: the one under the pointer is before or behind it.
  for (const at of [offset, offset - 1]) {
    if (at < 0 || at >= node.length) continue;
    const boxes = rangeOf(node, { start: at, end: at + 1 }).getClientRects();
    if ([...boxes].some((box) => x >= box.left && x <= box.right && y >= box.top - 4 && y <= box.bottom + 4)) return at;
  }
  return null;
}
