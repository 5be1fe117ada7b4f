import { announce } from "../texts.js";

// Choosing words by keys: arrows move a caret through the text, with Shift they select, with Ctrl (Alt on a Mac) by word.
// The browser's own selection does the moving, so that it steps over whole characters and runs the right way.
const UNITS = {
  ArrowLeft: ["left", "character", "word"], ArrowRight: ["right", "character", "word"],
  ArrowUp: ["backward", "line", "line"], ArrowDown: ["forward", "line", "line"],
  Home: ["backward", "lineboundary", "documentboundary"], End: ["forward", "lineboundary", "documentboundary"],
};
const ON_A_MAC = /Mac|iPhone|iPad/.test(navigator.platform);

export class Caret {
  constructor(text) {
    this.text = text;
    this.mark = text.part.querySelector("[data-caret]");
    text.body.addEventListener("keydown", (event) => {
      if (!event.isComposing && this.key(event)) event.preventDefault();
    });
    text.body.addEventListener("blur", () => this.hide());
    text.body.addEventListener("pointerdown", () => this.hide());
    window.addEventListener("resize", () => this.hide());
  }

  reset() {
    this.hide();
    const selection = document.getSelection();
    if (selection.focusNode && !selection.focusNode.isConnected) selection.removeAllRanges();
  }

  hide() {
    this.mark.hidden = true;
  }

  key(event) {
    const { text } = this;
    const { editor } = text;
    const unit = UNITS[event.key];
    const byWord = event.ctrlKey || (ON_A_MAC && event.altKey);
    if (unit && !event.metaKey && (!event.altKey || ON_A_MAC)) {
      this.move(event.shiftKey ? "extend" : "move", unit[0], unit[byWord ? 2 : 1]);
      return true;
    }
    if (event.key === "Tab" && !event.ctrlKey && !event.altKey) return editor.selectNext(event.shiftKey ? -1 : 1);
    if (event.key === "Enter" && !event.ctrlKey && !event.metaKey && !event.altKey) {
      const chosen = text.chosen();
      if (chosen) text.mark(chosen);
      else if (editor.hovered && !this.mark.hidden) editor.select(editor.hovered);
      else return false;
      return true;
    }
    return false;
  }

  move(how, direction, unit) {
    const { text } = this;
    const selection = document.getSelection();
    if (!text.body.contains(selection.focusNode)) this.placeAtStart(selection);
    if (how === "move" && text.editor.pending) text.editor.choosePlace(null);
    selection.modify(how, direction, unit);
    if (!text.body.contains(selection.focusNode)) this.bringBack(selection, direction, how);
    this.show(selection);
    if (selection.isCollapsed) {
      this.selectThere(selection);
      return;
    }
    text.selectionChanged();
    announce(text.editor.text("chosen_text", { what: String(selection) }));
  }

  // The span that begins the work of the keys: where the selected one begins, else at the start.
  placeAtStart(selection) {
    const { text } = this;
    const { result } = text.editor;
    selection.collapse(text.node, result ? text.spanOf(result).start : 0);
  }

  bringBack(selection, direction, how) {
    const end = direction === "right" || direction === "forward" ? this.text.node.length : 0;
    if (how === "extend") selection.extend(this.text.node, end);
    else selection.collapse(this.text.node, end);
  }

  // The caret alone points at a span as a click would: the innermost one it stands in is hovered.
  selectThere(selection) {
    const at = selection.focusOffset;
    const { text } = this;
    const inside = text.results.filter((result) => {
      const span = text.spanOf(result);
      return span.start <= at && at < span.end;
    });
    inside.sort((a, b) => a.value.end - a.value.start - (b.value.end - b.value.start));
    text.editor.hover(inside[0]?.id ?? null);
  }

  show(selection) {
    const range = document.createRange();
    range.setStart(selection.focusNode, selection.focusOffset);
    const boxes = range.getClientRects();
    const home = this.text.part.getBoundingClientRect();
    const box = boxes[boxes.length - 1] ?? this.text.body.getBoundingClientRect();
    this.mark.hidden = false;
    this.mark.style.transform = `translate(${box.left - home.left + this.text.part.scrollLeft}px, ${box.top - home.top + this.text.part.scrollTop}px)`;
    this.mark.style.height = `${Math.min(box.height || 24, 40)}px`;
    const room = this.text.part.closest("[data-scrolls]");
    if (!room) return;
    const sight = room.getBoundingClientRect();
    if (box.bottom > sight.bottom - 24) room.scrollTop += box.bottom - sight.bottom + 48;
    if (box.top < sight.top + 24) room.scrollTop -= sight.top + 48 - box.top;
  }
}
