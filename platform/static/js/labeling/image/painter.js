// Paints regions, what is being drawn, handles and cross-hairs from the editor's state; nothing is ever read back.
const SVG = "http://www.w3.org/2000/svg";
const HANDLE = 9; // screen pixels
const FINGER = 26; // screen pixels that react around a handle

export class Painter {
  constructor(picture) {
    this.picture = picture;
    const svg = picture.part.querySelector("[data-drawing]");
    this.svg = svg;
    this.shapes = svg.appendChild(element("g", { class: "shapes" }));
    this.sketch = svg.appendChild(element("g", { class: "sketch" }));
    this.handles = svg.appendChild(element("g", { class: "handles" }));
    this.cross = svg.appendChild(element("g", { class: "cross" }));
    this.drawn = new Map(); // id → { node, result, look }
  }

  clear() {
    this.drawn.clear();
    for (const layer of [this.shapes, this.sketch, this.handles, this.cross]) layer.replaceChildren();
  }

  // Moves the layers with the view; only what has a size on the screen is painted anew.
  place() {
    const { scale, x, y } = this.picture.view;
    this.shapes.setAttribute("transform", `translate(${x} ${y}) scale(${scale})`);
    this.paintDrawing();
    this.paintHandles();
    this.picture.cursor?.paint();
  }

  paint() {
    const { picture } = this;
    if (!picture.size) return;
    const seen = new Set();
    for (const result of picture.results) {
      seen.add(result.id);
      this.paintShape(result);
    }
    for (const [id, { node }] of this.drawn) {
      if (!seen.has(id)) {
        node.remove();
        this.drawn.delete(id);
      }
    }
    this.place();
  }

  paintShape(result) {
    const { editor } = this.picture;
    const look = [
      "shape",
      editor.selected === result.id && "selected",
      editor.hovered === result.id && "hovered",
      editor.hidden.has(result.id) && "hidden",
      editor.locked.has(result.id) && "locked",
    ].filter(Boolean).join(" ");
    const known = this.drawn.get(result.id);
    if (known && known.result === result && known.look === look) return;
    const node = known?.node ?? this.shapes.appendChild(element("polygon", { "data-region": result.id }));
    if (known?.look !== look) node.setAttribute("class", look);
    if (known?.result !== result) {
      const color = editor.config.colorOf(result);
      node.setAttribute("points", pointsText(this.picture.outlineOf(result)));
      node.setAttribute("fill", color);
      node.setAttribute("stroke", color);
    }
    this.drawn.set(result.id, { node, result, look });
  }

  // What is being drawn, in screen pixels.
  paintDrawing() {
    const { drawing, view, editor } = this.picture;
    if (!drawing) {
      this.sketch.replaceChildren();
      return;
    }
    const { points, closed, marks } = drawing.preview();
    const color = editor.active?.label.color ?? "currentColor";
    const path = pointsText(points.map((point) => view.toStage(point)));
    const line = element(closed ? "polygon" : "polyline", { class: "shape drawing", points: path, fill: color, stroke: color });
    const dots = marks.map((mark, at) => {
      const { x, y } = view.toStage(mark);
      return element("circle", { class: at === 0 && marks.length > 2 ? "mark first" : "mark", cx: x, cy: y, r: at === 0 ? 5.5 : 4, stroke: color });
    });
    this.sketch.replaceChildren(line, ...dots);
  }

  paintHandles() {
    const { selected, editor, size, view, drawing, vertex } = this.picture;
    if (!size || !selected || drawing || !editor.canChange(selected.id) || editor.hidden.has(selected.id)) {
      this.handles.replaceChildren();
      return;
    }
    const kind = this.picture.kindOf(selected);
    const color = editor.config.colorOf(selected);
    const control = editor.config.controlOf(selected);
    this.handles.replaceChildren(...kind.handles(selected.value, size, view, control).flatMap((handle) => {
      const chosen = handle.point !== undefined && handle.point === vertex ? " chosen" : "";
      const group = element("g", { class: `handle ${handle.look}${chosen}`, "data-handle": handle.id, cursor: handle.cursor });
      group.append(
        element("circle", { class: "reach", cx: handle.x, cy: handle.y, r: FINGER / 2 / (handle.look === "square" ? 1.3 : 1.6) }),
        handle.look === "square"
          ? element("rect", { class: "grip", x: handle.x - HANDLE / 2, y: handle.y - HANDLE / 2, width: HANDLE, height: HANDLE, rx: 1.5, stroke: color })
          : element("circle", { class: "grip", cx: handle.x, cy: handle.y, r: handle.look === "faint" ? 3.5 : HANDLE / 2 + 0.5, stroke: color }),
      );
      const stem = handle.from
        ? [element("line", { class: "stem", x1: handle.from.x, y1: handle.from.y, x2: handle.x, y2: handle.y, stroke: color })]
        : [];
      return [...stem, group];
    }));
  }

  // Lines through a place of the stage, for exact drawing; nothing when the place is null.
  crossAt(point, look = "") {
    if (!point) {
      this.cross.replaceChildren();
      return;
    }
    const { width, height } = this.picture.view.room;
    const across = { x1: 0, x2: width, y1: point.y, y2: point.y };
    const down = { x1: point.x, x2: point.x, y1: 0, y2: height };
    const lines = [across, down].flatMap((line) => [element("line", { class: "under", ...line }), element("line", line)]);
    if (look) lines.push(element("circle", { class: look, cx: point.x, cy: point.y, r: 7 }));
    this.cross.replaceChildren(...lines);
  }
}

function element(name, attributes) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

function pointsText(points) {
  return points.map(({ x, y }) => `${round(x)},${round(y)}`).join(" ");
}

function round(value) {
  return Math.round(value * 1000) / 1000;
}
