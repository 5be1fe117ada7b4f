"""Choices: one or several answers about a whole object, and Choice, one of the answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from label_config.attributes import (
    COLOR,
    HOTKEY_TEXT,
    NAMED,
    OFF_BY_DEFAULT,
    REFUSED,
    REFUSED_FLAG,
    TEXT,
    UNUSED,
    Attribute,
)
from label_config.element import LOOKS, VISIBILITY, Child, Control
from label_config.faults import ResultFault
from label_config.readings import Chosen
from label_config.value_checks import label_faults, read_labels


class Choice(Child):
    """`value` is shown; `alias`, when there is one, is stored in its place."""

    tag = "Choice"
    known = {
        "value": TEXT,
        "alias": TEXT,
        "background": COLOR,
        "color": COLOR,
        "hotkey": HOTKEY_TEXT,
        "selected": OFF_BY_DEFAULT,
        "hint": TEXT,
        "html": UNUSED,
        **LOOKS,
    }


class Choices(Control):
    """`choice` says whether one or several can be taken; `required` that there has to be an answer."""

    tag = "Choices"
    template = "label_config/_choices.html"
    targets = ("Text", "Image")
    label_tag = "Choice"
    known = {
        "name": NAMED,
        "toName": TEXT,
        "choice": Attribute("option", "single", ("single", "single-radio", "multiple")),
        "layout": Attribute("option", "vertical", ("vertical", "inline", "select")),
        "showInline": OFF_BY_DEFAULT,
        "required": OFF_BY_DEFAULT,
        "requiredMessage": TEXT,
        "value": REFUSED,
        "allowNested": REFUSED_FLAG,
        "perRegion": REFUSED_FLAG,
        "perItem": REFUSED_FLAG,
        "smartOnly": REFUSED_FLAG,
        **dict.fromkeys(("smart", "displayMode"), UNUSED),
        **VISIBILITY,
        **LOOKS,
    }

    @property
    def layout(self) -> str:
        """`vertical`, `inline` or `select`; the older `showInline` counts where `layout` isn't given."""
        return "inline" if "layout" not in self.attributes and self.flag("showInline") else self.option("layout")

    def check(self, result: Mapping[str, Any], at: str, shown: Any) -> Iterator[ResultFault]:
        del shown  # a choice is about the object whatever it shows
        yield from label_faults(self, result["value"], f"{at}.value")

    def read(self, result: Mapping[str, Any]) -> Chosen:
        return Chosen(result["id"], self.name, read_labels(self, result))
