"""Names, labels and hotkeys of a config: each used once, each pointing at something that is there."""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import lazy_gettext as _l

from label_config.element import Child, Control, Element, ObjectElement
from label_config.faults import Fault, quote


def name_faults(root: Element) -> Iterator[Fault]:
    """Find names given twice, `toName`s that point nowhere, labels and hotkeys used twice."""
    named: dict[str, Element] = {}
    for element in root:
        if not isinstance(element, Control | ObjectElement) or not (name := element.attributes.get("name")):
            continue
        if first := named.get(name):
            message = _l("the name “%(name)s” is already used on line %(line)s", name=quote(name), line=first.line)
            yield element.fault(message)
        else:
            named[name] = element
    for element in root:
        if isinstance(element, Control):
            yield from target_faults(element, named)
            yield from label_faults(element)
    yield from hotkey_faults(root)


def target_faults(control: Control, named: dict[str, Element]) -> Iterator[Fault]:
    """Check that a control points at one object of a kind it can ask about."""
    to_name = control.attributes.get("toName")
    if not to_name:
        return
    kinds = ", ".join(f"<{tag}>" for tag in control.targets)
    if to_name not in named:
        if "," in to_name:
            yield control.fault(_l("toName of <%(tag)s> names one object, not several", tag=control.tag))
            return
        there = ", ".join(name for name, element in named.items() if element.tag in control.targets)
        message = _l(
            "toName is “%(name)s”, but nothing has that name; there is: %(there)s",
            name=quote(to_name),
            there=quote(there or "–"),
        )
        yield control.fault(message)
    elif named[to_name].tag not in control.targets:
        message = _l(
            "toName “%(name)s” is a <%(found)s>; <%(tag)s> needs one of: %(kinds)s",
            name=quote(to_name), found=named[to_name].tag, tag=control.tag, kinds=kinds,
        )  # fmt: skip
        yield control.fault(message)


def label_faults(control: Control) -> Iterator[Fault]:
    """Check that no two labels of a control would be stored as the same text."""
    lines: dict[str, int] = {}
    for label in control.labels:
        if label.key in lines:
            message = _l(
                "the label “%(label)s” is already there on line %(line)s", label=quote(label.key), line=lines[label.key]
            )
            yield Fault(label.line, message)
        else:
            lines[label.key] = label.line


def hotkey_faults(root: Element) -> Iterator[Fault]:
    """Check that no key stands for two labels, of whichever controls."""
    lines: dict[str, int] = {}
    for element in root:
        if isinstance(element, Child) and (written := element.attributes.get("hotkey")):
            key = written.lower()
            if key in lines:
                yield element.fault(
                    _l("the key “%(key)s” is already used on line %(line)s", key=quote(written), line=lines[key])
                )
            else:
                lines[key] = element.line
