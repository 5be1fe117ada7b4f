"""The kinds of element a label config is made of. Each tag is a class in `elements/`, in a file of its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from label_config.attributes import NAMED, REFUSED, REFUSED_FLAG, TEXT, UNUSED, Attribute
from label_config.colors import label_colors, normalized
from label_config.data_values import resolve
from label_config.faults import Fault, ResultFault, quote
from label_config.readings import Reading

LONGEST_LABEL = 255
VISIBILITY = dict.fromkeys(("visibleWhen", "whenTagName", "whenLabelValue", "whenChoiceValue", "whenRole"), REFUSED)
LOOKS = dict.fromkeys(("style", "className", "idAttr"), UNUSED)


class Element:
    """One element of a label config: its attributes in canonical case, its line (1-based) and what stands in it."""

    tag: ClassVar[str]
    template: ClassVar[str | None] = None
    script: ClassVar[str | None] = None
    known: ClassVar[Mapping[str, Attribute]] = {}
    takes_text: ClassVar[bool] = False

    def __init__(
        self, attributes: Mapping[str, str], line: int, children: tuple[Element, ...] = (), text: str = ""
    ) -> None:
        self.attributes = attributes
        self.line = line
        self.children = children
        self.text = text

    def __iter__(self) -> Iterator[Element]:
        """Iterate over this element and all below it, in document order."""
        yield self
        for child in self.children:
            yield from child

    def option(self, name: str) -> str:
        """Return an attribute as written, or its default."""
        return self.attributes.get(name, self.known[name].default)

    def flag(self, name: str) -> bool:
        """Return a true/false attribute."""
        return self.option(name) == "true"

    def number(self, name: str) -> int | None:
        """Return a number attribute; None when there is none."""
        written = self.option(name)
        return int(written) if written.isascii() and written.isdigit() else None

    def faults(self) -> Iterator[Fault]:
        """Find what is wrong with this element by itself."""
        for name, attribute in self.known.items():
            if name in self.attributes and (message := attribute.fault(self.tag, name, self.attributes[name])):
                yield self.fault(message)

    def fault(self, message: LazyString) -> Fault:
        return Fault(self.line, message)

    def missing(self, name: str) -> Fault:
        """Say that an attribute this element can't do without is missing."""
        return self.fault(_l("<%(tag)s> needs %(name)s", tag=self.tag, name=f'{name}="…"'))


class Child(Element):
    """A label: `Label` in the controls that draw, `Choice` in `Choices`."""

    def faults(self) -> Iterator[Fault]:
        yield from super().faults()
        for name in ("value", "alias"):
            written = self.attributes.get(name)
            if written is None:
                if name == "value":
                    yield self.missing("value")
            elif not written.strip():
                yield self.fault(_l("%(name)s of <%(tag)s> is empty", name=name, tag=self.tag))
            elif len(written) > LONGEST_LABEL:
                yield self.fault(
                    _l(
                        "the label “%(label)s” is longer than %(limit)s characters",
                        label=quote(written),
                        limit=LONGEST_LABEL,
                    )
                )


@dataclass(frozen=True)
class Label:
    """A label of a control. `key` is what results hold; `color` is always `#rrggbb`, `background` as written."""

    value: str
    alias: str | None
    background: str | None
    color: str
    hotkey: str | None
    selected: bool
    max_usages: int | None
    hint: str | None
    line: int

    @property
    def key(self) -> str:
        return self.alias or self.value


class ObjectElement(Element):
    """Something a task shows: text, an image."""

    @property
    def name(self) -> str:
        return self.attributes["name"]

    @property
    def value(self) -> str:
        return self.attributes["value"]

    def content(self, data: Mapping[str, Any]) -> Any:
        """Return what this object shows of a task, None when the task has nothing for it."""
        return resolve(self.value, data)

    def content_fault(self, content: object) -> LazyString | None:
        """Say why this object can't show `content`, or None."""
        raise NotImplementedError  # every object tag has its own rule

    def faults(self) -> Iterator[Fault]:
        yield from super().faults()
        for name in ("name", "value"):
            if not self.attributes.get(name):
                yield self.missing(name)


class Control(Element):
    """Something asked of people about an object. `targets` are the tags of objects it can ask about."""

    targets: ClassVar[tuple[str, ...]]
    label_tag: ClassVar[str | None] = None
    is_region: ClassVar[bool] = False  # results stand in a place of the object, any number of them

    @property
    def name(self) -> str:
        return self.attributes["name"]

    @property
    def to_name(self) -> str:
        return self.attributes["toName"]

    @property
    def result_type(self) -> str:
        """`type` of this control's results, which is also the key of `value` that holds the labels."""
        return self.tag.lower()

    @property
    def multiple(self) -> bool:
        """Whether one result may hold several labels."""
        return "choice" in self.known and self.option("choice") == "multiple"

    @property
    def required(self) -> bool:
        return "required" in self.known and self.flag("required")

    @cached_property
    def labels(self) -> tuple[Label, ...]:
        """The labels in document order, those without a colour with a generated one."""
        children = [element for element in self if element.tag == self.label_tag and element.attributes.get("value")]
        backgrounds = [child.attributes.get("background") for child in children]
        colors = label_colors([normalized(written) if written else None for written in backgrounds])
        return tuple(
            Label(
                value=child.attributes["value"],
                alias=child.attributes.get("alias") or None,
                background=background,
                color=color,
                hotkey=child.attributes.get("hotkey") or None,
                selected=child.flag("selected"),
                max_usages=child.number("maxUsages") if "maxUsages" in child.known else None,
                hint=child.attributes.get("hint") or None,
                line=child.line,
            )
            for child, background, color in zip(children, backgrounds, colors, strict=True)
        )

    @cached_property
    def labels_by_key(self) -> Mapping[str, Label]:
        return {label.key: label for label in self.labels}

    def label(self, key: str) -> Label | None:
        """Return the label that results call `key`."""
        return self.labels_by_key.get(key)

    def faults(self) -> Iterator[Fault]:
        yield from super().faults()
        for name in ("name", "toName"):
            if not self.attributes.get(name):
                yield self.missing(name)

    def check(self, result: Mapping[str, Any], at: str, shown: Any) -> Iterator[ResultFault]:
        """Find what is wrong with a result of this control; `at` is its path, `shown` what the object shows.

        The envelope (id, names, type, `value` being an object) has been checked.
        """
        raise NotImplementedError  # every control has its own kind of value

    def read(self, result: Mapping[str, Any]) -> Reading:
        """Return a checked result as a value of its own kind; raises KeyError, TypeError or ValueError for others."""
        raise NotImplementedError  # every control reads its own kind of value


LABEL_HOLDER: Mapping[str, Attribute] = {
    "name": NAMED,
    "toName": TEXT,
    "choice": Attribute("option", "single", ("single", "multiple")),
    "maxUsages": Attribute("number"),
    "value": REFUSED,
    "allowEmpty": REFUSED_FLAG,
    "perRegion": REFUSED_FLAG,
    "smartOnly": REFUSED_FLAG,
    **dict.fromkeys(("smart", "showInline", "opacity", "fillColor", "strokeColor", "strokeWidth"), UNUSED),
    **VISIBILITY,
    **LOOKS,
}
