"""Reading and passing on stored JSON text: readable characters, nothing that isn't JSON, no half characters."""

import json
import re
from typing import Any

import orjson

# Escapes make Chinese unreadable, lone surrogates and NaN stop readers (`training-formats.md` D5).
_NEEDS_CARE = re.compile(r"\\u|NaN|Infinity")
_LONG_NUMBER = re.compile(r"\d{19}")  # may not fit into the 64 bits of the faster reader
_SURROGATE = re.compile("[\ud800-\udfff]")


def read_json(text: str) -> Any:
    """Return the value of a stored JSON text; half characters become U+FFFD and numbers that aren't become null."""
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        return _whole(json.loads(text, parse_constant=lambda _name: None))


def tidy_json(text: str | None, default: str) -> str:
    """Return the stored text to be put into a larger JSON as it stands; rewritten only where a reader could stumble."""
    if not text or text == "null":
        return default
    if not _NEEDS_CARE.search(text):
        return text
    if not _LONG_NUMBER.search(text):
        try:
            return orjson.dumps(orjson.loads(text)).decode()
        except orjson.JSONDecodeError:
            pass
    value = _whole(json.loads(text, parse_constant=lambda _name: None))
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def whole_text(text: str) -> str:
    """Return the text with U+FFFD in place of half characters (lone surrogates)."""
    return _SURROGATE.sub("\ufffd", text) if _SURROGATE.search(text) else text


def _whole(value: Any) -> Any:
    if isinstance(value, str):
        return whole_text(value)
    if isinstance(value, list):
        return [_whole(each) for each in value]
    if isinstance(value, dict):
        return {whole_text(key): _whole(each) for key, each in value.items()}
    return value
