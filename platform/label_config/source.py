"""XML text as a tree of nodes that know where they stand in it.

DTDs and entities are forbidden; size, depth, number of elements and attributes are limited. The size has to leave room
for what `generate` writes for 1,000 tags of 255 characters each: 255 quotation marks take 1,530 bytes as `&quot;`, with
the element around them about 1.6 MB in all.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any
from xml.etree.ElementTree import ParseError
from xml.parsers.expat import errors as expat_errors

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from label_config.faults import ConfigFaults, Fault, quote

MAX_BYTES = 2 * 1024 * 1024
MAX_DEPTH = 32
MAX_ELEMENTS = 2_000
MAX_ATTRIBUTES = 50
START_TAG = re.compile(rb"""<[^\s/>"']+(?:\s+[^\s=/>"']+\s*=\s*(?:"[^"]*"|'[^']*'))*\s*/?>""")


@dataclass
class Node:
    """One element as written. `start`, `tag_end` and `end` are offsets in the document's UTF-8 bytes."""

    tag: str
    attributes: dict[str, str]
    line: int
    start: int
    tag_end: int = 0
    end: int = 0
    children: list[Node] = field(default_factory=list)
    text: str = ""


def read_xml(xml: str) -> Node:
    """Return the root of a well-formed document within the limits; raise ConfigFaults with the first thing wrong."""
    try:
        raw = xml.encode()
    except UnicodeEncodeError as error:
        line = xml.count("\n", 0, error.start) + 1
        raise ConfigFaults([Fault(line, _l("a character here is half of a pair and can't be stored"))]) from None
    if len(raw) > MAX_BYTES:
        raise ConfigFaults([Fault(None, _l("the config is larger than %(limit)s MB", limit=MAX_BYTES // 1024**2))])
    if not xml.strip():
        raise ConfigFaults([Fault(1, _l("the config is empty; it begins with <View>"))])
    builder = NodeBuilder(raw)
    parser = DefusedXMLParser(target=builder, forbid_dtd=True)  # type: ignore[no-untyped-call]  # it has no types
    builder.position = parser.parser
    try:
        parser.feed(xml)
        parser.close()
    except DefusedXmlException:
        line = parser.parser.CurrentLineNumber
        raise ConfigFaults([Fault(line, _l("document types and entities (<!DOCTYPE …>) are not allowed"))]) from None
    except ParseError as error:
        raise ConfigFaults([Fault(error.position[0], reason(error, xml, builder.open))]) from None
    assert builder.root is not None  # noqa: S101 (expat has refused a document without a root by now)
    return builder.root


class NodeBuilder:
    """Receives the parser's events and holds the limits, so that nothing grows beyond them first."""

    def __init__(self, raw: bytes) -> None:
        self.raw = raw
        self.position: Any = None  # the expat parser: the only one who knows lines and offsets
        self.root: Node | None = None
        self.open: list[Node] = []
        self.count = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        line, offset = self.position.CurrentLineNumber, self.position.CurrentByteIndex
        self.count += 1
        if len(self.open) >= MAX_DEPTH:
            self.refuse(_l("elements are nested deeper than %(limit)s", limit=MAX_DEPTH))
        if self.count > MAX_ELEMENTS:
            self.refuse(_l("there are more than %(limit)s elements", limit=MAX_ELEMENTS))
        if len(attributes) > MAX_ATTRIBUTES:
            self.refuse(_l("<%(tag)s> has more than %(limit)s attributes", tag=quote(tag), limit=MAX_ATTRIBUTES))
        node = Node(tag, dict(attributes), line, offset)
        match = START_TAG.match(self.raw, offset)
        node.tag_end = match.end() if match else offset
        if self.open:
            self.open[-1].children.append(node)
        else:
            self.root = node
        self.open.append(node)

    def end(self, _tag: str) -> None:
        node = self.open.pop()
        offset = self.position.CurrentByteIndex
        is_empty = self.raw.endswith(b"/>", node.start, node.tag_end)
        node.end = node.tag_end if is_empty else self.raw.index(b">", offset) + 1

    def data(self, text: str) -> None:
        self.open[-1].text += text

    def close(self) -> None:
        pass

    def refuse(self, message: LazyString) -> None:
        raise ConfigFaults([Fault(self.position.CurrentLineNumber, message)])


def reason(error: ParseError, xml: str, still_open: list[Node]) -> LazyString:
    """Say what is wrong with the XML in words that help to mend it."""
    code, (line, column) = error.code, error.position
    lines = xml.split("\n")
    here = lines[line - 1][column : column + 1] if line <= len(lines) else ""
    names = {number: name for name, number in expat_errors.codes.items()}
    message = names.get(code, "")
    innermost = still_open[-1] if still_open else None
    if message == expat_errors.XML_ERROR_TAG_MISMATCH and innermost:
        return _l(
            "another element is closed here while <%(tag)s> from line %(line)s is still open",
            tag=quote(innermost.tag), line=innermost.line,
        )  # fmt: skip
    if message in {expat_errors.XML_ERROR_NO_ELEMENTS, expat_errors.XML_ERROR_UNCLOSED_TOKEN}:
        if innermost:
            return _l(
                "the config ends while <%(tag)s> from line %(line)s is still open",
                tag=quote(innermost.tag), line=innermost.line,
            )  # fmt: skip
        return _l("there is no complete element here; a config begins with <View> and ends with </View>")
    if message == expat_errors.XML_ERROR_DUPLICATE_ATTRIBUTE:
        return _l("an attribute is given twice in one element")
    if message == expat_errors.XML_ERROR_UNDEFINED_ENTITY:
        return _l("after “&” comes a name XML does not know; write &amp; for the character “&” itself")
    if message == expat_errors.XML_ERROR_JUNK_AFTER_DOC_ELEMENT:
        return _l("something follows the end of the outermost element; put everything into one <View>")
    if message == expat_errors.XML_ERROR_UNBOUND_PREFIX:
        return _l("names with a colon are not used in label configs")
    if here == "<":
        return _l(
            "“<” stands inside a value; write &lt; for the character itself, or close the quotation marks before it"
        )
    if here.isprintable() and here:
        return _l(
            "not well-formed XML near “%(here)s”: look for a missing quotation mark, or a “&” that has to be &amp;",
            here=here,
        )  # fmt: skip
    return _l("not well-formed XML, or a character that XML can't hold")
