"""Changing the labels of a control in the XML itself; everything else stays as it was written, to the last space.

This works on the text, not on the tree of typed elements, so that a config with faults elsewhere can be edited too, as
long as it is well-formed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flask_babel import lazy_gettext as _l

from label_config.element import Control
from label_config.faults import ConfigFaults, Fault, quote
from label_config.known_elements import canonical_tags, known_elements
from label_config.source import Node, read_xml
from label_config.start_tags import closed_and_opened, with_attributes
from label_config.xml_text import attribute


@dataclass(frozen=True)
class EditedLabel:
    """A label in the form. `was` is its position among the control's labels in the XML, None for a new one."""

    value: str
    background: str | None = None
    hotkey: str | None = None
    was: int | None = None
    alias: str | None = None
    line: int | None = None


@dataclass(frozen=True)
class EditedControl:
    """A control whose labels can be edited in a form. `multiple` is None where it isn't a choice of several."""

    name: str
    tag: str
    line: int
    labels: tuple[EditedLabel, ...]
    multiple: bool | None = None


def controls_of(xml: str) -> list[EditedControl]:
    """Return the controls with labels that a well-formed config holds, in document order; raise ConfigFaults else."""
    return [
        EditedControl(
            name=node.attributes["name"],
            tag=kind.tag,
            line=node.line,
            labels=tuple(edited(labels_below(node, kind))),
            multiple=None if kind.is_region else node.attributes.get("choice") == "multiple",
        )
        for node, kind in label_controls(read_xml(xml))
    ]


def labels_of(xml: str, control: str) -> list[EditedLabel]:
    """Return the labels of the control named so; raise ConfigFaults when there is none."""
    return list(edited(labels_below(*find_control(xml, control))))


def replace_labels(xml: str, control: str, labels: Sequence[EditedLabel]) -> str:
    """Return the XML with the control's labels being `labels`, in that order; nothing else is touched.

    Labels that keep their element (`was`) keep its other attributes; of an element only what changed is rewritten.
    Comments and spaces between labels stay where they are. Raises ConfigFaults for XML that isn't well-formed, a
    control that isn't there or a `was` that doesn't exist, ValueError for text that XML can't hold.
    """
    node, kind = find_control(xml, control)
    nodes = labels_below(node, kind)
    kept = [label.was for label in labels if label.was is not None]
    if len(set(kept)) != len(kept) or not all(0 <= was < len(nodes) for was in kept):
        raise ConfigFaults([Fault(node.line, _l("the labels have changed meanwhile; look at them again"))])
    raw = xml.encode()
    slots = [nodes[was] for was in sorted(kept)]
    edits = [(*gap_before(raw, gone), b"") for position, gone in enumerate(nodes) if position not in set(kept)]
    new_before: list[bytes] = []
    filled = iter(slots)
    slot: Node | None = None
    for label in labels:
        if label.was is None:
            element = fresh_element(kind, label)
            if slot is None:
                new_before.append(element)
            else:
                edits.append((slot.end, slot.end, indent_of(raw, slot) + element))
            continue
        slot = next(filled)
        source = changed_element(raw, nodes[label.was], label)
        edits.append((slot.start, slot.end, source))
    edits.extend(at_front(raw, node, slots, nodes, new_before))
    return spliced(raw, edits).decode()


def choose_several(xml: str, control: str, *, multiple: bool) -> str:
    """Return the XML with one or several labels to be chosen in a control; raises ConfigFaults when there is none."""
    node, _kind = find_control(xml, control)
    if (node.attributes.get("choice") == "multiple") == multiple:
        return xml
    raw = xml.encode()
    start_tag = with_attributes(raw[node.start : node.tag_end], {"choice": "multiple" if multiple else "single"})
    return spliced(raw, [(node.start, node.tag_end, start_tag)]).decode()


def find_control(xml: str, name: str) -> tuple[Node, type[Control]]:
    for node, kind in label_controls(read_xml(xml)):
        if node.attributes["name"] == name:
            return node, kind
    raise ConfigFaults([Fault(None, _l("there is no control named “%(name)s” with labels", name=quote(name)))])


