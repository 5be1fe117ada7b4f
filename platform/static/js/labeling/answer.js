// What a person has answered so far: an immutable map of results by id, with two stacks for undo and redo.
// Results are kept in the form they are stored in; whoever draws converts at its own border.
const MERGE_WITHIN = 800; // milliseconds in which repeated small steps, such as nudges, count as one

export class Answer {
  constructor(changed) {
    this.changed = changed;
    this.load([]);
  }

  load(results) {
    this.results = new Map(results.map((result) => [result.id, Object.freeze(result)]));
    this.past = [];
    this.future = [];
    this.sketch = null;
    this.merging = { key: null, at: 0 };
    this.changed("load");
  }

  // The results with what is being drawn or dragged right now in its place.
  get shown() {
    if (!this.sketch) return this.results;
    return new Map(this.results).set(this.sketch.id, this.sketch);
  }

  get list() {
    return [...this.results.values()];
  }

  // Shows a result that is not yet one: a gesture under way. It leaves no trace in the history.
  show(result) {
    this.sketch = result;
    this.changed("sketch");
  }

  put(result, { merge = null } = {}) {
    this.become(new Map(this.results).set(result.id, Object.freeze(result)), merge);
  }

  remove(id) {
    if (!this.results.has(id)) return;
    const next = new Map(this.results);
    next.delete(id);
    this.become(next);
  }

  become(next, merge = null) {
    const now = performance.now();
    const goesOn = merge !== null && merge === this.merging.key && now - this.merging.at < MERGE_WITHIN;
    if (!goesOn) this.past.push(this.results);
    this.merging = { key: merge, at: now };
    this.future = [];
    this.sketch = null;
    this.results = next;
    this.changed("edit");
  }

  undo() {
    return this.step(this.past, this.future);
  }

  redo() {
    return this.step(this.future, this.past);
  }

  step(from, to) {
    if (from.length === 0) return false;
    to.push(this.results);
    this.results = from.pop();
    this.sketch = null;
    this.merging = { key: null, at: 0 };
    this.changed("edit");
    return true;
  }
}

export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(10));
  const alphabet = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";
  return Array.from(bytes, (byte) => alphabet[byte & 63]).join("");
}

export function labelsOf(result) {
  return result.value[result.type] ?? [];
}

export function withLabels(result, control, labels) {
  const value = { ...result.value };
  delete value[result.type];
  return { ...result, from_name: control.name, type: control.type, value: { ...value, [control.type]: labels } };
}

export function newResult(control, value, labels, more = {}) {
  return {
    id: newId(), from_name: control.name, to_name: control.toName, type: control.type, origin: "manual", ...more,
    value: { ...value, [control.type]: labels },
  };
}
