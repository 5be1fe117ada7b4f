import { Answer, labelsOf, newResult, withLabels } from "./answer.js";
import { announce } from "./texts.js";

// One task being labeled: the answer, and how one looks at it (what is selected, hidden, locked, which label and tool are
// in hand). Surfaces (a text, a picture) and panels listen to it and call it; they never call each other.
export class Editor {
  constructor(root, config, text) {
    this.root = root;
    this.config = config;
    this.text = text;
    this.listeners = new Map();
    this.surfaces = new Map();
    this.answer = new Answer((how) => this.answerChanged(how));
    this.readonly = false;
    this.tool = "draw";
    this.active = null;
    this.forget();
    this.takeFirstLabel();
  }

  on(what, listener) {
    this.listeners.set(what, [...(this.listeners.get(what) ?? []), listener]);
  }

  tell(what, detail) {
    for (const listener of this.listeners.get(what) ?? []) listener(detail);
  }

  // Forgets how the last task was looked at.
  forget() {
    this.selected = null;
    this.hovered = null;
    this.hidden = new Set();
    this.locked = new Set();
    this.pending = null; // { objectName, value }: a place chosen before its label
    this.gesture = null; // { undo, finish, cancel }: something half drawn
  }

  show(task, results, { readonly = false } = {}) {
    this.gesture?.cancel();
    this.forget();
    this.task = task;
    this.readonly = readonly;
    this.root.toggleAttribute("data-readonly", readonly);
    this.answer.load(results);
    this.tell("task", task);
    this.tell("selection");
    this.tell("pending");
  }

  answerChanged(how) {
    if (how === "load") return;
    if (this.selected && !this.answer.shown.has(this.selected)) this.select(null);
    this.tell("answer", how);
  }

  get result() {
    return this.selected ? this.answer.shown.get(this.selected) ?? null : null;
  }

  // Regions in the order they were made, those of the config's drawing controls only.
  get regions() {
    return [...this.answer.shown.values()].filter((result) => this.config.controlOf(result)?.draws);
  }

  canChange(id) {
    return !this.readonly && !this.locked.has(id);
  }

  select(id, { reveal = false } = {}) {
    if (id === this.selected) return;
    this.selected = id;
    const result = this.result;
    if (result) {
      announce(this.text("selected", { what: this.nameOf(result) }));
      if (reveal) this.surfaces.get(result.to_name)?.reveal(result);
    }
    this.tell("selection");
  }

  hover(id) {
    if (id === this.hovered) return;
    this.hovered = id;
    this.tell("hover");
  }

  nameOf(result) {
    const described = this.surfaces.get(result.to_name)?.describe(result) ?? "";
    return `${this.config.namesOf(result).join(", ")} ${described}`.trim();
  }

  // Goes to the next region, or before the first and behind the last to none; false when there was nowhere to go.
  selectNext(direction) {
    const ids = this.regions.filter((region) => !this.hidden.has(region.id)).map((region) => region.id);
    const at = this.selected ? ids.indexOf(this.selected) : direction > 0 ? -1 : ids.length;
    const next = ids[at + direction];
    this.select(next ?? null, { reveal: true });
    return next !== undefined;
  }

  toggle(set, id, said) {
    if (set.has(id)) set.delete(id);
    else set.add(id);
    if (set === this.hidden && set.has(id) && this.selected === id) this.select(null);
    announce(this.text(said + (set.has(id) ? "_on" : "_off")));
    this.tell("flags");
  }

  hide(id) {
    this.toggle(this.hidden, id, "hidden");
  }

  lock(id) {
    this.toggle(this.locked, id, "locked");
  }

  remove(id) {
    const result = this.answer.results.get(id);
    if (!result || !this.canChange(id)) return;
    const name = this.nameOf(result);
    const ids = this.regions.map((region) => region.id);
    const next = ids[ids.indexOf(id) + 1] ?? ids[ids.indexOf(id) - 1] ?? null;
    this.answer.remove(id);
    announce(this.text("deleted", { what: name }));
    this.tell("removed", next);
  }

  undo() {
    if (this.gesture) this.gesture.undo?.();
    else if (!this.readonly && this.answer.undo()) announce(this.text("undone"));
  }

