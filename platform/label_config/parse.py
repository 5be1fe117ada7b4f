"""Reading a label config: XML to a tree of typed elements, with everything that is wrong listed by line.

Label Studio's editor takes tag and attribute names in any case, its server takes `name`, `toName`, `value` and tags in
canonical case only. A config that works here has to work there, so those are asked for as they are spelled; other
attributes are taken in any case.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from types import MappingProxyType

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from label_config.config import LabelConfig, label_config
from label_config.element import Child, Control, Element, ObjectElement
from label_config.faults import ConfigFaults, Fault, quote
from label_config.known_elements import canonical_tags, controls_holding, known_elements
from label_config.names import name_faults
from label_config.source import Node, read_xml

SPELLED_EXACTLY = frozenset({"name", "toName", "value"})


@lru_cache(maxsize=64)
def parse_config(xml: str) -> LabelConfig:
    """Return the config that `xml` describes; raise ConfigFaults with everything wrong in it.

    Configs never change once read, so the same text gives the same object.
    """
    builder = TreeBuilder()
    root = builder.element(read_xml(xml), holder=None)
    faults = builder.faults
    if root is not None:
        if root.tag != "View":
            faults.append(root.fault(_l("the outermost element has to be <View>")))
        faults.extend(name_faults(root))
    if faults or root is None:
        raise ConfigFaults(faults)
    return label_config(xml, root, tuple(sorted(builder.warnings, key=lambda warning: warning.line or 0)))


class TreeBuilder:
    """Turns nodes into elements and collects what is wrong with each by itself and where it stands."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self.warnings: list[Fault] = []

    def element(self, node: Node, holder: type[Control] | None) -> Element | None:
        """Return the element for a node; None for an unknown tag. `holder` is the nearest control around it."""
        kind = self.kind_of(node)
        inside = kind if kind and issubclass(kind, Control) else holder
        children = [child for child in (self.element(child, inside) for child in node.children) if child]
        if kind is None:
            return None
        if issubclass(kind, Child):
            self.faults.extend(child.fault(inside_fault(child.tag, kind.tag)) for child in children)
        attributes = self.attributes(kind, node)
        element = kind(MappingProxyType(attributes), node.line, tuple(children), node.text)
        self.faults.extend(element.faults())
        self.faults.extend(place_faults(element, holder))
        if node.text.strip() and not kind.takes_text:
            message = _l("the text “%(text)s” is not shown; put it into a <Header>", text=quote(node.text.strip()))
            self.warnings.append(Fault(node.line, message))
        return element

    def kind_of(self, node: Node) -> type[Element] | None:
        """Find the class for a tag; a tag spelled in another case is a fault, but read on."""
        if kind := known_elements().get(node.tag):
            return kind
        if canonical := canonical_tags().get(node.tag.lower()):
            self.faults.append(
                Fault(node.line, _l("write <%(tag)s>, not <%(written)s>", tag=canonical, written=node.tag))
            )
            return known_elements()[canonical]
        known = ", ".join(sorted(known_elements()))
        message = _l("there is no element <%(tag)s> here; known are: %(known)s", tag=quote(node.tag), known=known)
        self.faults.append(Fault(node.line, message))
        return None

    def attributes(self, kind: type[Element], node: Node) -> dict[str, str]:
        """Return the attributes a kind knows, in canonical case; point out the others."""
        canonical = {name.lower(): name for name in kind.known}
        found: dict[str, str] = {}
        for written, value in node.attributes.items():
            name = canonical.get(written.lower())
            if name is None:
                message = _l("<%(tag)s> has no attribute %(name)s; it has no effect", tag=kind.tag, name=quote(written))
                self.warnings.append(Fault(node.line, message))
                continue
            if name in found:
                self.faults.append(Fault(node.line, _l("%(name)s is given twice in one element", name=name)))
            elif name != written and name in SPELLED_EXACTLY:
                self.faults.append(
                    Fault(node.line, _l("write %(name)s, not %(written)s", name=name, written=quote(written)))
                )
            elif kind.known[name].kind == "unused":
                self.warnings.append(Fault(node.line, _l("%(name)s has no effect here", name=name)))
            found[name] = value
        return found


def place_faults(element: Element, holder: type[Control] | None) -> Iterator[Fault]:
    """Check that labels stand in a control of theirs, and controls and objects in none."""
    if isinstance(element, Child):
        if holder is None or holder.label_tag != element.tag:
            controls = ", ".join(f"<{tag}>" for tag in controls_holding(element.tag))
            yield element.fault(_l("<%(tag)s> has to stand inside %(controls)s", tag=element.tag, controls=controls))
    elif holder is not None and isinstance(element, Control | ObjectElement):
        yield element.fault(inside_fault(element.tag, holder.tag))


def inside_fault(tag: str, outer: str) -> LazyString:
    return _l("<%(tag)s> can't stand inside <%(outer)s>", tag=tag, outer=outer)
