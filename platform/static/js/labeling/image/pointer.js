import { distance } from "./points.js";

// Mouse, pen and fingers on a picture. One gesture at a time: { move, up, cancel }.
const STILL = 4; // screen pixels a click may wander
const CLOSES_WITHIN = 10; // screen pixels around a polygon's first point
const SAME_PLACE = 4; // screen pixels between the two clicks of a double click

export class Pointer {
  constructor(picture) {
    this.picture = picture;
    this.gesture = null;
    this.touches = new Map();
    this.spaceHeld = false;
    const { stage } = picture;
    stage.addEventListener("pointerdown", (event) => this.down(event));
    stage.addEventListener("pointermove", (event) => this.move(event));
    stage.addEventListener("pointerup", (event) => this.up(event));
    stage.addEventListener("pointercancel", (event) => this.cancel(event));
    stage.addEventListener("pointerleave", () => this.left());
    stage.addEventListener("dblclick", (event) => this.doubleClick(event));
    stage.addEventListener("wheel", (event) => this.wheel(event), { passive: false });
    stage.addEventListener("contextmenu", (event) => event.preventDefault());
    window.addEventListener("blur", () => this.holdSpace(false));
  }

  holdSpace(held) {
    this.spaceHeld = held;
    this.picture.stage.classList.toggle("panning", held);
  }

  down(event) {
    const { picture } = this;
    if (!picture.size || event.button === 2 || event.target.closest("button, a")) return;
    picture.focus();
    picture.cursor.hide();
    if (event.pointerType === "touch") {
      this.touches.set(event.pointerId, picture.view.pointIn(event));
      if (this.touches.size === 2) {
        this.gesture?.cancel();
        this.gesture = this.pinch();
        return;
      }
    }
    if (this.gesture) return;
    event.preventDefault();
    try {
      picture.stage.setPointerCapture(event.pointerId);
    } catch {
      // The pointer is already gone: a very short touch.
    }
    this.gesture = this.gestureFor(event);
  }

  gestureFor(event) {
    const { picture } = this;
    const { editor } = picture;
    const handle = event.target.closest("[data-handle]")?.dataset.handle;
    if (event.button === 1 || this.spaceHeld || editor.tool === "pan") return this.pan(event);
    if (handle && !picture.drawing) return event.altKey ? this.altOnHandle(handle) : this.dragHandle(handle);
    const point = picture.view.onPicture(event);
    const under = picture.under(point);
    const onSelected = picture.selected && under.some((result) => result.id === picture.selected.id);
    if (onSelected && !event.altKey && !picture.drawing && !event.shiftKey) return this.moveSelected(event, point);
    const kind = editor.tool === "draw" && !editor.readonly ? picture.kindInHand : null;
    if (kind?.drawnBy === "points") return this.pointClick(event, kind, point, under);
    if (kind?.drawnBy === "drag") return this.drawByDragging(event, kind, point, under);
    if (under.length && !event.altKey) {
      editor.select(under[0].id);
      return this.moveSelected(event, point);
    }
    return this.pan(event, () => this.choose(under, event.altKey));
  }

  move(event) {
    if (this.touches.has(event.pointerId)) this.touches.set(event.pointerId, this.picture.view.pointIn(event));
    if (!this.picture.size) return;
    if (this.gesture) {
      this.gesture.move(event);
      return;
    }
    this.hover(event);
  }

  hover(event) {
    const { picture } = this;
    const { editor, view, drawing } = picture;
    const point = view.onPicture(event);
    if (drawing) {
      drawing.reach(point);
      picture.painter.paintDrawing();
    } else if (event.pointerType !== "touch") {
      editor.hover(picture.under(point)[0]?.id ?? null);
    }
    const draws = editor.tool === "draw" && picture.kindInHand && !editor.readonly;
    picture.painter.crossAt(draws && picture.zoomBar.crosshair ? view.pointIn(event) : null);
  }

  left() {
    this.picture.editor.hover(null);
    if (!this.gesture && this.picture.cursor.hidden) this.picture.painter.crossAt(null);
  }

  up(event) {
    this.touches.delete(event.pointerId);
    const { gesture } = this;
    if (!gesture) return;
    if (gesture.pinching) {
      if (this.touches.size === 0) this.gesture = null;
      return;
    }
    this.gesture = null;
    gesture.up(event);
  }

  cancel(event) {
    this.touches.delete(event.pointerId);
    this.gesture?.cancel();
    this.gesture = null;
  }

  wheel(event) {
    const { view } = this.picture;
    event.preventDefault();
    const unit = event.deltaMode === 1 ? 16 : 1;
    if (event.shiftKey) view.panBy(-(event.deltaX || event.deltaY) * unit, 0);
    else if (event.altKey) view.panBy(0, -event.deltaY * unit);
    else view.zoomBy(Math.exp(-event.deltaY * unit * (event.ctrlKey ? 0.01 : 0.0015)), view.pointIn(event));
  }

  // A second click on the same place closes the polygon; the point it set besides is taken back.
  doubleClick() {
    const { drawing, view, editor } = this.picture;
    if (drawing?.kind.drawnBy !== "points") return;
    const [before, last] = drawing.points.slice(-2);
    if (last && distance(before, last) * view.scale <= SAME_PLACE) drawing.points.pop();
    editor.gesture?.finish();
  }