  redo() {
    if (!this.readonly && !this.gesture && this.answer.redo()) announce(this.text("redone"));
  }

  takeTool(tool) {
    if (tool === this.tool) return;
    this.gesture?.cancel();
    this.tool = tool;
    this.tell("tool");
  }

  // Pictures need a label before drawing; in a text one may choose the words first, so nothing is in hand there.
  takeFirstLabel() {
    const control = this.config.drawing.find((candidate) => candidate.type !== "labels" && candidate.labels.length);
    if (control) this.active = { control, label: control.labels[0] };
    else this.active = this.onlyLabel();
  }

  onlyLabel() {
    const labels = this.config.drawing.flatMap((control) => control.labels.map((label) => ({ control, label })));
    return labels.length === 1 ? labels[0] : null;
  }

  // A label was pressed: it names what is pending, else changes what is selected, else is taken in hand.
  press(control, label) {
    if (this.readonly) return;
    for (const surface of this.surfaces.values()) surface.settle?.();
    if (this.gesture) {
      this.takeLabel(control, label);
    } else if (this.pending) {
      this.nameThePending(control, label);
    } else if (this.result && this.fits(this.result, control)) {
      this.relabel(this.result, control, label);
    } else {
      this.select(null);
      this.takeLabel(control, label);
    }
  }

  takeLabel(control, label) {
    const again = this.active?.control === control && this.active.label === label;
    const mayBeNone = control.type === "labels" && !this.onlyLabel();
    this.active = again && mayBeNone ? null : { control, label };
    if (control.type !== "labels" && this.tool !== "draw") this.takeTool("draw");
    announce(this.active ? this.text("label_taken", { label: label.value }) : this.text("label_put_down"));
    this.tell("label");
  }

  fits(result, control) {
    return result.to_name === control.toName && result.type === control.type;
  }

  relabel(result, control, label) {
    if (!this.canChange(result.id)) {
      announce(this.text("is_locked"));
      return;
    }
    const now = result.from_name === control.name ? labelsOf(result) : [];
    let labels = [label.key];
    if (control.multiple) labels = now.includes(label.key) ? now.filter((key) => key !== label.key) : [...now, label.key];
    if (labels.length === 0 || (now.length === labels.length && now.every((key, at) => key === labels[at]))) return;
    if (this.usedUp(control, label, result.id)) return;
    this.answer.put(withLabels(result, control, labels));
    announce(this.text("relabelled", { label: label.value }));
  }

  // The config may limit how often a label is used in one task.
  usedUp(control, label, except = null) {
    const most = label.maxUsages ?? control.maxUsages;
    if (!most) return false;
    const used = this.answer.list.filter((result) =>
      result.id !== except && result.from_name === control.name && labelsOf(result).includes(label.key)).length;
    if (used < most) return false;
    this.tell("refused", this.text("used_up", { label: label.value, count: most }));
    return true;
  }

  // Adds a region with the label in hand; returns its id, null when it can't be.
  add(objectName, type, value, more = {}, chosen = this.active) {
    if (this.readonly || !chosen || chosen.control.toName !== objectName || chosen.control.type !== type) return null;
    if (this.usedUp(chosen.control, chosen.label)) return null;
    const result = newResult(chosen.control, value, [chosen.label.key], more);
    this.answer.put(result);
    announce(this.text("added", { what: this.nameOf(result) }));
    return result.id;
  }

  choosePlace(pending) {
    this.pending = pending;
    this.tell("pending");
  }

  nameThePending(control, label) {
    const { objectName, value } = this.pending;
    if (control.toName !== objectName || !control.draws) return;
    const id = this.add(objectName, control.type, value, {}, { control, label });
    if (id) this.choosePlace(null);
  }

  // Escape: out of what is half done first, then of what is selected, then of the label in hand.
  escape() {
    if (this.gesture) this.gesture.cancel();
    else if (this.pending) this.choosePlace(null);
    else if (this.selected) this.select(null);
    else if (this.active?.control.type === "labels" && !this.onlyLabel()) {
      this.active = null;
      this.tell("label");
    } else return false;
    return true;
  }
}
