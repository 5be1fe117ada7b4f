"""Whether a JSON value can be stored and read again, the same on every database and by every reader."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator

from flask_babel import lazy_gettext as _l

from label_config.faults import ResultFault

MAX_DEPTH = 64
LARGEST_WHOLE = 2**53  # beyond it JavaScript and JSON readers lose digits
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def storage_faults(value: object, at: str, depth: int = 0) -> Iterator[ResultFault]:
    """Find numbers that are none (NaN, Infinity) or too large, characters no database takes, and endless nesting."""
    if isinstance(value, str):
        if UNSTORABLE.search(value):
            yield ResultFault(at, _l("it holds a character that can't be stored"))
    elif isinstance(value, float):
        if not math.isfinite(value):
            yield ResultFault(at, _l("it is not a finite number"))
    elif isinstance(value, int):
        if abs(value) > LARGEST_WHOLE:
            yield ResultFault(at, _l("the number is too large"))
    elif isinstance(value, dict | list):
        if depth >= MAX_DEPTH:
            yield ResultFault(at, _l("it is nested deeper than %(limit)s", limit=MAX_DEPTH))
        elif isinstance(value, list):
            for position, item in enumerate(value):
                yield from storage_faults(item, f"{at}[{position}]", depth + 1)
        else:
            for name, item in value.items():
                if UNSTORABLE.search(name):
                    yield ResultFault(at, _l("it holds a character that can't be stored"))
                else:
                    yield from storage_faults(item, f"{at}.{name}", depth + 1)
