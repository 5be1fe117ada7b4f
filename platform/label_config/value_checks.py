"""Checks that the values of several kinds of result share: label lists, numbers, picture sizes."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any, TypeGuard

from flask_babel import lazy_gettext as _l

from label_config.element import Control
from label_config.faults import ResultFault, quote

TOLERANCE = 0.01  # percent: a hundredth of a pixel per hundred, above what arithmetic in the browser loses


def is_number(value: object) -> TypeGuard[int | float]:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def is_whole(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool)


def label_faults(control: Control, value: Mapping[str, Any], at: str) -> Iterator[ResultFault]:
    """Check the list of labels: known ones, none twice, one only where only one may be chosen."""
    key = control.result_type
    chosen, at = value.get(key), f"{at}.{key}"
    if not isinstance(chosen, list):
        yield ResultFault(at, _l("a list of labels is expected"))
    elif not chosen:
        yield ResultFault(at, _l("choose a label"))
    else:
        if len(chosen) > 1 and not control.multiple:
            yield ResultFault(at, _l("only one label can be chosen here"))
        for position, label in enumerate(chosen):
            if not isinstance(label, str):
                yield ResultFault(f"{at}[{position}]", _l("a label is a text"))
            elif control.label(label) is None:
                yield ResultFault(f"{at}[{position}]", _l("the config has no label “%(label)s”", label=quote(label)))
            elif label in chosen[:position]:
                yield ResultFault(f"{at}[{position}]", _l("“%(label)s” is chosen twice", label=quote(label)))


def percent_fault(value: object, at: str) -> ResultFault | None:
    """Check one coordinate."""
    if not is_number(value):
        return ResultFault(at, _l("a number is expected"))
    if not -TOLERANCE <= value <= 100 + TOLERANCE:
        return ResultFault(at, _l("the place is outside the picture (0 to 100 percent)"))
    return None


def size_faults(result: Mapping[str, Any], at: str) -> Iterator[ResultFault]:
    """Check the picture's size in pixels, which every region on a picture brings along."""
    for name in ("original_width", "original_height"):
        value = result.get(name)
        if not is_whole(value) or not 0 < value <= 1_000_000:
            yield ResultFault(f"{at}.{name}", _l("the picture's size in pixels is expected, a whole number above 0"))
    if result.get("image_rotation", 0) not in (0, 90, 180, 270):
        yield ResultFault(f"{at}.image_rotation", _l("it can be 0, 90, 180 or 270"))


def read_labels(control: Control, result: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the labels of a result; raises for one that has none in its place."""
    labels = result["value"][control.result_type]
    if not isinstance(labels, list) or not all(isinstance(label, str) for label in labels):
        raise TypeError("labels are a list of texts")
    return tuple(labels)


def read_size(result: Mapping[str, Any]) -> tuple[int | None, int | None]:
    """Return the picture's width and height, None for what isn't there."""
    width, height = result.get("original_width"), result.get("original_height")
    return (width if is_whole(width) and width > 0 else None), (height if is_whole(height) and height > 0 else None)


def finite(value: object) -> float:
    """Return a number; raises for anything else."""
    if not is_number(value):
        raise TypeError("a number is expected")
    return value
