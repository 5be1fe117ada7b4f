import { labelsOf } from "../answer.js";

// The labels of the controls that draw: pressed by click or key; the one in hand or those of what is selected stand out.
export class LabelPanel {
  constructor(root, editor) {
    this.editor = editor;
    this.buttons = [...root.querySelectorAll("[data-label]")].map((button) => {
      const control = editor.config.controls.get(button.dataset.control);
      const label = control.byKey.get(button.dataset.label);
      button.style.setProperty("--label", label.color);
      // Keeps the selection in a text and the focus on the work.
      button.addEventListener("pointerdown", (event) => event.preventDefault());
      button.addEventListener("click", () => editor.press(control, label));
      return { button, control, label };
    });
    for (const box of root.querySelectorAll("[data-label-filter]")) {
      box.addEventListener("input", () => this.filter(box));
      box.addEventListener("keydown", (event) => this.keyInFilter(event, box));
    }
    for (const what of ["label", "selection", "answer", "task", "pending"]) editor.on(what, () => this.show());
    this.show();
  }

  show() {
    const { active, result, pending } = this.editor;
    const list = this.editor.answer.list;
    for (const { button, control, label } of this.buttons) {
      const pressed = result && !pending
        ? result.from_name === control.name && labelsOf(result).includes(label.key)
        : !this.editor.readonly && active?.control === control && active.label === label;
      button.setAttribute("aria-pressed", String(Boolean(pressed)));
      button.disabled = this.editor.readonly;
      const count = list.filter((one) => one.from_name === control.name && labelsOf(one).includes(label.key)).length;
      const place = button.querySelector("[data-count]");
      if (place) place.textContent = count || "";
    }
  }

  filter(box) {
    const wanted = box.value.trim().toLocaleLowerCase();
    for (const { button, control, label } of this.buttons) {
      if (control.name !== box.dataset.labelFilter) continue;
      button.hidden = wanted !== "" && !`${label.value} ${label.hint ?? ""}`.toLocaleLowerCase().includes(wanted);
    }
  }

  // Enter takes the first label found and gives the focus back to the work.
  keyInFilter(event, box) {
    if (event.key !== "Enter" && event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    const first = this.buttons.find(({ button, control }) => control.name === box.dataset.labelFilter && !button.hidden);
    if (event.key === "Enter" && first && box.value) this.editor.press(first.control, first.label);
    box.value = "";
    this.filter(box);
    this.editor.tell("focus");
  }
}
