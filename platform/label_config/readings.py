"""Results as values: what a person answered, read out of Label Studio's JSON for exports and counts.

`labels` are keys (alias, else value). Coordinates are percent of the picture's width and height, `rotation` is in
degrees clockwise about the box's own top-left corner, text offsets count Unicode code points, `end` exclusive.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Chosen:
    """Choices that hold for the whole object."""

    id: str
    control: str
    labels: tuple[str, ...]


@dataclass(frozen=True)
class Span:
    """A stretch of text."""

    id: str
    control: str
    labels: tuple[str, ...]
    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Box:
    """A rectangle, maybe rotated; `original_width` and `_height` are the picture's pixels, None when unknown."""

    id: str
    control: str
    labels: tuple[str, ...]
    x: float
    y: float
    width: float
    height: float
    rotation: float
    original_width: int | None
    original_height: int | None


@dataclass(frozen=True)
class Polygon:
    """A closed outline; the last point is joined to the first."""

    id: str
    control: str
    labels: tuple[str, ...]
    points: tuple[tuple[float, float], ...]
    original_width: int | None
    original_height: int | None


Reading = Chosen | Span | Box | Polygon
