"""PolygonLabels: closed outlines on a picture."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

from label_config.attributes import UNUSED
from label_config.element import LABEL_HOLDER, Control
from label_config.faults import ResultFault
from label_config.readings import Polygon
from label_config.shapes import polygon_area
from label_config.value_checks import finite, label_faults, percent_fault, read_labels, read_size, size_faults

MAX_POINTS = 5_000
SMALLEST_AREA = 1e-9  # in percent by percent: below it the points lie on one line, as far as numbers can tell


class PolygonLabels(Control):
    """A polygon has three different points at least and encloses an area."""

    tag = "PolygonLabels"
    template = "label_config/_polygon_labels.html"
    script = "polygon_labels"
    targets = ("Image",)
    label_tag = "Label"
    is_region = True
    known = {**LABEL_HOLDER, "pointSize": UNUSED, "pointStyle": UNUSED, "snap": UNUSED}

    def check(self, result: Mapping[str, Any], at: str, shown: Any) -> Iterator[ResultFault]:
        del shown  # the picture itself is not on the server
        value = result["value"]
        yield from label_faults(self, value, f"{at}.value")
        yield from size_faults(result, at)
        if value.get("closed", True) is not True:
            yield ResultFault(f"{at}.value.closed", _l("the polygon is not closed"))
        yield from self.points_faults(value.get("points"), f"{at}.value.points")

    def points_faults(self, points: object, at: str) -> Iterator[ResultFault]:
        """Check every point, then the outline."""
        if not isinstance(points, list):
            yield ResultFault(at, _l("a list of points is expected"))
            return
        if len(points) > MAX_POINTS:
            yield ResultFault(at, _l("a polygon has %(limit)s points at most", limit=MAX_POINTS))
            return
        faults = [
            fault for position, point in enumerate(points) for fault in self.point_faults(point, f"{at}[{position}]")
        ]
        yield from faults
        if faults:
            return
        if len({(x, y) for x, y in points}) < 3:
            yield ResultFault(at, _l("a polygon needs three different points at least"))
        elif polygon_area(points) < SMALLEST_AREA:
            yield ResultFault(at, _l("the points lie on one line; a polygon encloses an area"))

    def point_faults(self, point: object, at: str) -> Iterator[ResultFault]:
        if not isinstance(point, list) or len(point) != 2:
            yield ResultFault(at, _l("a point is a pair of numbers"))
            return
        for axis, place in enumerate(point):
            if fault := percent_fault(place, f"{at}[{axis}]"):
                yield fault

    def read(self, result: Mapping[str, Any]) -> Polygon:
        points = tuple((finite(x), finite(y)) for x, y in result["value"]["points"])
        if len(points) < 3:
            raise ValueError("a polygon has three points")
        return Polygon(result["id"], self.name, read_labels(self, result), points, *read_size(result))