def label_controls(node: Node) -> Iterator[tuple[Node, type[Control]]]:
    """Iterate over the nodes that are controls with a name and labels of their own."""
    kind = known_elements().get(canonical_tags().get(node.tag.lower(), ""))
    if kind and issubclass(kind, Control) and kind.label_tag and node.attributes.get("name"):
        yield node, kind
    for child in node.children:
        yield from label_controls(child)


def labels_below(node: Node, kind: type[Control]) -> list[Node]:
    """Return the label nodes of a control in document order, also those in a View inside it."""
    found = []
    for child in node.children:
        if child.tag == kind.label_tag:
            found.append(child)
        else:
            found.extend(labels_below(child, kind))
    return found


def edited(nodes: Sequence[Node]) -> Iterator[EditedLabel]:
    for position, node in enumerate(nodes):
        of = node.attributes.get
        yield EditedLabel(
            of("value", ""), of("background") or None, of("hotkey") or None, position, of("alias") or None, node.line
        )


def fresh_element(kind: type[Control], label: EditedLabel) -> bytes:
    written = {"value": label.value, "alias": label.alias, "background": label.background, "hotkey": label.hotkey}
    attributes = "".join(attribute(name, value) for name, value in written.items() if value)
    return f"<{kind.label_tag}{attributes}/>".encode()


def changed_element(raw: bytes, node: Node, label: EditedLabel) -> bytes:
    """Return a label's source with value, background and hotkey as given; an alias is not the form's to change."""
    wanted = {"value": label.value, "background": label.background or "", "hotkey": label.hotkey or ""}
    changes = {name: value for name, value in wanted.items() if node.attributes.get(name, "") != value}
    start_tag = with_attributes(raw[node.start : node.tag_end], changes)
    return start_tag + raw[node.tag_end : node.end]


def indent_of(raw: bytes, node: Node) -> bytes:
    """Return the line break and indentation before an element; nothing when something else stands before it."""
    start = node.start
    while start and raw[start - 1 : start] in b" \t":
        start -= 1
    if raw[start - 1 : start] != b"\n":
        return b""
    start -= 2 if raw[start - 2 : start] == b"\r\n" else 1
    return raw[start : node.start]


def gap_before(raw: bytes, node: Node) -> tuple[int, int]:
    """Return what goes when a label goes: its element, and its line when it has one of its own."""
    return node.start - len(indent_of(raw, node)), node.end


def at_front(
    raw: bytes, node: Node, slots: list[Node], nodes: list[Node], elements: list[bytes]
) -> Iterator[tuple[int, int, bytes]]:
    """Put new labels before the first kept one, or where the labels were, or into an empty control."""
    if not elements:
        return
    if slots:
        gap = indent_of(raw, slots[0])
        yield slots[0].start, slots[0].start, b"".join(element + gap for element in elements)
    elif nodes:
        place, gap = gap_before(raw, nodes[0])[0], indent_of(raw, nodes[0])
        yield place, place, b"".join(gap + element for element in elements)
    else:
        outer = indent_of(raw, node)
        content = b"".join((outer + b"  " if outer else b"") + element for element in elements)
        if node.end == node.tag_end:
            yield node.start, node.end, closed_and_opened(raw[node.start : node.tag_end], content + outer)
        else:
            closes_on_own_line = raw[node.tag_end : node.end].split(b"</")[0].strip() == b"" and outer
            blank = raw[node.tag_end : node.end].split(b"</")[0] if closes_on_own_line else b""
            yield node.tag_end, node.tag_end + len(blank), content + (outer if closes_on_own_line or not blank else b"")


def spliced(raw: bytes, edits: Sequence[tuple[int, int, bytes]]) -> bytes:
    """Replace stretches of `raw`; several insertions at one place keep their order."""
    result: list[bytes] = []
    position = 0
    for start, end, replacement in sorted(edits, key=lambda edit: edit[:2]):
        result.extend((raw[position:start], replacement))
        position = max(position, end)
    return b"".join((*result, raw[position:]))
