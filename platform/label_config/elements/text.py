"""Text: shows a text of the task, in which spans can be marked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from label_config.attributes import NAMED, ON_BY_DEFAULT, TEXT, UNUSED, Attribute
from label_config.element import LOOKS, ObjectElement


class Text(ObjectElement):
    """`granularity` is what a selection grows to: single characters, words, sentences or paragraphs."""

    tag = "Text"
    template = "label_config/_text.html"
    script = "text"
    known = {
        "name": NAMED,
        "value": TEXT,
        "granularity": Attribute("option", "symbol", ("symbol", "word", "sentence", "paragraph")),
        "selectionEnabled": ON_BY_DEFAULT,
        "valueType": Attribute("refused", harmless="text"),
        "encoding": Attribute("refused", harmless="none"),
        "resolver": Attribute("refused"),
        **dict.fromkeys(("saveTextResult", "highlightColor", "showLabels"), UNUSED),
        **LOOKS,
    }

    def content(self, data: Mapping[str, Any]) -> Any:
        """Return the text; numbers as they are written in JSON, other things as they are."""
        found = super().content(data)
        return str(found) if isinstance(found, int | float) and not isinstance(found, bool) else found

    def content_fault(self, content: object) -> LazyString | None:
        return None if isinstance(content, str) else _l("it is not a text")
