// The regions of the task as a list: choose, hide, lock, delete; what is pointed at there is shown in the work.
export class RegionList {
  constructor(root, editor) {
    this.editor = editor;
    this.list = root.querySelector("[data-regions]");
    if (!this.list) return;
    this.count = [...root.querySelectorAll("[data-region-count]")];
    this.empty = root.querySelector("[data-no-regions]");
    this.pattern = root.querySelector("template[data-region-pattern]").content.firstElementChild;
    this.rows = new Map();
    this.list.addEventListener("click", (event) => this.click(event));
    this.list.addEventListener("keydown", (event) => this.key(event));
    this.list.addEventListener("pointerover", (event) => editor.hover(this.idOf(event.target)));
    this.list.addEventListener("pointerleave", () => editor.hover(null));
    for (const what of ["answer", "selection", "flags", "task", "described"]) editor.on(what, () => this.plan());
    editor.on("hover", () => this.look());
    editor.on("removed", (next) => this.removed(next));
    root.querySelector("[data-hide-all]")?.addEventListener("click", () => this.hideAll());
  }

  idOf(target) {
    return target.closest?.("[data-region-row]")?.dataset.regionRow ?? null;
  }

  // Many changes in one frame, such as a drag, are one repaint.
  plan() {
    if (this.planned) return;
    this.planned = true;
    requestAnimationFrame(() => {
      this.planned = false;
      this.paint();
    });
  }

  paint() {
    const { editor } = this;
    const { regions } = editor;
    const kept = new Set(regions.map((region) => region.id));
    for (const [id, row] of this.rows) {
      if (!kept.has(id)) {
        row.remove();
        this.rows.delete(id);
      }
    }
    regions.forEach((region, at) => {
      const row = this.rows.get(region.id) ?? this.newRow(region.id);
      if (this.list.children[at] !== row) this.list.insertBefore(row, this.list.children[at] ?? null);
      this.fill(row, region);
    });
    for (const place of this.count) place.textContent = String(regions.length);
    this.empty.hidden = regions.length > 0;
    this.look();
    if (editor.selected !== this.shown) {
      this.shown = editor.selected;
      this.rows.get(editor.selected)?.scrollIntoView({ block: "nearest" });
    }
  }

  newRow(id) {
    const row = this.pattern.cloneNode(true);
    row.dataset.regionRow = id;
    this.rows.set(id, row);
    return row;
  }

  fill(row, region) {
    const { editor } = this;
    const names = editor.config.namesOf(region).join(", ");
    const described = editor.surfaces.get(region.to_name)?.describe(region) ?? "";
    const isText = region.type === "labels";
    row.querySelector("[data-dot]").style.setProperty("--label", editor.config.colorOf(region));
    row.querySelector("[data-name]").textContent = isText ? described : names;
    row.querySelector("[data-described]").textContent = isText ? names : described;
    row.querySelector("[data-choose]").setAttribute("aria-label", `${names} ${described}`.trim());
    this.flag(row, "hide", editor.hidden.has(region.id));
    this.flag(row, "lock", editor.locked.has(region.id));
    row.querySelector("[data-act=delete]").disabled = !editor.canChange(region.id);
  }

  flag(row, act, on) {
    const button = row.querySelector(`[data-act=${act}]`);
    if (button.getAttribute("aria-pressed") !== String(on)) {
      button.setAttribute("aria-pressed", String(on));
      const use = button.querySelector("use");
      use.setAttribute("href", use.getAttribute("href").replace(/#.*/, `#${button.dataset[on ? "on" : "off"]}`));
    }
    row.classList.toggle(act === "hide" ? "is-hidden" : "is-locked", on);
  }

  look() {
    const { selected, hovered } = this.editor;
    for (const [id, row] of this.rows) {
      row.classList.toggle("hovered", id === hovered);
      row.querySelector("[data-choose]").setAttribute("aria-pressed", String(id === selected));
      row.classList.toggle("selected", id === selected);
    }
  }

  click(event) {
    const id = this.idOf(event.target);
    if (!id) return;
    const act = event.target.closest("[data-act]")?.dataset.act;
    if (act === "hide") this.editor.hide(id);
    else if (act === "lock") this.editor.lock(id);
    else if (act === "delete") this.editor.remove(id);
    else this.editor.select(id === this.editor.selected && event.detail === 0 ? null : id, { reveal: true });
  }

  key(event) {
    const id = this.idOf(event.target);
    if (!id || event.ctrlKey || event.metaKey || event.altKey) return;
    const to = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (to) {
      const rows = [...this.list.children];
      const next = rows[rows.indexOf(this.rows.get(id)) + to];
      if (next) {
        next.querySelector("[data-choose]").focus();
        this.editor.select(next.dataset.regionRow, { reveal: true });
      }
      event.preventDefault();
    }
    if (event.key === "Delete" || event.key === "Backspace") {
      this.editor.remove(id);
      event.preventDefault();
      event.stopPropagation();
    }
  }

  // The focus goes to the neighbour of a deleted row when it was in the list, else it stays with the work.
  removed(next) {
    if (!this.list.contains(document.activeElement)) return;
    const row = this.rows.get(next);
    if (row) row.querySelector("[data-choose]").focus();
    else this.editor.tell("focus");
  }

  hideAll() {
    const { editor } = this;
    const ids = editor.regions.map((region) => region.id);
    const all = ids.every((id) => editor.hidden.has(id));
    editor.hidden = all ? new Set() : new Set(ids);
    if (!all) editor.select(null);
    editor.tell("flags");
  }
}
