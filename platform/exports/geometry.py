"""Outlines in pixels: cut to the picture, measured. Points are (x, y), x to the right and y down from the top-left corner."""

from collections.abc import Sequence

Point = tuple[float, float]
Ring = list[Point]


def cut_to(ring: Sequence[Point], width: float, height: float) -> Ring:
    """Return the part of an outline inside the picture (Sutherland–Hodgman, one side after the other); may be empty."""
    if all(0 <= x <= width and 0 <= y <= height for x, y in ring):
        return list(ring)
    cut = list(ring)
    for axis, limit, keeps_below in ((0, 0.0, False), (0, width, True), (1, 0.0, False), (1, height, True)):
        cut = _cut_side(cut, axis, limit, keeps_below=keeps_below)
    return cut


def _cut_side(ring: Ring, axis: int, limit: float, *, keeps_below: bool) -> Ring:
    kept: Ring = []
    for before, point in zip(ring[-1:] + ring[:-1], ring, strict=True):
        was_in = before[axis] <= limit if keeps_below else before[axis] >= limit
        is_in = point[axis] <= limit if keeps_below else point[axis] >= limit
        if was_in != is_in:
            kept.append(_crossing(before, point, axis, limit))
        if is_in:
            kept.append(point)
    return kept


def _crossing(start: Point, end: Point, axis: int, limit: float) -> Point:
    share = (limit - start[axis]) / (end[axis] - start[axis])
    other = start[1 - axis] + share * (end[1 - axis] - start[1 - axis])
    return (limit, other) if axis == 0 else (other, limit)


def tidy(ring: Sequence[Point], digits: int) -> Ring:
    """Return the outline with rounded coordinates, without repeated neighbours and without a closing point."""
    tidied: Ring = []
    for x, y in ring:
        point = (round(x, digits), round(y, digits))
        if not tidied or tidied[-1] != point:
            tidied.append(point)
    while len(tidied) > 1 and tidied[0] == tidied[-1]:
        tidied.pop()
    return tidied


def area_of(ring: Sequence[Point]) -> float:
    """Return the enclosed area in square pixels (shoelace formula)."""
    doubled = 0.0
    x0, y0 = ring[-1]
    for x, y in ring:
        doubled += x0 * y - x * y0
        x0, y0 = x, y
    return abs(doubled) / 2


def bounds_of(ring: Sequence[Point]) -> tuple[float, float, float, float]:
    """Return the upright box around the outline: left, top, right, bottom."""
    xs = [x for x, _ in ring]
    ys = [y for _, y in ring]
    return min(xs), min(ys), max(xs), max(ys)
