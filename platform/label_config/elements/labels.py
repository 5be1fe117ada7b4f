"""Labels: marks stretches of a text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

from label_config.element import LABEL_HOLDER, Control
from label_config.faults import ResultFault
from label_config.readings import Span
from label_config.value_checks import is_whole, label_faults, read_labels


class Labels(Control):
    """Spans may overlap; their offsets count Unicode code points, the end not included."""

    tag = "Labels"
    template = "label_config/_labels.html"
    script = "labels"
    targets = ("Text",)
    label_tag = "Label"
    is_region = True
    known = LABEL_HOLDER

    def check(self, result: Mapping[str, Any], at: str, shown: Any) -> Iterator[ResultFault]:
        value, at = result["value"], f"{at}.value"
        yield from label_faults(self, value, at)
        start, end, text = value.get("start"), value.get("end"), value.get("text")
        length = len(shown) if isinstance(shown, str) else 0
        bad = [name for name in ("start", "end") if not is_whole(value.get(name))]
        for name in bad:
            yield ResultFault(f"{at}.{name}", _l("a whole number of characters is expected"))
        if bad or not is_whole(start) or not is_whole(end):
            return
        if not 0 <= start < length:
            yield ResultFault(
                f"{at}.start", _l("the text has %(length)s characters; the start is outside", length=length)
            )
        elif end <= start:
            yield ResultFault(f"{at}.end", _l("the end has to come after the start"))
        elif end > length:
            yield ResultFault(f"{at}.end", _l("the text has %(length)s characters; the end is outside", length=length))
        elif text != shown[start:end]:
            yield ResultFault(f"{at}.text", _l("it differs from what stands in the text between start and end"))

    def read(self, result: Mapping[str, Any]) -> Span:
        value = result["value"]
        start, end, text = value["start"], value["end"], value.get("text", "")
        if not is_whole(start) or not is_whole(end) or not isinstance(text, str):
            raise TypeError("offsets are whole numbers, text is a text")
        return Span(result["id"], self.name, read_labels(self, result), start, end, text)
