"""Outlines in pixels: tidied and cut to the picture. Points are (x, y) from the top-left corner, y downwards."""

from collections.abc import Sequence

Point = tuple[float, float]
Ring = list[Point]
Bounds = tuple[float, float, float, float]  # left, top, right, bottom

DIGITS = 3  # coordinates are kept to a thousandth of a pixel


def tidy(ring: Sequence[Point]) -> Ring:
    """Return the outline with rounded coordinates, without repeated neighbours and without a closing point."""
    rounded = [(round(x, DIGITS), round(y, DIGITS)) for x, y in ring]
    if len(set(rounded)) == len(rounded):
        return rounded
    return [point for point, after in zip(rounded, rounded[1:] + rounded[:1], strict=True) if point != after]


def cut_to(ring: Ring, width: float, height: float) -> Ring:
    """Return the part of an outline inside the picture, tidied; may be empty.

    Sutherland–Hodgman: one side of the picture after the other.
    """
    cut = ring
    for axis, limit, keeps_below in ((0, 0.0, False), (0, width, True), (1, 0.0, False), (1, height, True)):
        cut = _cut_side(cut, axis, limit, keeps_below=keeps_below)
    return tidy(cut)


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


def bounds_of(ring: Sequence[Point]) -> Bounds:
    """Return the upright box around the outline."""
    xs, ys = zip(*ring, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def corners_of(bounds: Bounds) -> Ring:
    """Return the four corners of an upright box, clockwise from the top-left one."""
    left, top, right, bottom = bounds
    return [(left, top), (right, top), (right, bottom), (left, bottom)]


def is_within(bounds: Bounds, width: float, height: float) -> bool:
    """Return whether the box lies wholly in the picture."""
    left, top, right, bottom = bounds
    return left >= 0 and top >= 0 and right <= width and bottom <= height
