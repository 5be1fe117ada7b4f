// On narrow screens the list of regions is a sheet over the lower half, opened and closed by buttons.
export class Sheets {
  constructor(root, editor) {
    this.sheet = root.querySelector("[data-sheet]");
    this.buttons = [...root.querySelectorAll("[data-opens-sheet]")];
    for (const button of this.buttons) button.addEventListener("click", () => this.turn(!this.isOpen));
    root.querySelector("[data-closes-sheet]")?.addEventListener("click", () => this.turn(false));
    this.sheet?.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && this.isOpen) {
        this.turn(false);
        event.preventDefault();
        this.buttons[0]?.focus();
      }
    });
    editor.on("task", () => this.turn(false));
  }

  get isOpen() {
    return this.sheet?.hasAttribute("data-open") ?? false;
  }

  turn(open) {
    this.sheet?.toggleAttribute("data-open", open);
    for (const button of this.buttons) button.setAttribute("aria-expanded", String(open));
    if (open) this.sheet.querySelector("[data-closes-sheet]")?.focus();
  }
}
