"""Turns what pydantic found into fields and sentences of ours, in the reader's language."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from pydantic import ValidationError

from foundation.errors import FieldError

MOST = 100

_REQUIRED = _l("This field is required.")
_MESSAGES: Mapping[str, Callable[[dict[str, Any]], Any]] = {
    "missing": lambda _: _REQUIRED,
    "string_type": lambda _: _l("This must be a string."),
    "bool_type": lambda _: _l("This must be true or false."),
    "int_type": lambda _: _l("This must be an integer."),
    "int_parsing": lambda _: _l("This must be an integer."),
    "list_type": lambda _: _l("This must be an array."),
    "dict_type": lambda _: _l("This must be an object."),
    "model_type": lambda _: _l("This must be an object."),
    "literal_error": lambda given: _l("This must be one of: %(choices)s.", choices=given["expected"].replace("'", "")),
    "string_too_short": lambda _: _l("This must not be empty."),
    "string_too_long": lambda given: _l("This must have at most %(most)s characters.", most=f"{given['max_length']:,}"),
    "too_long": lambda given: _l("There can be at most %(most)s of these.", most=f"{given['max_length']:,}"),
    "greater_than_equal": lambda given: _l("This must be at least %(least)s.", least=given["ge"]),
    "less_than_equal": lambda given: _l("This must be at most %(most)s.", most=given["le"]),
    "string_pattern_mismatch": lambda _: _l("This is not a next_cursor of ours."),
    "id": lambda _: _l("This must be a string or an integer."),
    "color": lambda _: _l("A colour has the form #RRGGBB."),
    "control_character": lambda _: _l("This has a control character that XML can't hold."),
    "unfit_text": lambda _: _l("U+0000 and lone surrogates can't be kept."),
    "task_type": lambda given: _l("This must be one of: %(choices)s.", choices=given["choices"]),
}


def faults(error: ValidationError, prefix: str = "") -> Iterator[FieldError]:
    """Yield pydantic's findings as ours; `prefix` is the path of what was validated, such as `data`."""
    for found in error.errors(include_url=False):
        missing = found["input"] is None
        message = _REQUIRED if missing else _MESSAGES[found["type"]](found.get("ctx", {}))
        yield FieldError(path(found["loc"], prefix), message)


def path(parts: Iterable[int | str], prefix: str = "") -> str:
    """Return `data[3].content` for `("data", 3, "content")`; `body` for the whole."""
    text = prefix
    for part in parts:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
    return text or "body"
