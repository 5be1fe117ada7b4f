import { area, bounds, furthest, inPicture, percent, shiftWithin } from "../image/points.js";

// Boxes. Stored: percent of the picture, `rotation` in degrees clockwise about the top-left corner (x, y). Angles are true
// only in pixels, so everything is done in pixels and turned into percent at the end.
const LEAST = 1; // pixels of the picture
const SIDES = { nw: [-1, -1], n: [0, -1], ne: [1, -1], e: [1, 0], se: [1, 1], s: [0, 1], sw: [-1, 1], w: [-1, 0] };
const ROTATOR = 26; // screen pixels above the box

export const type = "rectanglelabels";

export function pixelsOf(value, size) {
  return {
    x: (value.x / 100) * size.width, y: (value.y / 100) * size.height,
    width: (value.width / 100) * size.width, height: (value.height / 100) * size.height,
    rotation: value.rotation ?? 0,
  };
}

export function valueOf(box, size) {
  const rotation = Math.round((((box.rotation % 360) + 360) % 360) * 1e6) / 1e6;
  return {
    x: percent(box.x, size.width), y: percent(box.y, size.height),
    width: percent(box.width, size.width), height: percent(box.height, size.height),
    rotation: rotation === 360 ? 0 : rotation,
  };
}

function axes(box) {
  const turn = (box.rotation * Math.PI) / 180;
  return { across: { x: Math.cos(turn), y: Math.sin(turn) }, down: { x: -Math.sin(turn), y: Math.cos(turn) } };
}

// A place given by its distances along the box's own sides from its anchor corner.
function place(box, right, below) {
  const { across, down } = axes(box);
  return { x: box.x + across.x * right + down.x * below, y: box.y + across.y * right + down.y * below };
}

function corners(box) {
  return [place(box, 0, 0), place(box, box.width, 0), place(box, box.width, box.height), place(box, 0, box.height)];
}

export function outline(value, size) {
  return corners(pixelsOf(value, size));
}

export function describe(value, size) {
  if (!size) return "";
  const { width, height } = pixelsOf(value, size);
  return `${Math.round(width)} × ${Math.round(height)}`;
}

export function moved(value, size, dx, dy) {
  const box = pixelsOf(value, size);
  const shift = shiftWithin(bounds(corners(box)), size, dx, dy);
  return valueOf({ ...box, x: box.x + shift.dx, y: box.y + shift.dy }, size);
}

// Handles in stage pixels: eight to resize, one to turn.
export function handles(value, size, view, control) {
  const box = pixelsOf(value, size);
  const small = Math.min(box.width, box.height) * view.scale < 36;
  const found = Object.entries(SIDES)
    .filter(([, side]) => !small || side[0] * side[1] !== 0)
    .map(([id, [across, down]]) => ({
      id, look: "square", cursor: cursorFor(across, down, box.rotation),
      ...view.toStage(place(box, (box.width * (across + 1)) / 2, (box.height * (down + 1)) / 2)),
    }));
  if (control.canRotate) found.push(rotator(box, view));
  return found;
}

function rotator(box, view) {
  const { down } = axes(box);
  const from = view.toStage(place(box, box.width / 2, 0));
  return { id: "turn", look: "round", cursor: "grab", x: from.x - down.x * ROTATOR, y: from.y - down.y * ROTATOR, from };
}

function cursorFor(across, down, rotation) {
  const angle = (((Math.atan2(down, across) * 180) / Math.PI + rotation) % 180 + 180) % 180;
  return ["ew-resize", "nwse-resize", "ns-resize", "nesw-resize"][Math.round(angle / 45) % 4];
}

// What dragging a handle to a place of the picture makes of the box.
export function dragged(value, size, handle, point, { shift = false } = {}) {
  const box = pixelsOf(value, size);
  if (handle === "turn") return turnedTowards(box, size, point, shift);
  const to = box.rotation === 0 ? clip(point, size) : point;
  return keptInside(box, (part) => resized(box, SIDES[handle], to, part), size);
}

