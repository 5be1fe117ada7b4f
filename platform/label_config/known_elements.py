"""The elements there are: every class with a tag in a module of `elements/`. A new file there is a new element."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator, Mapping
from functools import cache
from types import MappingProxyType

from label_config import elements
from label_config.element import Control, Element


@cache
def known_elements() -> Mapping[str, type[Element]]:
    """Return the element classes by tag in canonical case."""
    return MappingProxyType({element.tag: element for element in listed()})


def listed() -> Iterator[type[Element]]:
    for module in pkgutil.iter_modules(elements.__path__, f"{elements.__name__}."):
        for found in vars(importlib.import_module(module.name)).values():
            defined_here = isinstance(found, type) and found.__module__ == module.name
            if defined_here and issubclass(found, Element) and "tag" in vars(found):
                yield found


@cache
def canonical_tags() -> Mapping[str, str]:
    """Return the canonical spelling of each tag by its lower-case one."""
    return {tag.lower(): tag for tag in known_elements()}


def controls_holding(label_tag: str) -> list[str]:
    """Return the tags of controls whose labels are written as `label_tag`."""
    known = known_elements().values()
    return sorted(element.tag for element in known if issubclass(element, Control) and element.label_tag == label_tag)
