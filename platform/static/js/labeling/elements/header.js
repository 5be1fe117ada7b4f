import { resolve } from "../config.js";

// Headings of the config, whose texts may name fields of the task.
export class Headings {
  constructor(root, editor) {
    const headings = [...root.querySelectorAll("[data-heading]")];
    editor.on("task", (task) => {
      for (const heading of headings) heading.textContent = resolve(heading.dataset.heading, task.data) ?? "";
    });
  }
}