function resized(box, [across, down], point, part) {
  const axis = axes(box);
  const right = (point.x - box.x) * axis.across.x + (point.y - box.y) * axis.across.y;
  const below = (point.x - box.x) * axis.down.x + (point.y - box.y) * axis.down.y;
  const [left, far] = stretched(across, box.width, right, part);
  const [top, bottom] = stretched(down, box.height, below, part);
  const anchor = place(box, left, top);
  return { ...box, x: anchor.x, y: anchor.y, width: far - left, height: bottom - top };
}

// The two ends of a side when one of them is dragged `part` of the way to `to`; ends may change places.
function stretched(side, length, to, part) {
  if (side === 0) return [0, length];
  const held = side > 0 ? 0 : length;
  const from = side > 0 ? length : 0;
  const end = from + (to - from) * part;
  const ends = [Math.min(held, end), Math.max(held, end)];
  if (ends[1] - ends[0] >= LEAST) return ends;
  return side > 0 ? [0, LEAST] : [length - LEAST, length];
}

function keptInside(box, at, size) {
  return valueOf(clean(furthest(at, (candidate) => inPicture(corners(candidate), size))), size);
}

function clean(box) {
  return { ...box, width: Math.max(box.width, Number.EPSILON), height: Math.max(box.height, Number.EPSILON) };
}

function turnedTowards(box, size, point, snap) {
  const middle = place(box, box.width / 2, box.height / 2);
  let angle = (Math.atan2(point.y - middle.y, point.x - middle.x) * 180) / Math.PI + 90;
  if (snap) angle = Math.round(angle / 15) * 15;
  return turned(box, size, ((angle - box.rotation + 540) % 360) - 180);
}

// Turns a box about its middle; the anchor corner goes along.
function turned(box, size, degrees) {
  const middle = place(box, box.width / 2, box.height / 2);
  return keptInside(box, (part) => {
    const next = { ...box, rotation: box.rotation + degrees * part };
    const shift = place({ ...next, x: 0, y: 0 }, box.width / 2, box.height / 2);
    return { ...next, x: middle.x - shift.x, y: middle.y - shift.y };
  }, size);
}

function clip(point, size) {
  return { x: Math.min(size.width, Math.max(0, point.x)), y: Math.min(size.height, Math.max(0, point.y)) };
}

// Keys for one selected box beyond moving: the new value, or null when the key means nothing here.
export function byKey(value, size, event, control) {
  const box = pixelsOf(value, size);
  const step = event.shiftKey ? 10 : 1;
  const grow = { ArrowRight: [step, 0], ArrowLeft: [-step, 0], ArrowDown: [0, step], ArrowUp: [0, -step] }[event.key];
  if (grow && (event.ctrlKey || event.metaKey)) {
    const to = place(box, Math.max(LEAST, box.width + grow[0]), Math.max(LEAST, box.height + grow[1]));
    return dragged(value, size, "se", to);
  }
  const turn = { "[": -1, "]": 1, "{": -15, "}": 15 }[event.key];
  return turn && control.canRotate ? turned(box, size, turn) : null;
}

// Draws a box from corner to corner, with the pointer's way down to up, or between two places set by keys.
export class Drawing {
  constructor(start, size) {
    this.size = size;
    this.start = clip(start, size);
    this.reach(start);
  }

  reach(point) {
    this.end = clip(point, this.size);
  }

  get value() {
    const [a, b] = [this.start, this.end];
    return valueOf({
      x: Math.min(a.x, b.x), y: Math.min(a.y, b.y), width: Math.abs(a.x - b.x), height: Math.abs(a.y - b.y), rotation: 0,
    }, this.size);
  }

  get finished() {
    return Math.abs(this.start.x - this.end.x) >= LEAST && Math.abs(this.start.y - this.end.y) >= LEAST;
  }

  preview() {
    return { closed: true, points: outline(this.value, this.size), marks: [] };
  }
}

export const drawnBy = "drag";

export function areaOf(value, size) {
  return area(outline(value, size));
}