  // One click among the points of a polygon; the mouse sets it when pressed, a finger when lifted (it may become a pinch).
  pointClick(event, kind, point, under) {
    const { picture } = this;
    const { drawing, view } = picture;
    if (!drawing && under.length && !event.shiftKey) return this.click(event, () => this.choose(under, event.altKey));
    const act = () => {
      if (!picture.drawing) picture.begin(kind, point);
      else if (picture.drawing.closesAt(point, CLOSES_WITHIN / view.scale)) picture.finishIfWhole();
      else picture.drawing.add(point);
      picture.painter.paintDrawing();
    };
    if (event.pointerType === "touch") return this.click(event, act);
    act();
    return this.click(event, () => {}, (moved) => {
      if (!picture.drawing) return;
      picture.drawing.reach(view.onPicture(moved));
      picture.painter.paintDrawing();
    });
  }

  click(event, act, moving = () => {}) {
    const from = this.picture.view.pointIn(event);
    return {
      move: moving,
      up: (ended) => {
        if (event.pointerType !== "touch" || distance(from, this.picture.view.pointIn(ended)) < 3 * STILL) act();
      },
      cancel: () => {},
    };
  }

  drawByDragging(event, kind, point, under) {
    const { picture } = this;
    const from = picture.view.pointIn(event);
    let drawing = false;
    return {
      move: (moved) => {
        if (!drawing && distance(from, picture.view.pointIn(moved)) < STILL) return;
        if (!drawing) picture.begin(kind, point);
        drawing = true;
        if (!picture.drawing) return; // given up with Escape
        picture.drawing.reach(picture.view.onPicture(moved));
        picture.painter.paintDrawing();
      },
      up: (ended) => {
        if (drawing && picture.drawing) {
          picture.drawing.reach(picture.view.onPicture(ended));
          picture.finish(picture.drawing);
        } else if (!drawing) this.choose(under, event.altKey);
      },
      cancel: () => {
        if (drawing && picture.drawing) picture.abandon();
      },
    };
  }

  // A click selects the smallest region there; with Alt each click goes on to the next one below.
  choose(under, goOn) {
    const { editor } = this.picture;
    if (under.length === 0) {
      editor.select(null);
      return;
    }
    const at = under.findIndex((result) => result.id === editor.selected);
    editor.select(under[goOn ? (at + 1) % under.length : Math.max(at, 0)].id);
  }

  moveSelected(event, point) {
    const { picture } = this;
    const { value } = picture.selected;
    const kind = picture.kindOf(picture.selected);
    const moved = (to) => {
      const now = picture.view.onPicture(to);
      return kind.moved(value, picture.size, now.x - point.x, now.y - point.y);
    };
    return this.drag(event, moved, () => {});
  }

  dragHandle(handle) {
    const { picture } = this;
    const { selected } = picture;
    const kind = picture.kindOf(selected);
    const vertex = /^point-(\d+)$/.exec(handle);
    if (vertex) picture.chooseVertex(Number(vertex[1]));
    const moved = (to) => kind.dragged(selected.value, picture.size, handle, picture.view.onPicture(to), { shift: to.shiftKey });
    return this.drag(null, moved, () => {});
  }

  altOnHandle(handle) {
    const { picture } = this;
    const vertex = /^point-(\d+)$/.exec(handle);
    if (vertex) {
      picture.vertex = Number(vertex[1]);
      picture.deleteChosen();
    }
    return { move() {}, up() {}, cancel() {} };
  }

  // Drags the selected region or a part of it: shown while it goes on, one entry in the history at its end.
  drag(event, moved, clicked) {
    const { picture } = this;
    const { editor } = picture;
    const id = editor.selected;
    const from = event && picture.view.pointIn(event);
    let value = null;
    const gesture = {
      move: (to) => {
        if (!editor.canChange(id) || editor.selected !== id) return;
        if (!value && from && distance(from, picture.view.pointIn(to)) < STILL) return;
        value = moved(to);
        editor.gesture ??= { cancel: () => gesture.cancel() };
        picture.sketch(value);
      },
      up: () => {
        editor.gesture = null;
        if (value && editor.answer.sketch) picture.change(value);
        else clicked();
      },
      cancel: () => {
        editor.gesture = null;
        value = null;
        if (this.gesture === gesture) this.gesture = null;
        editor.answer.show(null);
      },
    };
    return gesture;
  }

  pan(event, clicked = () => {}) {
    const { view, stage } = this.picture;
    const from = view.pointIn(event);
    let last = from;
    let moved = false;
    return {
      move: (to) => {
        const now = view.pointIn(to);
        moved ||= distance(from, now) >= STILL;
        if (!moved) return;
        stage.classList.add("panned");
        view.panBy(now.x - last.x, now.y - last.y);
        last = now;
      },
      up: () => {
        stage.classList.remove("panned");
        if (!moved && event.button === 0) clicked();
      },
      cancel: () => stage.classList.remove("panned"),
    };
  }

  // Two fingers: the picture follows their middle and their distance.
  pinch() {
    const { view } = this.picture;
    const ends = () => [...this.touches.values()].slice(0, 2);
    const middle = ([a, b]) => ({ x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 });
    let last = ends();
    return {
      pinching: true,
      move: () => {
        const now = ends();
        if (now.length < 2) return;
        const [before, after] = [middle(last), middle(now)];
        view.panBy(after.x - before.x, after.y - before.y);
        view.zoomBy(distance(...now) / Math.max(1, distance(...last)), after);
        last = now;
      },
      up() {},
      cancel() {},
    };
  }
}
