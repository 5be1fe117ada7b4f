"""What a JSON text may not hold here, though parsers differ about it: NaN, Infinity, lone surrogates, U+0000, depth.

The checks are made on bytes, at C speed, and look closer only where something might be wrong: a body of 100,000 rows
costs a few hundredths of a second.
"""

import json
import math
import re
from collections.abc import Iterator
from typing import Any

from flask_babel import lazy_gettext as _l

from foundation.errors import FieldError

DEEPEST = 64
LONGEST_INTEGER = 4300  # digits; Python reads no longer ones back from the database

_STRING = rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"'
_TOKENS = re.compile(_STRING + rb"|[\[{]|[\]}]", re.DOTALL)
_UNREADABLE = re.compile(_STRING + rb"|-?Infinity|NaN", re.DOTALL)
_SURROGATES = re.compile(
    rb"\\[^u]|\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(\\u[dD][89a-fA-F][0-9a-fA-F]{2})", re.DOTALL
)
_DIGITS = bytes.maketrans(b"123456789E", b"000000000e")
_BIG_NUMBERS = (b"0" * 300, b"0e000", b"0e+000")


class _Unfit:
    """Stands for a number that no database or browser can hold."""


def mend(text: bytes | bytearray) -> bytes:
    """Replace what strict parsers stumble over by something they read and `unfit` reports: 1e999 and U+0000."""
    readable = _UNREADABLE.sub(lambda found: found[0] if found[0].startswith(b'"') else b"1e999", bytes(text))
    return _SURROGATES.sub(lambda found: rb"\u0000" if found[1] else found[0], readable)


def needs_a_look(text: bytes | bytearray) -> bool:
    """Return whether `unfit` might find something in these bytes; False is certain, True isn't."""
    if b"\\u0000" in text:
        return True
    digits = text.translate(_DIGITS)
    return any(number in digits for number in _BIG_NUMBERS)


def too_deep(text: bytes, allowed: int = DEEPEST) -> bool:
    """Return whether brackets are nested deeper than `allowed`; strings don't count."""
    if text.count(b"{") + text.count(b"[") <= allowed:
        return False
    depth = 0
    for token in _TOKENS.finditer(text):
        bracket = text[token.start()]
        if bracket in b"[{":
            depth += 1
            if depth > allowed:
                return True
        elif bracket in b"]}":
            depth -= 1
    return False


def unfit(text: bytes, field: str) -> Iterator[FieldError]:
    """Yield what can't be kept in this JSON value, by field; `text` parses and isn't too deep."""
    yield from _walk(json.loads(text, parse_float=_number, parse_int=_integer), field)


def _number(digits: str) -> float | _Unfit:
    number = float(digits)
    return number if math.isfinite(number) else _Unfit()


def _integer(digits: str) -> int | _Unfit:
    return int(digits) if len(digits) <= LONGEST_INTEGER else _Unfit()


def _walk(value: Any, field: str) -> Iterator[FieldError]:
    if isinstance(value, _Unfit):
        yield FieldError(field, _l("NaN, Infinity and numbers as large as that can't be kept."))
    elif isinstance(value, str) and "\0" in value:
        yield FieldError(field, _l("U+0000 and lone surrogates can't be kept."))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _walk(item, f"{field}[{index}]")
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _walk(key, field)
            yield from _walk(item, f"{field}.{key}".replace("\0", "\\u0000"))
