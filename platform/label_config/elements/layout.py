"""Elements that only lay out: View, Header, Style.

A page under a strict Content-Security-Policy has no place for styles out of a config: Style, `style` and `className`
are accepted, so that configs made for Label Studio keep working, and have no effect.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

from label_config.attributes import REFUSED, TEXT, UNUSED, Attribute
from label_config.data_values import resolve
from label_config.element import LOOKS, VISIBILITY, Element
from label_config.faults import Fault


class View(Element):
    """Holds other elements, one below the other or in a line."""

    tag = "View"
    template = "label_config/_view.html"
    known = {
        "display": Attribute("option", "block", ("block", "inline", "flex", "none")),
        "name": REFUSED,
        **VISIBILITY,
        **LOOKS,
    }


class Header(Element):
    """A heading; its text may name fields of the task."""

    tag = "Header"
    template = "label_config/_header.html"
    takes_text = True
    known = {
        "value": TEXT,
        "size": Attribute("option", "4", ("1", "2", "3", "4", "5")),
        "underline": UNUSED,
        "name": REFUSED,
        **LOOKS,
    }

    @property
    def value(self) -> str:
        return self.attributes.get("value") or self.text.strip()

    def content(self, data: Mapping[str, Any]) -> str:
        """Return the heading for a task."""
        found = resolve(self.value, data)
        return "" if found is None else str(found)

    def faults(self) -> Iterator[Fault]:
        yield from super().faults()
        if not self.value:
            yield self.fault(_l('<Header> is empty; give it value="…" or text'))


class Style(Element):
    """Style sheets have no effect."""

    tag = "Style"
    takes_text = True
    known = {"name": REFUSED}
