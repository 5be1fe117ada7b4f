// The label config as the page got it from the server: objects, controls and their labels.
const FIELD = /\$([\p{L}_][\p{L}\p{N}_]*(?:\.[\p{L}\p{N}_]+|\[\d+\])*)/gu;

export class LabelConfig {
  constructor({ version, objects, controls }) {
    this.version = version;
    this.objects = new Map(objects.map((object) => [object.name, object]));
    this.controls = new Map(controls.map((control) => [control.name, withLabels(control)]));
  }

  // The controls whose results are regions of an object.
  drawingOn(objectName) {
    return [...this.controls.values()].filter((control) => control.toName === objectName && control.draws);
  }

  get drawing() {
    return [...this.controls.values()].filter((control) => control.draws);
  }

  get choices() {
    return [...this.controls.values()].filter((control) => control.type === "choices");
  }

  controlOf(result) {
    return this.controls.get(result.from_name);
  }

  colorOf(result) {
    const control = this.controlOf(result);
    const label = control?.byKey.get(result.value?.[result.type]?.[0]);
    return label?.color ?? "#808080";
  }

  // What people read for the labels of a result.
  namesOf(result) {
    const control = this.controlOf(result);
    return (result.value?.[result.type] ?? []).map((key) => control?.byKey.get(key)?.value ?? key);
  }
}

function withLabels(control) {
  return {
    ...control,
    draws: control.type !== "choices",
    byKey: new Map(control.labels.map((label) => [label.key, label])),
  };
}

// `$image` gives what the field holds; `Title: $title` a text with the fields filled in. The server reads it the same way.
export function resolve(value, data) {
  const whole = new RegExp(`^${FIELD.source}$`, "u").exec(value);
  if (whole) return lookUp(whole[1], data);
  return value.replace(FIELD, (_, path) => lookUp(path, data) ?? "");
}

function lookUp(path, data) {
  let found = data;
  for (const step of path.match(/[\p{L}\p{N}_]+/gu)) {
    if (found === null || typeof found !== "object" || !Object.hasOwn(found, step)) return null;
    found = found[step];
  }
  return found;
}
