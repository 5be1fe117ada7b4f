"""Reading the rows a person pastes or uploads: lines of text, JSON, JSON Lines or CSV."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from typing import Any

import orjson
from flask_babel import lazy_gettext as _l

from foundation.errors import FieldError, Invalid
from projects.add_tasks import TaskRow

LONGEST_TEXT = 1_000_000
LONGEST_ID = 255
LARGEST_METADATA = 64 * 1024  # bytes
CONTENT_NAMES = ("content", "text", "image", "url", "image_url")
ID_NAMES = ("id", "external_id")
_ADDRESS = re.compile(r"https?://[^\s/]+\S*", re.IGNORECASE)


def read_rows(text: str, *, file_name: str = "", images: bool = False) -> list[TaskRow]:
    """Return the rows in a text; raises Invalid for the field `rows`, naming each line that is wrong.

    JSON: an array of strings or of objects with `content`, `id`, `metadata`; JSON Lines: one of those a line; CSV with
    a line of names; anything else: each line that isn't empty is a task. `images`: contents are http(s) addresses.
    """
    rows, faults = [], []
    for number, value in _values(text.removeprefix("\ufeff"), file_name.lower()):
        row = _row(value)
        fault = _l("This is no row: it needs a text in “content”.") if row is None else _fault(row, images=images)
        if fault is not None:
            faults.append(FieldError("rows", _l("Row %(number)s: %(fault)s", number=number, fault=fault)))
        elif row is not None:
            rows.append(row)
    if faults:
        raise Invalid(faults[:20])
    return rows


def _values(text: str, file_name: str) -> Iterator[tuple[int, Any]]:
    lines = text.splitlines()
    first = text.lstrip()[:1]
    if file_name.endswith(".csv"):
        yield from enumerate(_from_csv(text), 1)
    elif file_name.endswith(".json") or (first == "[" and not file_name):
        yield from enumerate(_from_json(text), 1)
    elif file_name.endswith((".jsonl", ".ndjson")) or (first == "{" and not file_name):
        yield from ((number, _decoded(line, number)) for number, line in enumerate(lines, 1) if line.strip())
    else:
        yield from ((number, line.strip()) for number, line in enumerate(lines, 1) if line.strip())


def _from_json(text: str) -> list[Any]:
    values = _decoded(text, 1)
    if not isinstance(values, list):
        raise Invalid.field("rows", _l("The file needs to hold a list of rows: [ … ]."))
    return values


def _decoded(text: str, line: int) -> Any:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as error:
        where = line + error.lineno - 1
        raise Invalid.field("rows", _l("Line %(line)s isn't valid JSON.", line=where)) from error


def _from_csv(text: str) -> Iterator[dict[str, Any]]:
    try:
        reader = csv.DictReader(io.StringIO(text, newline=""))
        names = [name.strip() for name in reader.fieldnames or ()]
        reader.fieldnames = names
        content = next((name for name in names if name.lower() in CONTENT_NAMES), None)
        if content is None:
            raise Invalid.field("rows", _l("The first line of the CSV needs a column named “content”."))
        key = next((name for name in names if name.lower() in ID_NAMES), None)
        for line in reader:
            more = {name: value for name, value in line.items() if name not in (content, key, None) and value}
            yield {
                "content": (line[content] or "").strip(),
                "id": (line[key] if key else None) or None,
                "metadata": more,
            }
    except csv.Error as error:
        raise Invalid.field("rows", _l("The file isn't valid CSV.")) from error


def _row(value: Any) -> TaskRow | None:
    if isinstance(value, str):
        return TaskRow(value)
    if not isinstance(value, Mapping):
        return None
    content = next((value[name] for name in CONTENT_NAMES if isinstance(value.get(name), str)), None)
    key = next((value[name] for name in ID_NAMES if value.get(name) is not None), None)
    whole = isinstance(key, int) and not isinstance(key, bool)
    if content is None or not (key is None or isinstance(key, str) or whole):
        return None
    metadata = value.get("metadata") or None
    if metadata is not None and not isinstance(metadata, Mapping):
        return None
    return TaskRow(content, None if key is None else str(key), orjson.dumps(metadata).decode() if metadata else None)


def _fault(row: TaskRow, *, images: bool) -> Any:
    if not row.content:
        return _l("the content is empty.")
    if len(row.content) > LONGEST_TEXT:
        return _l("the content has more than %(most)s characters.", most=f"{LONGEST_TEXT:,}")
    if images and not _ADDRESS.fullmatch(row.content):
        return _l("a picture is given by an address that begins with http:// or https://.")
    if row.external_id is not None and not 1 <= len(row.external_id) <= LONGEST_ID:
        return _l("an id has from 1 to %(most)s characters.", most=LONGEST_ID)
    if row.metadata is not None and len(row.metadata.encode()) > LARGEST_METADATA:
        return _l("the metadata is larger than 64 KiB.")
    if any("\x00" in part for part in row if part) or (row.metadata and "\\u0000" in row.metadata):
        return _l("it holds a character that can't be stored (U+0000).")
    return None
