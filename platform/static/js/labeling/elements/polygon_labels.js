import { area, bounds, distance, percent, shiftWithin } from "../image/points.js";

// Polygons. Stored: [x, y] pairs in percent of the picture, closed; worked on in pixels.
const SHOWS_POINTS_FROM = 28; // screen pixels of the longer side, below which handles would bury the shape
const MIDDLES_FROM = 26; // screen pixels between two points, from which a handle between them is offered
const LEAST_POINTS = 3;

export const type = "polygonlabels";
export const drawnBy = "points";

export function outline(value, size) {
  return value.points.map(([x, y]) => ({ x: (x / 100) * size.width, y: (y / 100) * size.height }));
}

export function valueOf(points, size) {
  return { points: points.map(({ x, y }) => [percent(x, size.width), percent(y, size.height)]), closed: true };
}

export function describe(value, size, text) {
  return text("points", { count: value.points.length });
}

export function areaOf(value, size) {
  return area(outline(value, size));
}

export function moved(value, size, dx, dy) {
  const points = outline(value, size);
  const shift = shiftWithin(bounds(points), size, dx, dy);
  return valueOf(points.map(({ x, y }) => ({ x: x + shift.dx, y: y + shift.dy })), size);
}

// Handles in stage pixels: one on each point, and between far points one that inserts a point when dragged.
export function handles(value, size, view) {
  const points = outline(value, size);
  const box = bounds(points);
  if (Math.max(box.width, box.height) * view.scale < SHOWS_POINTS_FROM) return [];
  const places = points.map((point) => view.toStage(point));
  const middles = places.flatMap((place, at) => {
    const next = places[(at + 1) % places.length];
    if (distance(place, next) < MIDDLES_FROM) return [];
    return [{ id: `middle-${at}`, look: "faint", cursor: "copy", x: (place.x + next.x) / 2, y: (place.y + next.y) / 2 }];
  });
  return [...middles, ...places.map((place, at) => ({ id: `point-${at}`, look: "round", cursor: "move", ...place, point: at }))];
}

export function dragged(value, size, handle, point) {
  const [kind, number] = handle.split("-");
  const at = Number(number);
  const points = outline(value, size);
  const to = { x: Math.min(size.width, Math.max(0, point.x)), y: Math.min(size.height, Math.max(0, point.y)) };
  points.splice(kind === "middle" ? at + 1 : at, kind === "middle" ? 0 : 1, to);
  return area(points) > 0 ? valueOf(points, size) : value;
}

// Puts a new point on the outline behind the given one.
export function withPointAfter(value, size, at) {
  const points = outline(value, size);
  const next = points[(at + 1) % points.length];
  points.splice(at + 1, 0, { x: (points[at].x + next.x) / 2, y: (points[at].y + next.y) / 2 });
  return valueOf(points, size);
}

// The polygon without a point; null when too few would be left.
export function withoutPoint(value, size, at) {
  const points = outline(value, size);
  points.splice(at, 1);
  return points.length >= LEAST_POINTS && area(points) > 0 ? valueOf(points, size) : null;
}

export function movedPoint(value, size, at, dx, dy) {
  const point = outline(value, size)[at];
  return dragged(value, size, `point-${at}`, { x: point.x + dx, y: point.y + dy });
}

export function byKey() {
  return null;
}

// A polygon being drawn: points so far and where the next one would come.
export class Drawing {
  constructor(start, size) {
    this.size = size;
    this.points = [];
    this.add(start);
  }

  inside({ x, y }) {
    return { x: Math.min(this.size.width, Math.max(0, x)), y: Math.min(this.size.height, Math.max(0, y)) };
  }

  reach(point) {
    this.end = this.inside(point);
  }

  add(point) {
    this.end = this.inside(point);
    const last = this.points.at(-1);
    if (!last || distance(last, this.end) > 0) this.points.push(this.end);
  }

  // Takes the last point back; false when none is left.
  takeBack() {
    this.points.pop();
    return this.points.length > 0;
  }

  closesAt(point, reach) {
    return this.points.length >= LEAST_POINTS && distance(this.points[0], point) <= reach;
  }

  get value() {
    return valueOf(this.points, this.size);
  }

  get finished() {
    return this.points.length >= LEAST_POINTS && area(this.points) > 1e-6 * this.size.width * this.size.height / 1e4;
  }

  preview() {
    return { closed: false, points: [...this.points, this.end], marks: this.points };
  }
}
