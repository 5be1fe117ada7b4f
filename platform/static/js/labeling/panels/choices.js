import { newResult } from "../answer.js";
import { announce } from "../texts.js";

// The answers about a whole object: one result for each control that has one.
export class Choices {
  constructor(root, editor) {
    this.editor = editor;
    this.parts = [...root.querySelectorAll("[data-choices]")].map((part) => {
      const control = editor.config.controls.get(part.dataset.choices);
      for (const choice of part.querySelectorAll("[data-choice]")) {
        const { color } = control.byKey.get(choice.dataset.choice);
        choice.style.setProperty("--label", color);
      }
      part.addEventListener("change", (event) => this.changed(control, event.target));
      part.addEventListener("click", (event) => this.clicked(control, event));
      return { part, control };
    });
    editor.on("answer", () => this.show());
    editor.on("task", () => this.show());
  }

  resultOf(control) {
    return this.editor.answer.list.find((result) => result.from_name === control.name) ?? null;
  }

  chosen(control) {
    return this.resultOf(control)?.value.choices ?? [];
  }

  changed(control, field) {
    if (field.matches("select")) this.set(control, field.value ? [field.value] : []);
    else if (control.multiple) this.press(control, control.byKey.get(field.value));
    else this.set(control, [field.value]);
  }

  // A click on the radio button that is chosen takes the answer back: browsers don't tell that as a change.
  clicked(control, event) {
    if (control.multiple || !event.target.matches("input[type=radio]")) return;
    if (this.wasChosen === event.target.value) {
      this.wasChosen = null;
      this.set(control, []);
    }
  }

  // A choice was pressed by its key: it is chosen, and when it was, taken back.
  press(control, label) {
    const now = this.chosen(control);
    const has = now.includes(label.key);
    if (control.multiple) this.set(control, has ? now.filter((key) => key !== label.key) : [...now, label.key]);
    else this.set(control, has ? [] : [label.key]);
  }

  set(control, keys) {
    if (this.editor.readonly) {
      this.show();
      return;
    }
    const ordered = control.labels.map((label) => label.key).filter((key) => keys.includes(key));
    const before = this.resultOf(control);
    if (ordered.length === 0) {
      if (before) this.editor.answer.remove(before.id);
    } else if (before) {
      this.editor.answer.put({ ...before, value: { ...before.value, choices: ordered } });
    } else {
      this.editor.answer.put(newResult(control, {}, ordered));
    }
    const names = ordered.map((key) => control.byKey.get(key).value);
    announce(names.length ? this.editor.text("chosen", { what: names.join(", ") }) : this.editor.text("choice_undone"));
    if (ordered.length) this.editor.tell("chose", control);
  }

  show() {
    for (const { part, control } of this.parts) {
      const chosen = this.chosen(control);
      part.removeAttribute("data-missing");
      for (const field of part.querySelectorAll("input")) {
        field.checked = chosen.includes(field.value);
        field.disabled = this.editor.readonly;
      }
      const list = part.querySelector("select");
      if (list) {
        list.value = chosen[0] ?? "";
        list.disabled = this.editor.readonly;
      }
      this.wasChosen = control.multiple ? null : chosen[0] ?? null;
    }
  }

  // The first control that needs an answer and has none, with what to tell people; null when all have one.
  missing() {
    for (const { part, control } of this.parts) {
      if (!control.required || this.chosen(control).length) continue;
      part.setAttribute("data-missing", "");
      part.querySelector("input, select")?.focus();
      return control.requiredMessage || this.editor.text("answer_needed", { control: control.name });
    }
    return null;
  }
}
