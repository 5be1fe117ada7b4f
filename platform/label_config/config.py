"""A label config that has been read and found right."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from label_config.element import Control, Element, ObjectElement
from label_config.faults import Fault


@dataclass(frozen=True, eq=False)
class LabelConfig:
    """The tree of elements and its controls and objects by name. `warnings` are remarks that hinder nothing."""

    xml: str
    root: Element
    controls: Mapping[str, Control]
    objects: Mapping[str, ObjectElement]
    warnings: tuple[Fault, ...]

    def __iter__(self) -> Iterator[Element]:
        """Iterate over all elements in document order."""
        return iter(self.root)

    @property
    def scripts(self) -> tuple[str, ...]:
        """The JS modules this config's elements need, in document order, each once."""
        return tuple(dict.fromkeys(element.script for element in self if element.script))

    def labels_in_order(self) -> Iterator[tuple[Control, str]]:
        """Iterate over all label keys with their control."""
        for control in self.controls.values():
            for label in control.labels:
                yield control, label.key


def label_config(xml: str, root: Element, warnings: tuple[Fault, ...]) -> LabelConfig:
    """Collect controls and objects of a tree whose names are known to be right."""
    controls = {element.name: element for element in root if isinstance(element, Control)}
    objects = {element.name: element for element in root if isinstance(element, ObjectElement)}
    return LabelConfig(xml, root, MappingProxyType(controls), MappingProxyType(objects), warnings)
