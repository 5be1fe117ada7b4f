// Plane geometry in pixels, for all shapes drawn on pictures. Outlines are lists of { x, y }.
export function bounds(points) {
  const left = Math.min(...points.map((point) => point.x));
  const top = Math.min(...points.map((point) => point.y));
  const right = Math.max(...points.map((point) => point.x));
  const bottom = Math.max(...points.map((point) => point.y));
  return { x: left, y: top, width: right - left, height: bottom - top };
}

// The area enclosed, by the shoelace formula.
export function area(points) {
  return Math.abs(points.reduce((sum, { x, y }, at) => {
    const next = points[(at + 1) % points.length];
    return sum + x * next.y - next.x * y;
  }, 0)) / 2;
}

// Whether a point lies inside an outline (even-odd rule) or within `reach` of it.
export function touches(points, { x, y }, reach) {
  let inside = false;
  for (let at = 0, before = points.length - 1; at < points.length; before = at, at += 1) {
    const a = points[at];
    const b = points[before];
    if (distanceToSegment({ x, y }, a, b) <= reach) return true;
    if (a.y > y !== b.y > y && x < ((b.x - a.x) * (y - a.y)) / (b.y - a.y) + a.x) inside = !inside;
  }
  return inside;
}

export function distance(a, b) {
  return Math.hypot(a.x - b.x, a.y - b.y);
}

export function distanceToSegment(point, a, b) {
  const length = (b.x - a.x) ** 2 + (b.y - a.y) ** 2;
  const along = length ? ((point.x - a.x) * (b.x - a.x) + (point.y - a.y) * (b.y - a.y)) / length : 0;
  const t = Math.min(1, Math.max(0, along));
  return Math.hypot(point.x - a.x - t * (b.x - a.x), point.y - a.y - t * (b.y - a.y));
}

export function inPicture(points, size) {
  const least = -1e-6;
  return points.every(({ x, y }) => x >= least && y >= least && x <= size.width - least && y <= size.height - least);
}

// The shift that comes nearest to (dx, dy) and keeps a rectangle inside the picture.
export function shiftWithin(box, size, dx, dy) {
  return {
    dx: Math.min(size.width - box.x - box.width, Math.max(-box.x, dx)),
    dy: Math.min(size.height - box.y - box.height, Math.max(-box.y, dy)),
  };
}

// The furthest of the shapes made by `at(0…1)` that `fits`; `at(0)` fits.
export function furthest(at, fits) {
  if (fits(at(1))) return at(1);
  let [good, bad] = [0, 1];
  for (let step = 0; step < 20; step += 1) {
    const middle = (good + bad) / 2;
    if (fits(at(middle))) good = middle;
    else bad = middle;
  }
  return at(good);
}

// Percent are kept to a millionth: on a picture of 10,000 pixels a ten-thousandth of a pixel.
export function percent(pixels, length) {
  return Math.round((pixels / length) * 1e8) / 1e6;
}
