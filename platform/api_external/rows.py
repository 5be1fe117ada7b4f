"""The rows of a request's `data`: where each lies in the body, what is wrong with them, and what they say."""

import json
import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

import msgspec
from flask_babel import lazy_gettext as _l
from pydantic import TypeAdapter, ValidationError

from api_external.faults import faults
from api_external.json_text import DEEPEST, needs_a_look, too_deep, unfit
from api_external.requests import LARGEST_METADATA, NewTask
from foundation.errors import FieldError

SLICE = 1_000  # rows; enough to be fast, few enough to weigh little as objects
MANY_COMMAS = 1_000_000
ROW_DEPTH = DEEPEST - 2  # a row lies inside an array inside an object
ABSENT = msgspec.Raw(b"")
KNOWN = tuple(NewTask.__annotations__)

RowCheck = Callable[[int, NewTask], Iterable[FieldError]]
_arrays = TypeAdapter(list[NewTask])
_single = TypeAdapter(NewTask)


class Row(NamedTuple):
    """A checked row, as the acts take it; `metadata` is JSON text, kept as it came."""

    content: str
    external_id: str | None
    metadata: str | None


class _Stored(msgspec.Struct, gc=False):
    content: str
    id: str | int | None = None
    metadata: msgspec.Raw = ABSENT


class _Texts(msgspec.Struct, gc=False):
    content: msgspec.Raw
    id: msgspec.Raw = ABSENT
    metadata: msgspec.Raw = ABSENT


class _Least(msgspec.Struct, gc=False):
    content: msgspec.Raw


_stored = msgspec.json.Decoder(list[_Stored])


class Rows:
    """The rows of a JSON array, kept as text in slices; what is no array has none (the model it belongs to says so)."""

    def __init__(self, array: msgspec.Raw, commas: int = 0) -> None:
        """Find the rows; `commas` is how many the body has, which bounds their number."""
        self._gross: FieldError | None = None
        raws: list[msgspec.Raw] = []
        if bytes(memoryview(array)[:1]) == b"[" and not (commas > MANY_COMMAS and self._is_bomb(array)):
            raws = msgspec.json.decode(array, type=list[msgspec.Raw])
        self._count = len(raws)
        self._slices = deque(_array(raws[start : start + SLICE]) for start in range(0, len(raws), SLICE))

    def __len__(self) -> int:
        return self._count

    def taken(self) -> Iterator[Row]:
        """Yield the rows, once: what has been read is let go. Only after `faults` found none."""
        while self._slices:
            for row in _read(self._slices.popleft()):
                metadata = bytes(row.metadata)
                kept = metadata.decode() if metadata.startswith(b"{") else None
                yield Row(row.content, None if row.id is None else str(row.id), kept)

    def text(self) -> Iterator[bytes]:
        """Yield pieces of a body that holds these rows and nothing else."""
        yield b'{"data":['
        for number, rows in enumerate(self._slices):
            yield (b"," if number else b"") + rows[1:-1]
        yield b"]}"

    def faults(self, check: RowCheck, *, everything: bool = False) -> Iterator[FieldError]:
        """Yield what is wrong, row by row; `check` adds what types can't say about a row that is right otherwise.

        `everything` looks into unknown fields too.
        """
        if self._gross:
            yield self._gross
        for number, text in enumerate(self._slices):
            start = number * SLICE
            texts = [bytes(raw) for raw in msgspec.json.decode(text, type=list[msgspec.Raw])]
            rows = None if everything or _suspicious(texts) else _valid(text)
            if rows is None:
                for index, row_text in enumerate(texts, start):
                    yield from _row_faults(row_text, index, check, everything=everything)
            else:
                for index, row in enumerate(rows, start):
                    yield from check(index, row)

    def _is_bomb(self, array: msgspec.Raw) -> bool:
        """30 million numbers in 64 MiB would be 2 GB of row objects: in such an array each row must look like one."""
        try:
            msgspec.json.decode(array, type=list[_Least])
        except msgspec.ValidationError as error:
            index = int((re.search(r"\$\[(\d+)\]", str(error)) or ["", "0"])[1])
            without = "required" in str(error)
            field = f"data[{index}].content" if without else f"data[{index}]"
            message = _l("This field is required.") if without else _l("This must be an object.")
            self._gross = FieldError(field, message)
            return True
        return False


def _read(array: bytes) -> Iterator[_Stored]:
    try:
        yield from _stored.decode(array)
    except msgspec.ValidationError:  # a key that comes twice, first with another type: only the last one counts
        for row in msgspec.json.decode(array, type=list[_Texts]):
            row_id = msgspec.json.decode(row.id) if bytes(row.id) else None
            yield _Stored(msgspec.json.decode(row.content), row_id, row.metadata)


def _array(texts: list[msgspec.Raw]) -> bytes:
    return b"[" + b",".join(texts) + b"]"


def _suspicious(texts: list[bytes]) -> bool:
    return (
        max(map(len, texts)) > LARGEST_METADATA
        or any(text.count(b"{") + text.count(b"[") > ROW_DEPTH for text in texts)
        or needs_a_look(b"".join(texts))
    )


def _valid(array: bytes) -> list[NewTask] | None:
    try:
        return _arrays.validate_json(array)
    except ValidationError:
        return None


def _row_faults(text: bytes, index: int, check: RowCheck, *, everything: bool) -> Iterator[FieldError]:
    field = f"data[{index}]"
    if not text.lstrip().startswith(b"{"):
        yield FieldError(field, _l("This must be an object."))
        return
    values = {key: bytes(raw) for key, raw in msgspec.json.decode(text, type=dict[str, msgspec.Raw]).items()}
    for key in values if everything else KNOWN:
        wrong = list(_value_faults(values.get(key, b""), f"{field}.{key}", key))
        if wrong:
            yield from wrong
            values[key] = b'"-"' if key == "content" else b"null"
    known = b",".join(b'"%s":%s' % (key.encode(), values[key]) for key in KNOWN if key in values)
    try:
        row = _single.validate_json(b"{" + known + b"}")
    except ValidationError as error:
        yield from faults(error, field)
    else:
        yield from check(index, row)


def _value_faults(text: bytes, field: str, key: str) -> Iterator[FieldError]:
    if too_deep(text, ROW_DEPTH - 1):
        yield FieldError(field, _l("This is nested too deep: 64 levels are the most."))
    elif needs_a_look(text):
        yield from unfit(text, field)
    elif key == "metadata" and len(text) > LARGEST_METADATA and text.startswith(b"{"):
        compact = json.dumps(json.loads(text), ensure_ascii=False, separators=(",", ":"))
        if len(compact.encode()) > LARGEST_METADATA:
            yield FieldError(field, _l("Metadata can have at most 64 KiB."))
