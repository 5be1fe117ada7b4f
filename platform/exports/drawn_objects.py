"""What people drew on a picture, in pixels and within it: the common ground of the formats for detection."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from exports.exported import DRAWN, ExportedAnswer, ExportedTask
from exports.geometry import DIGITS, Bounds, Ring, bounds_of, corners_of, cut_to, is_within, tidy
from exports.json_text import read_json
from exports.losses import Losses
from label_config.readings import Box
from label_config.shapes import box_corners, polygon_area, polygon_pixels

SMALLEST = 1e-4  # square pixels; below it nothing can be seen


@dataclass(slots=True)
class DrawnObject:
    """A box or an outline with its label. `outline` is empty for an upright box, whose bounds say it all."""

    label: str
    is_box: bool
    bounds: Bounds
    area: float
    outline: Ring

    @property
    def ring(self) -> Ring:
        """The corners, also of an upright box."""
        return self.outline or corners_of(self.bounds)


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
    objects: list[DrawnObject] = []
    for result in drawn:
        if (own := _own_size(result)) and own != size:
            losses.count("size_differs", task.id)
        labels = result["value"][result["type"]]
        if result["type"] == "rectanglelabels" and not (result["value"].get("rotation") or 0) % 360:
            objects += _upright_box(task, result["value"], labels, size, losses)
        else:
            objects += _outline(task, result, labels, size, losses)
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


def _upright_box(
    task: ExportedTask, value: dict[str, Any], labels: list[str], size: tuple[int, int], losses: Losses
) -> list[DrawnObject]:
    """Return an object for each label: the fast way for what nearly all results are."""
    x_scale, y_scale = size[0] / 100, size[1] / 100
    left, top = round(value["x"] * x_scale, DIGITS), round(value["y"] * y_scale, DIGITS)
    right = round((value["x"] + value["width"]) * x_scale, DIGITS)
    bottom = round((value["y"] + value["height"]) * y_scale, DIGITS)
    if (right - left) * (bottom - top) < SMALLEST:
        losses.count("no_area", task.id)
        return []
    if not is_within((left, top, right, bottom), *size):
        left, top, right, bottom = (
            max(left, 0.0),
            max(top, 0.0),
            min(right, float(size[0])),
            min(bottom, float(size[1])),
        )
        if right <= left or bottom <= top:
            losses.count("outside", task.id)
            return []
        losses.count("clipped", task.id)
    area = (right - left) * (bottom - top)
    return [DrawnObject(label, True, (left, top, right, bottom), area, []) for label in labels]


def _outline(
    task: ExportedTask, result: dict[str, Any], labels: list[str], size: tuple[int, int], losses: Losses
) -> list[DrawnObject]:
    """Return an object for each label of a polygon or a rotated box."""
    value, is_box = result["value"], result["type"] == "rectanglelabels"
    ring = tidy(_corners(value, size) if is_box else polygon_pixels(value["points"], *size))
    if len(ring) < 3 or (area := polygon_area(ring)) < SMALLEST:
        losses.count("no_area", task.id)
        return []
    bounds = bounds_of(ring)
    if not is_within(bounds, *size):
        ring = cut_to(ring, *size)
        if len(ring) < 3 or (area := polygon_area(ring)) < SMALLEST:
            losses.count("outside", task.id)
            return []
        losses.count("clipped", task.id)
        bounds = bounds_of(ring)
    return [DrawnObject(label, is_box, bounds, area, ring) for label in labels]


def _corners(value: dict[str, Any], size: tuple[int, int]) -> Ring:
    box = Box("", "", (), value["x"], value["y"], value["width"], value["height"], value["rotation"], *size)
    return box_corners(box, *size)
