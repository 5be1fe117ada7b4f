import { announce } from "../texts.js";
import { resolve } from "../config.js";
import { KeyboardCursor } from "../image/cursor.js";
import { Painter } from "../image/painter.js";
import { Pointer } from "../image/pointer.js";
import { bounds, touches } from "../image/points.js";
import { View } from "../image/view.js";
import { ZoomBar } from "../image/zoom_bar.js";
import * as polygons from "./polygon_labels.js";
import * as rectangles from "./rectangle_labels.js";

const KINDS = new Map([rectangles, polygons].map((kind) => [kind.type, kind]));
const REACH = 5; // screen pixels around an outline that still count as it

// A picture of the task and the regions on it.
export class Picture {
  constructor(part, editor) {
    this.part = part;
    this.editor = editor;
    this.object = editor.config.objects.get(part.dataset.object);
    this.stage = part.querySelector("[data-stage]");
    this.image = part.querySelector("[data-image]");
    this.size = null;
    this.vertex = null; // the chosen point of the selected polygon
    this.types = new Set(editor.config.drawingOn(this.object.name).map((control) => control.type));
    this.view = new View(this.stage, () => this.viewChanged());
    this.painter = new Painter(this);
    this.pointer = new Pointer(this);
    this.cursor = new KeyboardCursor(this);
    this.zoomBar = new ZoomBar(this);
    this.image.addEventListener("load", () => this.loaded());
    this.image.addEventListener("error", () => this.failed());
    part.querySelector("[data-load-again]").addEventListener("click", () => this.load(this.address, { again: true }));
    editor.on("task", (task) => this.open(task));
    for (const what of ["answer", "flags", "hover", "label", "tool"]) editor.on(what, () => this.painter.paint());
    editor.on("selection", () => {
      this.vertex = null;
      this.painter.paint();
    });
  }

  open(task) {
    this.size = null;
    this.drawing = null;
    this.painter.clear();
    this.cursor.hide();
    this.load(resolve(this.object.value, task.data));
  }

  load(address, { again = false } = {}) {
    this.address = address;
    this.state("loading");
    this.image.removeAttribute("src");
    if (typeof address !== "string" || !address) {
      this.failed();
      return;
    }
    this.image.src = again && !address.startsWith("data:") ? withQuestion(address) : address;
  }

  loaded() {
    this.size = { width: this.image.naturalWidth, height: this.image.naturalHeight };
    if (!this.size.width || !this.size.height) {
      // A vector picture without a size of its own: take the one the browser shows it with.
      this.size = { width: this.image.width || 1000, height: this.image.height || 1000 };
    }
    this.image.width = this.size.width;
    this.image.height = this.size.height;
    this.state("ready");
    this.view.open(this.size);
    this.painter.paint();
    this.editor.tell("media", { name: this.object.name, size: this.size });
    this.editor.tell("described");
  }

  failed() {
    this.state("failed");
    const link = this.part.querySelector("[data-address]");
    link.textContent = String(this.address ?? "");
    link.href = /^https?:/.test(String(this.address)) ? this.address : "#";
    announce(this.editor.text("image_failed"));
    this.editor.tell("media", { name: this.object.name, size: null });
  }

  get isReady() {
    return this.size !== null;
  }

  state(state) {
    this.stage.dataset.state = state;
  }

  kindOf(result) {
    return KINDS.get(result.type);
  }

  // The kind that the label in hand draws, null when it draws on something else.
  get kindInHand() {
    const control = this.editor.active?.control;
    return control?.toName === this.object.name ? KINDS.get(control.type) ?? null : null;
  }

  get results() {
    return this.editor.regions.filter((result) => result.to_name === this.object.name && this.kindOf(result));
  }

  get selected() {
    const { result } = this.editor;
    return result && result.to_name === this.object.name && this.kindOf(result) ? result : null;
  }

  outlineOf(result) {
    return this.kindOf(result).outline(result.value, this.size);
  }

  // Regions under a place of the picture, the smallest first.
  under(point) {
    const reach = REACH / this.view.scale;
    return this.results
      .filter((result) => !this.editor.hidden.has(result.id) && touches(this.outlineOf(result), point, reach))
      .sort((a, b) => this.kindOf(a).areaOf(a.value, this.size) - this.kindOf(b).areaOf(b.value, this.size));
  }

  // What every region on a picture carries besides its value.
  get envelope() {
    return { original_width: this.size.width, original_height: this.size.height, image_rotation: 0 };
  }

  // Shows a selected region with another value while it is dragged.
  sketch(value) {
    this.editor.answer.show({ ...this.selected, value: this.valueWith(this.selected, value), ...this.envelope });
  }

  // Changes the selected region for good: one entry in the history, small steps of one kind merged.
  change(value, merge = null) {
    const result = this.selected;
    if (!result || !this.editor.canChange(result.id)) return;
    const next = { ...result, value: this.valueWith(result, value), ...this.envelope };
    this.editor.answer.put(next, { merge: merge && `${merge} ${result.id}` });
  }

  valueWith(result, value) {
    return { ...value, [result.type]: result.value[result.type] };
  }

  // Ends a drawing: a new region if it is one.
  finish(drawing) {
    this.drawing = null;
    this.editor.gesture = null;
    const id = drawing.finished
      ? this.editor.add(this.object.name, drawing.kind.type, drawing.value, this.envelope)
      : null;
    this.painter.paint();
    return id;
  }

  abandon() {
    this.drawing = null;
    this.editor.gesture = null;
    this.painter.paint();
    announce(this.editor.text("drawing_dropped"));
  }

  begin(kind, point) {
    this.editor.select(null);
    this.drawing = new kind.Drawing(point, this.size);
    this.drawing.kind = kind;
    this.editor.gesture = {
      undo: () => this.takeBack(),
      finish: () => this.finishIfWhole(),
      cancel: () => this.abandon(),
    };
    this.painter.paint();
  }

  takeBack() {
    if (this.drawing?.takeBack?.()) this.painter.paint();
    else this.abandon();
  }

  finishIfWhole() {
    if (!this.drawing) return;
    if (this.drawing.finished) this.finish(this.drawing);
    else announce(this.editor.text("needs_points"));
  }

  // Deletes the chosen point of a polygon, else the region; whether there was something to delete.
  deleteChosen() {
    const result = this.selected;
    if (!result || this.vertex === null) return false;
    const value = this.kindOf(result).withoutPoint(result.value, this.size, this.vertex);
    if (value === null) {
      announce(this.editor.text("needs_points"));
      return true;
    }
    this.change(value);
    this.chooseVertex(Math.max(0, this.vertex - 1));
    return true;
  }

  chooseVertex(at) {
    this.vertex = at;
    this.painter.paint();
  }

  describe(result) {
    return this.kindOf(result)?.describe(result.value, this.size, this.editor.text) ?? "";
  }

  reveal(result) {
    if (this.size && this.kindOf(result)) this.view.reveal(bounds(this.outlineOf(result)));
  }

  focus() {
    this.stage.focus({ preventScroll: true });
  }

  viewChanged() {
    const { scale, x, y } = this.view;
    this.image.style.transform = `translate(${x}px, ${y}px) scale(${scale})`;
    this.image.style.imageRendering = scale >= 6 ? "pixelated" : "auto";
    this.painter?.place();
    this.zoomBar?.show(scale);
  }
}

// A failed picture may have been remembered as failed; another address asks for it anew.
function withQuestion(address) {
  const url = new URL(address, location.href);
  url.searchParams.set("again", String(Date.now()));
  return url.origin === location.origin ? url.href : address;
}
