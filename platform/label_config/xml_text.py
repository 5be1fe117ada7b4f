"""Writing text into XML so that the same text is read out again."""

from __future__ import annotations

import re

NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "\t": "&#9;", "\n": "&#10;", "\r": "&#13;"}
QUOTES = {'"': "&quot;", "'": "&apos;"}


def escaped(text: str, quotation: str = '"') -> str:
    """Escape `text` for an attribute value in these quotation marks; raise ValueError for what XML 1.0 can't hold."""
    if found := NOT_XML.search(text):
        raise ValueError(f"XML can't hold U+{ord(found.group()):04X}")
    table = str.maketrans({**ESCAPES, quotation: QUOTES[quotation]})
    return text.translate(table)


def attribute(name: str, value: str) -> str:
    """Return ` name="value"`."""
    return f' {name}="{escaped(value)}"'
