"""RectangleLabels: boxes on a picture, upright or rotated."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

from label_config.attributes import ON_BY_DEFAULT, UNUSED
from label_config.element import LABEL_HOLDER, Control
from label_config.faults import ResultFault
from label_config.readings import Box
from label_config.shapes import box_corners
from label_config.value_checks import (
    TOLERANCE,
    finite,
    is_number,
    label_faults,
    percent_fault,
    read_labels,
    read_size,
    size_faults,
)


class RectangleLabels(Control):
    """x and y are the corner the box turns about, in percent, before it is turned; rotation is clockwise in degrees."""

    tag = "RectangleLabels"
    template = "label_config/_rectangle_labels.html"
    script = "rectangle_labels"
    targets = ("Image",)
    label_tag = "Label"
    is_region = True
    known = {**LABEL_HOLDER, "canRotate": ON_BY_DEFAULT, "snap": UNUSED}

    def check(self, result: Mapping[str, Any], at: str, shown: Any) -> Iterator[ResultFault]:
        del shown  # the picture itself is not on the server
        value = result["value"]
        yield from label_faults(self, value, f"{at}.value")
        sizes = list(size_faults(result, at))
        yield from sizes
        faults = list(self.value_faults(value, f"{at}.value"))
        yield from faults
        if not faults and not sizes:
            yield from self.outside_faults(result, f"{at}.value")

    def value_faults(self, value: Mapping[str, Any], at: str) -> Iterator[ResultFault]:
        """Check each number by itself."""
        for name in ("x", "y"):
            if fault := percent_fault(value.get(name), f"{at}.{name}"):
                yield fault
        for name in ("width", "height"):
            length = value.get(name)
            if not is_number(length):
                yield ResultFault(f"{at}.{name}", _l("a number is expected"))
            elif length <= 0:
                yield ResultFault(f"{at}.{name}", _l("a box has to be wider and higher than 0"))
        rotation = value.get("rotation", 0)
        if not is_number(rotation) or not -360 <= rotation <= 360:
            yield ResultFault(f"{at}.rotation", _l("degrees between -360 and 360 are expected"))
        elif rotation % 360 and not self.flag("canRotate"):
            yield ResultFault(f"{at}.rotation", _l("boxes can't be rotated in this config"))

    def outside_faults(self, result: Mapping[str, Any], at: str) -> Iterator[ResultFault]:
        """Check that all four corners lie in the picture; rotated ones are turned in pixels, where angles are true."""
        box = self.box(result, labels=())
        if not box.rotation % 360:
            for name, far in (("width", box.x + box.width), ("height", box.y + box.height)):
                if far > 100 + TOLERANCE:
                    yield ResultFault(f"{at}.{name}", _l("the box reaches beyond the picture"))
            return
        width, height = box.original_width or 1, box.original_height or 1
        corners = [(x / width * 100, y / height * 100) for x, y in box_corners(box, width, height)]
        if any(not -TOLERANCE <= place <= 100 + TOLERANCE for corner in corners for place in corner):
            yield ResultFault(f"{at}.rotation", _l("a corner of the rotated box lies outside the picture"))

    def read(self, result: Mapping[str, Any]) -> Box:
        return self.box(result, read_labels(self, result))

    def box(self, result: Mapping[str, Any], labels: tuple[str, ...]) -> Box:
        value = result["value"]
        x, y, width, height = (finite(value[name]) for name in ("x", "y", "width", "height"))
        rotation = finite(value.get("rotation", 0))
        return Box(result["id"], self.name, labels, x, y, width, height, rotation, *read_size(result))
