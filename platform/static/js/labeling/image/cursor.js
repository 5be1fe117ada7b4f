import { announce } from "../texts.js";
import { distance } from "./points.js";

// Everything the pointer does on a picture, by keys: a cursor that arrows move and Enter draws with, and steps for the
// selected region.
const STEP = 10; // screen pixels; with Shift five times as much, with Ctrl one pixel of the picture

export class KeyboardCursor {
  constructor(picture) {
    this.picture = picture;
    this.point = null; // pixels of the picture
    this.moved = false;
    picture.stage.addEventListener("keydown", (event) => {
      if (!picture.size || event.isComposing) return;
      if (this.key(event)) event.preventDefault();
    });
    picture.stage.addEventListener("keyup", (event) => {
      if (event.key === " ") picture.pointer.holdSpace(false);
    });
    picture.stage.addEventListener("blur", () => picture.pointer.holdSpace(false));
  }

  get hidden() {
    return this.point === null;
  }

  hide() {
    if (this.point === null) return;
    this.point = null;
    this.picture.painter.crossAt(null);
  }

  // Whether the key was one of the picture's.
  key(event) {
    const { picture } = this;
    const { view, editor } = picture;
    const plain = !event.ctrlKey && !event.metaKey && !event.altKey;
    if (event.key === " " && plain) {
      picture.pointer.holdSpace(true);
      return true;
    }
    if (event.key === "Tab" && plain && !picture.drawing) return editor.selectNext(event.shiftKey ? -1 : 1);
    if (event.key === "+" || event.key === "=") return plain && (view.zoomBy(1.25), true);
    if (event.key === "-" || event.key === "_") return plain && (view.zoomBy(0.8), true);
    if (editor.readonly) return false;
    if (picture.selected && !picture.drawing) return this.keyOnSelected(event);
    if (picture.kindInHand && editor.tool === "draw") return this.keyOfCursor(event);
    return false;
  }

  keyOfCursor(event) {
    const arrow = arrowOf(event);
    if (arrow && !event.altKey) {
      this.step(arrow, event);
      return true;
    }
    if (event.key === "Enter" && !event.ctrlKey && !event.metaKey && !event.altKey) return this.press();
    if (event.key === "Escape" && !this.picture.drawing && !this.hidden) {
      this.hide();
      return true;
    }
    return false;
  }

  step({ dx, dy }, event) {
    const { picture } = this;
    const length = event.ctrlKey || event.metaKey ? 1 : (STEP * (event.shiftKey ? 5 : 1)) / picture.view.scale;
    const from = this.point ?? this.middleOfSight();
    this.point = picture.view.clipped({ x: from.x + dx * length, y: from.y + dy * length });
    this.moved = true;
    picture.drawing?.reach(this.point);
    picture.view.reveal({ ...this.point, width: 0, height: 0 });
    picture.painter.paintDrawing();
    this.paint();
    announce(`${Math.round(this.point.x)}, ${Math.round(this.point.y)}`);
  }

  middleOfSight() {
    const { view } = this.picture;
    const { width, height } = view.room;
    return view.clipped(view.toPicture({ x: width / 2, y: height / 2 }));
  }

  // Enter: begins a drawing, sets its next corner or point, ends it.
  press() {
    const { picture } = this;
    const { drawing } = picture;
    if (this.hidden) {
      if (drawing?.kind.drawnBy === "points") picture.finishIfWhole();
      else this.step({ dx: 0, dy: 0 }, { ctrlKey: false, shiftKey: false });
      return true;
    }
    if (!drawing) picture.begin(picture.kindInHand, this.point);
    else if (drawing.kind.drawnBy === "drag") this.finishBox(drawing);
    else if (!this.moved || drawing.closesAt(this.point, 6 / picture.view.scale)) picture.finishIfWhole();
    else if (distance(drawing.points.at(-1), this.point) > 0) drawing.add(this.point);
    this.moved = false;
    picture.painter.paintDrawing();
    this.paint();
    return true;
  }

  finishBox(drawing) {
    drawing.reach(this.point);
    if (drawing.finished) this.picture.finish(drawing);
    else announce(this.picture.editor.text("needs_size"));
  }

  paint() {
    if (!this.hidden) this.picture.painter.crossAt(this.picture.view.toStage(this.point), "keyboard-cursor");
  }

  keyOnSelected(event) {
    const { picture } = this;
    const { editor, size } = picture;
    const result = picture.selected;
    const kind = picture.kindOf(result);
    const arrow = arrowOf(event);
    if (!editor.canChange(result.id)) return Boolean(arrow) && !event.altKey;
    const changed = kind.byKey(result.value, size, event, editor.config.controlOf(result));
    if (changed) {
      picture.change(changed, `reshape ${event.key}`);
      return true;
    }
    if (arrow && !event.ctrlKey && !event.metaKey && !event.altKey) {
      this.nudge(result, kind, arrow, event.shiftKey ? 10 : 1);
      return true;
    }
    return kind.drawnBy === "points" && !event.ctrlKey && !event.metaKey && this.keyOnPoints(event, result, kind);
  }

  nudge(result, kind, { dx, dy }, length) {
    const { picture } = this;
    const value = picture.vertex === null
      ? kind.moved(result.value, picture.size, dx * length, dy * length)
      : kind.movedPoint(result.value, picture.size, picture.vertex, dx * length, dy * length);
    picture.change(value, picture.vertex === null ? "nudge" : `nudge ${picture.vertex}`);
  }

  // "," and "." walk along a polygon's points; Insert sets a new one behind the chosen one.
  keyOnPoints(event, result, kind) {
    const { picture } = this;
    const count = result.value.points.length;
    if (event.key === "," || event.key === ".") {
      const direction = event.key === "." ? 1 : -1;
      const next = picture.vertex === null ? (direction > 0 ? 0 : count - 1) : (picture.vertex + direction + count) % count;
      picture.chooseVertex(next);
      announce(picture.editor.text("point_of", { number: next + 1, count }));
      return true;
    }
    if (event.key === "Insert" && picture.vertex !== null) {
      picture.change(kind.withPointAfter(result.value, picture.size, picture.vertex));
      picture.chooseVertex(picture.vertex + 1);
      return true;
    }
    return false;
  }
}

function arrowOf(event) {
  const [dx, dy] = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key] ?? [];
  return dx === undefined ? null : { dx, dy };
}
