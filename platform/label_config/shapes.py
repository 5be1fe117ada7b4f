"""Geometry of boxes and polygons in pixels.

Percent coordinates are of two different lengths (a picture's width and height), so turning has to be done in pixels.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from label_config.readings import Box

Point = tuple[float, float]


def box_corners(box: Box, width: float, height: float) -> list[Point]:
    """Return the four corners in pixels of a picture of that size, clockwise from the one the box turns about."""
    left, top = box.x / 100 * width, box.y / 100 * height
    across, down = box.width / 100 * width, box.height / 100 * height
    turn = math.radians(box.rotation)
    cos, sin = math.cos(turn), math.sin(turn)
    return [
        (left, top),
        (left + across * cos, top + across * sin),
        (left + across * cos - down * sin, top + across * sin + down * cos),
        (left - down * sin, top + down * cos),
    ]


def box_hull(box: Box, width: float, height: float) -> tuple[float, float, float, float]:
    """Return the smallest upright rectangle around a box: left, top, width, height in pixels."""
    if box.rotation % 360 == 0:
        return box.x / 100 * width, box.y / 100 * height, box.width / 100 * width, box.height / 100 * height
    return polygon_bounds(box_corners(box, width, height))


def polygon_pixels(points: Sequence[Point], width: float, height: float) -> list[Point]:
    """Turn percent points into pixels."""
    return [(x / 100 * width, y / 100 * height) for x, y in points]


def polygon_area(points: Sequence[Point]) -> float:
    """Return the area enclosed, by the shoelace formula; an outline that crosses itself counts its turns."""
    following = (*points[1:], *points[:1])
    return abs(math.fsum(x * ny - nx * y for (x, y), (nx, ny) in zip(points, following, strict=True))) / 2


def polygon_bounds(points: Sequence[Point]) -> tuple[float, float, float, float]:
    """Return the smallest upright rectangle around points: left, top, width, height."""
    left, top = min(x for x, _ in points), min(y for _, y in points)
    return left, top, max(x for x, _ in points) - left, max(y for _, y in points) - top
