"""What people drew on a picture, in pixels and within it: the common ground of the formats for detection."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import cos, radians, sin
from typing import Any

from exports.exported import DRAWN, ExportedAnswer, ExportedTask
from exports.geometry import Ring, area_of, bounds_of, cut_to, tidy
from exports.json_text import read_json
from exports.losses import Losses

DIGITS = 3  # a thousandth of a pixel
SMALLEST = 1e-4  # square pixels; below it nothing can be seen


@dataclass(slots=True)
class DrawnObject:
    """An outline with its label. `upright`: a box whose sides are parallel to the picture's."""

    label: str
    ring: Ring
    upright: bool
    is_box: bool
    area: float

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """The upright box around it: left, top, right, bottom, in pixels."""
        if self.upright:
            return *self.ring[0], *self.ring[2]
        return bounds_of(self.ring)


@dataclass(slots=True)
class DrawnPicture:
    """A picture's size, if anybody knows it, and the objects on it."""

    size: tuple[int, int] | None
    objects: list[DrawnObject]


def read_picture(task: ExportedTask, answer: ExportedAnswer | None, losses: Losses) -> DrawnPicture:
    """Return what an answer drew, by the size the page showed; what is no drawn object is counted as a loss."""
    drawn = list(_drawn_results(task, read_json(answer.results), losses)) if answer else []
    size = task.media_size or next(filter(None, map(_own_size, drawn)), None)
    if size is None:
        losses.count("size_unknown", task.id)
        if drawn:
            losses.count("objects_without_size", task.id, times=len(drawn))
        return DrawnPicture(None, [])
    objects = []
    for result in drawn:
        if (own := _own_size(result)) and own != size:
            losses.count("size_differs", task.id)
        objects += _objects(task, result, size, losses)
    return DrawnPicture(size, objects)


def _drawn_results(task: ExportedTask, results: Any, losses: Losses) -> Iterator[dict[str, Any]]:
    for result in results:
        kind = result.get("type")
        if kind not in DRAWN:
            losses.count("other_results", task.id, name=str(kind))
        elif not result["value"].get(kind):
            losses.count("unlabeled", task.id)
        else:
            yield result


def _own_size(result: dict[str, Any]) -> tuple[int, int] | None:
    width, height = result.get("original_width"), result.get("original_height")
    return (width, height) if width and height else None


def _objects(task: ExportedTask, result: dict[str, Any], size: tuple[int, int], losses: Losses) -> list[DrawnObject]:
    """Return an object for each label of the result, cut to the picture."""
    value = result["value"]
    is_box = result["type"] == "rectanglelabels"
    rotated = is_box and bool((value.get("rotation") or 0) % 360)
    ring = _box_ring(value, size) if is_box else _polygon_ring(value, size)
    whole = tidy(ring, DIGITS)
    if len(whole) < 3 or area_of(whole) < SMALLEST:
        losses.count("no_area", task.id)
        return []
    inside = tidy(cut_to(whole, *size), DIGITS)
    if len(inside) < 3 or (area := area_of(inside)) < SMALLEST:
        losses.count("outside", task.id)
        return []
    if inside != whole:
        losses.count("clipped", task.id)
    upright = is_box and not rotated
    if upright:
        left, top, right, bottom = bounds_of(inside)
        inside = [(left, top), (right, top), (right, bottom), (left, bottom)]
    return [DrawnObject(label, inside, upright, is_box, area) for label in value[result["type"]]]


def _box_ring(value: dict[str, Any], size: tuple[int, int]) -> Ring:
    """Return the corners, clockwise from the one the box is turned about (Label Studio: its top-left, degrees clockwise)."""
    width, height = size
    x, y = value["x"] * width / 100, value["y"] * height / 100
    across, down = value["width"] * width / 100, value["height"] * height / 100
    angle = radians(value.get("rotation") or 0)
    if not angle:
        return [(x, y), (x + across, y), (x + across, y + down), (x, y + down)]
    right = (across * cos(angle), across * sin(angle))
    below = (-down * sin(angle), down * cos(angle))
    return [
        (x, y),
        (x + right[0], y + right[1]),
        (x + right[0] + below[0], y + right[1] + below[1]),
        (x + below[0], y + below[1]),
    ]


def _polygon_ring(value: dict[str, Any], size: tuple[int, int]) -> Ring:
    width, height = size
    return [(x * width / 100, y * height / 100) for x, y in value["points"]]
