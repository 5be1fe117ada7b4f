"""Decodes a body strictly into a request model and finds every fault in it, at most 100.

The rows of a large body are never all objects at once: msgspec finds where each one lies, pydantic checks them in
slices, and what is checked is read again, a slice at a time, while it is stored and let go. That keeps memory at about
the body's size, where parsing it whole takes six to nine times as much.
"""

import json
import re
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import Any, TypeVar

import msgspec
from flask_babel import lazy_gettext as _l
from pydantic import BaseModel, ValidationError

from api_external.faults import MOST, faults
from api_external.json_text import DEEPEST, mend, needs_a_look, too_deep, unfit
from api_external.requests import BODIES
from api_external.rows import ABSENT, RowCheck, Rows
from foundation.errors import FieldError, Invalid

Model = TypeVar("Model", bound=BaseModel)
ROWS = "data"
LARGEST_LIST = 4 * 1024 * 1024  # bytes of an array or object beside the rows; a thousand tags need half of it at most
LARGEST_HEAD = 1024 * 1024  # bytes beside the rows up to which unknown fields are looked at too
FIELDS = tuple({name: None for model in BODIES for name in model.model_fields})
_TOO_DEEP = _l("This is nested too deep: 64 levels are the most.")
_Known = msgspec.defstruct("_Known", [(name, msgspec.Raw, ABSENT) for name in FIELDS])
_EMPTY = {b"{": b"{}", b"[": b"[]", b'"': b'""', b"t": b"true", b"f": b"false", b"n": b"null"}


def _no_check(_index: int, _row: Any) -> Iterable[FieldError]:
    return ()


class Document:
    """A JSON object sent to us: its top-level values as text, its rows apart. The body itself is needed no longer."""

    def __init__(self, body: bytes | bytearray) -> None:
        """Take the body apart; raises Invalid when it isn't JSON or not an object."""
        self._mended = False
        try:
            values = _split(body)
        except msgspec.DecodeError:
            self._mended = True
            body = mend(body)
            values = _split_mended(body)
        data = values.pop(ROWS, ABSENT)
        self.rows = Rows(data, body.count(b","))
        self._values = {name: bytes(raw) for name, raw in values.items()}
        if first := bytes(memoryview(data)[:1]):
            self._values[ROWS] = _EMPTY.get(first, b"0")

    def peek(self, name: str) -> Any:
        """Return a small value as it was sent, whatever its type; None when absent, large or unfit."""
        text = self._values.get(name, b"")
        if not text or len(text) > LARGEST_LIST or any(True for _ in _text_faults(text, name)):
            return None
        return json.loads(text)

    def read(self, model: type[Model], also: Iterable[FieldError] = (), check_row: RowCheck = _no_check) -> Model:
        """Return the model, its `data` empty (see `rows`); raises Invalid with all faults, those of `also` included."""
        head: Model | None = None
        found = list(islice(self._unfit(model), MOST))
        broken = {re.split(r"[.\[]", fault.field)[0] for fault in found}
        try:
            head = model.model_validate_json(self._head(model, broken))
        except ValidationError as error:
            found += [fault for fault in faults(error) if fault.field not in broken]
        row_faults = self.rows.faults(check_row, everything=self._mended) if ROWS in model.model_fields else ()
        found += islice(chain(also, row_faults), max(0, MOST - len(found)))
        if self._mended and not found:
            found.append(FieldError("body", _l("NaN, Infinity, U+0000 and lone surrogates can't be kept.")))
        if head is None or found:
            raise Invalid(found[:MOST])
        return head

    def _unfit(self, model: type[BaseModel]) -> Iterator[FieldError]:
        for name, text in self._values.items():
            if self._mended or name in model.model_fields:
                yield from _text_faults(text, name)
            elif too_deep(text, DEEPEST - 1):
                yield FieldError(name, _TOO_DEEP)

    def _head(self, model: type[BaseModel], broken: set[str]) -> bytes:
        """Return the object for the model: known values only, unfit ones left out, and `data` as an empty array."""
        known = (
            (name, text) for name, text in self._values.items() if name in model.model_fields and name not in broken
        )
        return b"{" + b",".join(b'"%s":%s' % (name.encode(), text) for name, text in known) + b"}"


def _split(body: bytes | bytearray) -> dict[str, msgspec.Raw]:
    """Return the top-level values; raises msgspec.DecodeError for what isn't JSON."""
    try:
        known = msgspec.json.decode(body, type=_Known)
        if len(body) - len(memoryview(getattr(known, ROWS))) <= LARGEST_HEAD:
            return msgspec.json.decode(body, type=dict[str, msgspec.Raw])
    except msgspec.ValidationError as error:
        raise Invalid.field("body", _l("The body must be a JSON object.")) from error
    except RecursionError as error:
        raise Invalid.field("body", _TOO_DEEP) from error
    given = ((name, getattr(known, name)) for name in FIELDS)
    return {name: raw for name, raw in given if len(memoryview(raw))}


def _split_mended(body: bytes) -> dict[str, msgspec.Raw]:
    try:
        return _split(body)
    except msgspec.DecodeError as error:
        place = re.search(r"byte (\d+)", str(error))
        if place is None:
            raise Invalid.field("body", _l("The body is not valid JSON: it ends too early.")) from error
        raise Invalid.field("body", _l("The body is not valid JSON, at byte %(place)s.", place=place[1])) from error


def _text_faults(text: bytes, field: str) -> Iterator[FieldError]:
    if text[:1] in (b"[", b"{") and len(text) > LARGEST_LIST:
        yield FieldError(field, _l("This is too large."))
    elif too_deep(text, DEEPEST - 1):
        yield FieldError(field, _TOO_DEEP)
    elif needs_a_look(text):
        yield from unfit(text, field)
