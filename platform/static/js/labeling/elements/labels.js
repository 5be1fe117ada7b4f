// Paints spans by colour: one highlight per label colour, blending where they overlap, and stronger ones for what is
// pointed at, selected or waiting for a label. The document itself never changes.
let made = 0;
let painters = [];

export class SpanPainter {
  constructor(text) {
    this.text = text;
    this.prefix = `span-${(made += 1)}`;
    this.supported = typeof Highlight === "function" && Boolean(CSS.highlights);
    this.text.part.toggleAttribute("data-no-highlights", !this.supported && text.takesSpans);
    this.names = new Map(); // colour → highlight name
    this.sheet = new CSSStyleSheet();
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, this.sheet];
    painters = [...painters.filter((painter) => painter.isNeeded()), this];
  }

  // A preview that was swapped out of the page takes its colours along.
  isNeeded() {
    if (this.text.part.isConnected) return true;
    for (const name of this.names.values()) CSS.highlights?.delete(name);
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((sheet) => sheet !== this.sheet);
    return false;
  }

  paint() {
    const { text } = this;
    if (!this.supported || !text.node || !text.takesSpans) return;
    const { editor } = text;
    const groups = new Map();
    const add = (name, range) => groups.set(name, [...(groups.get(name) ?? []), range]);
    const last = new Map(); // colour → where its last span ended, and how it looks
    for (const result of this.inOrder()) {
      const span = text.spanOf(result);
      const range = this.range(span);
      const color = editor.config.colorOf(result);
      const before = last.get(color);
      // Spans of one colour that touch would look like one: every other is stronger.
      const look = before && before.end >= span.start && before.look === "plain" ? "touching" : "plain";
      last.set(color, { end: Math.max(span.end, before?.end ?? 0), look });
      add(this.nameFor(color, look), range);
      if (editor.hovered === result.id) add(this.nameFor(color, "hovered"), range);
      if (editor.selected === result.id) add(this.nameFor(color, "selected"), range);
    }
    const { pending } = editor;
    if (pending?.objectName === text.object.name) add(this.nameFor("pending", "pending"), this.range(pending.stretch));
    for (const name of this.names.values()) {
      if (!groups.has(name)) CSS.highlights.delete(name);
    }
    for (const [name, ranges] of groups) {
      const highlight = new Highlight(...ranges);
      highlight.priority = { plain: 0, touching: 0, hovered: 1, selected: 2, pending: 3 }[name.split("-").at(-1)];
      CSS.highlights.set(name, highlight);
    }
  }

  inOrder() {
    const { text } = this;
    return text.results.filter((result) => !text.editor.hidden.has(result.id))
      .sort((a, b) => a.value.start - b.value.start || b.value.end - a.value.end);
  }

  range(stretch) {
    return rangeOf(this.text.node, stretch);
  }

  // The highlight's name for a colour and a look; its rule is written when it is first needed.
  nameFor(color, look) {
    const key = `${color} ${look}`;
    if (!this.names.has(key)) {
      const name = `${this.prefix}-${this.names.size}-${look}`;
      this.names.set(key, name);
      this.sheet.insertRule(`::highlight(${name}) { ${styles[look](color)} }`);
    }
    return this.names.get(key);
  }
}

export function rangeOf(node, { start, end }) {
  const range = document.createRange();
  range.setStart(node, Math.min(start, node.length));
  range.setEnd(node, Math.min(end, node.length));
  return range;
}

const styles = {
  plain: (color) => `background-color: color-mix(in srgb, ${color} 30%, transparent);`
    + `text-decoration: underline 2px ${color};`,
  touching: (color) => `background-color: color-mix(in srgb, ${color} 50%, transparent);`
    + `text-decoration: underline 2px ${color};`,
  hovered: (color) => `background-color: color-mix(in srgb, ${color} 22%, transparent);`,
  selected: (color) => `background-color: color-mix(in srgb, ${color} 28%, transparent);`
    + `text-decoration: underline 4px ${color};`,
  pending: () => "background-color: light-dark(oklch(86% 0.07 262), oklch(42% 0.1 262));",
};
