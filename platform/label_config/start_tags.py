"""Rewriting single attributes of a start tag as it stands in a document."""

from __future__ import annotations

import re
from collections.abc import Mapping

from label_config.xml_text import attribute, escaped

ATTRIBUTE = re.compile(rb"""\s+([^\s=/>"']+)\s*=\s*("[^"]*"|'[^']*')""")
END = re.compile(rb"\s*/?>$")


def with_attributes(source: bytes, changes: Mapping[str, str]) -> bytes:
    """Return a start tag with some attributes set; an empty value takes the attribute away.

    Attributes keep their place and their quotation marks; new ones come last.
    """
    for name, value in changes.items():
        source = with_attribute(source, name, value)
    return source


def with_attribute(source: bytes, name: str, value: str) -> bytes:
    for match in ATTRIBUTE.finditer(source):
        if match.group(1).decode() == name:
            if not value:
                return source[: match.start()] + source[match.end() :]
            quotation = match.group(2)[:1].decode()
            start, end = match.span(2)
            return source[:start] + f"{quotation}{escaped(value, quotation)}{quotation}".encode() + source[end:]
    if not value:
        return source
    end_match = END.search(source)
    place = end_match.start() if end_match else len(source)
    return source[:place] + attribute(name, value).encode() + source[place:]


def closed_and_opened(source: bytes, content: bytes) -> bytes:
    """Turn an empty element `<a …/>` into `<a …>content</a>`."""
    opened = END.sub(b">", source)
    tag = re.match(rb"<([^\s/>]+)", source)
    return opened + content + b"</" + (tag.group(1) if tag else b"") + b">"
