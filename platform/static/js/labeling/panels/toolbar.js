// Tools beside a picture, and undo and redo.
export class Toolbar {
  constructor(root, editor) {
    this.root = root;
    this.editor = editor;
    this.tools = [...root.querySelectorAll("[data-tool]")];
    this.acts = [...root.querySelectorAll("[data-history]")];
    for (const tool of this.tools) tool.addEventListener("click", () => editor.takeTool(tool.dataset.tool));
    for (const act of this.acts) act.addEventListener("click", () => editor[act.dataset.history]());
    root.querySelector("[data-start-over]")?.addEventListener("click", () => editor.show(editor.task, []));
    for (const what of ["tool", "answer", "task", "label"]) editor.on(what, () => this.show());
    this.show();
  }

  show() {
    const { editor } = this;
    this.root.dataset.tool = editor.tool;
    for (const tool of this.tools) {
      tool.setAttribute("aria-pressed", String(tool.dataset.tool === editor.tool));
      if (tool.dataset.tool === "draw") this.showShape(tool);
    }
    for (const act of this.acts) {
      act.disabled = editor.readonly || editor.answer[act.dataset.history === "undo" ? "past" : "future"].length === 0;
    }
  }

  // The drawing tool looks like what the label in hand draws.
  showShape(tool) {
    const use = tool.querySelector("use");
    const shape = this.editor.active?.control.type === "polygonlabels" ? "pentagon" : "square";
    use.setAttribute("href", use.getAttribute("href").replace(/#.*/, `#${shape}`));
  }
}
