"""What can be written in a label config, for those who write one."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from label_config.attributes import Attribute
from label_config.element import Child, Control, Element, ObjectElement
from label_config.known_elements import controls_holding, known_elements

HAVING_NO_EFFECT = ("unused", "refused")
VALUES: Mapping[str, LazyString | str] = {
    "text": _l("text"),
    "name": _l("a name, used once"),
    "flag": "true, false",
    "number": _l("a whole number"),
    "color": _l("a colour, such as #3A7BD5"),
    "hotkey": _l("a key, such as 1, a or shift+a"),
}


@dataclass(frozen=True)
class Description:
    """One element: what it is, where it stands, and its attributes with what they take and the default."""

    tag: str
    kind: LazyString
    stands_in: tuple[str, ...]
    attributes: tuple[tuple[str, LazyString | str, str], ...]


def descriptions() -> list[Description]:
    """Describe every element: objects, controls, labels, then those that lay out."""
    known = sorted(known_elements().values(), key=lambda element: (place_of(element), element.tag))
    return [description_of(element) for element in known]


def description_of(element: type[Element]) -> Description:
    attributes = tuple(
        (name, values_of(attribute), attribute.default)
        for name, attribute in element.known.items()
        if attribute.kind not in HAVING_NO_EFFECT
    )
    stands_in = tuple(controls_holding(element.tag)) if issubclass(element, Child) else ()
    return Description(element.tag, KINDS[place_of(element)][1], stands_in, attributes)


KINDS: tuple[tuple[type[Element], LazyString], ...] = (
    (ObjectElement, _l("shows something of the task")),
    (Control, _l("asks something about an object")),
    (Child, _l("a label")),
    (Element, _l("lays out")),
)


def place_of(element: type[Element]) -> int:
    """Return the kind of an element as its place in KINDS."""
    bases = inspect.getmro(element)
    return next(place for place, (kind, _) in enumerate(KINDS) if kind in bases)


def values_of(attribute: Attribute) -> LazyString | str:
    """Say what an attribute takes."""
    return ", ".join(attribute.options) if attribute.kind == "option" else VALUES[attribute.kind]
