"""What an attribute may hold, and what is wrong with one that holds something else."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from label_config.colors import normalized
from label_config.faults import quote

NAME = re.compile(r"\w[\w .:\-]{0,99}")
HOTKEY = re.compile(
    r"(?:(?:ctrl|alt|shift|meta|cmd|command|option)\+)*"
    r"(?:[^\s\w]|\w|f(?:[1-9]|1[0-2])|space|enter|tab|esc|escape|backspace|delete|del|home|end|pageup|pagedown"
    r"|up|down|left|right|plus|minus)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Attribute:
    """The kind of value an attribute takes and what holds when it is absent.

    `unused` ones have no effect here and are only pointed out; `refused` ones would change what is asked of people in a
    way that can't be honoured, so that to ignore them would be wrong.
    """

    kind: Literal["text", "name", "flag", "number", "option", "color", "hotkey", "unused", "refused"]
    default: str = ""
    options: tuple[str, ...] = ()
    harmless: str | None = None  # the value of a refused attribute that asks for nothing unusual

    def fault(self, tag: str, name: str, value: str) -> LazyString | None:
        """Say what is wrong with `value`, or None."""
        checks = {
            "name": name_fault,
            "flag": flag_fault,
            "number": number_fault,
            "color": color_fault,
            "hotkey": hotkey_fault,
        }
        if check := checks.get(self.kind):
            return check(name, value)
        if self.kind == "option" and value not in self.options:
            return _l(
                "%(name)s is “%(value)s”; it can be one of: %(options)s",
                name=name, value=quote(value), options=", ".join(self.options),
            )  # fmt: skip
        if self.kind == "refused" and value != self.harmless:
            return _l("%(name)s is not supported on <%(tag)s> here; remove it", name=name, tag=tag)
        return None


TEXT = Attribute("text")
NAMED = Attribute("name")
COLOR = Attribute("color")
HOTKEY_TEXT = Attribute("hotkey")
UNUSED = Attribute("unused")
REFUSED = Attribute("refused")
OFF_BY_DEFAULT = Attribute("flag", "false")
ON_BY_DEFAULT = Attribute("flag", "true")
REFUSED_FLAG = Attribute("refused", harmless="false")


def name_fault(name: str, value: str) -> LazyString | None:
    """Check a control's or object's name: letters, digits, spaces and `. : _ -`, beginning with a letter or digit."""
    if NAME.fullmatch(value) and value == value.strip():
        return None
    return _l("%(name)s is “%(value)s”; use letters, digits, - and _ (at most 100)", name=name, value=quote(value))


def flag_fault(name: str, value: str) -> LazyString | None:
    if value in {"true", "false"}:
        return None
    return _l("%(name)s is “%(value)s”; it can be true or false", name=name, value=quote(value))


def number_fault(name: str, value: str) -> LazyString | None:
    if value.isascii() and value.isdigit() and len(value) <= 9:
        return None
    return _l("%(name)s is “%(value)s”; it has to be a whole number", name=name, value=quote(value))


def color_fault(name: str, value: str) -> LazyString | None:
    if normalized(value):
        return None
    return _l("%(name)s is “%(value)s”, not a colour; write it like #3A7BD5", name=name, value=quote(value))


def hotkey_fault(name: str, value: str) -> LazyString | None:
    if HOTKEY.fullmatch(value):
        return None
    return _l("%(name)s is “%(value)s”, not a key; write it like 1, a or shift+a", name=name, value=quote(value))
