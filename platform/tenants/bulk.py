"""The one way to write many rows of the current organization."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import islice
from typing import Any, cast

import orjson
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from foundation.clock import now
from foundation.database import Instant, db
from tenants.isolation import TenantRow, current_organization_id

BATCH = 5_000  # rows a statement on PostgreSQL
_DIALECT = postgresql.dialect()  # type: ignore[no-untyped-call]  # SQLAlchemy leaves it untyped


def insert_rows(model: type[TenantRow], rows: Iterable[Mapping[str, Any]]) -> int:
    """Insert rows given by column name; return how many.

    All rows have the same columns; JSON columns take `str` as JSON text.
    The organization, `created_at` and constant defaults are filled in. PostgreSQL: `INSERT … SELECT … FROM
    json_to_recordset` under row-level security (44,600 tasks/s with five indexes; COPY FROM is refused there). SQLite:
    `executemany`.
    """
    table = cast(sa.Table, sa.inspect(model).local_table)
    connection = db.session.connection()
    insert = _insert_postgresql if connection.dialect.name == "postgresql" else _insert_sqlite
    count = 0
    for batch in _batches(rows):
        insert(connection, table, batch, _defaults(table, given=set(batch[0])))
        count += len(batch)
    return count


def _defaults(table: sa.Table, *, given: set[str]) -> dict[str, Any]:
    values: dict[str, Any] = {"organization_id": current_organization_id(), "created_at": now()}
    for column in table.c:
        default = column.default
        if column.name not in given and column.name not in values and default is not None and default.is_scalar:
            values[column.name] = cast(sa.ColumnDefault, default).arg
    return values


def _batches(rows: Iterable[Mapping[str, Any]]) -> Iterator[Sequence[Mapping[str, Any]]]:
    iterator = iter(rows)
    while batch := list(islice(iterator, BATCH)):
        yield batch


def _insert_postgresql(
    connection: sa.Connection, table: sa.Table, batch: Sequence[Mapping[str, Any]], fixed: Mapping[str, Any]
) -> None:
    columns = [table.c[name] for name in batch[0]]
    names = ", ".join(column.name for column in columns)
    types = ", ".join(f"{column.name} {column.type.compile(_DIALECT)}" for column in columns)
    statement = (  # names come from our models, values are bound
        f"INSERT INTO {table.name} ({', '.join(fixed)}, {names}) "  # noqa: S608 -- likewise
        f"SELECT {', '.join(f'%({name})s' for name in fixed)}, {names} FROM json_to_recordset(%(rows)s) AS row({types})"
    )
    json_columns = [column.name for column in columns if isinstance(column.type, sa.JSON)]
    encoded = orjson.dumps(
        [_with_fragments(row, json_columns) for row in batch], option=orjson.OPT_NAIVE_UTC | orjson.OPT_UTC_Z
    )
    connection.exec_driver_sql(statement, {**fixed, "rows": encoded.decode()})


def _with_fragments(row: Mapping[str, Any], json_columns: Sequence[str]) -> dict[str, Any]:
    values = dict(row)
    for name in json_columns:
        if isinstance(values[name], str):
            values[name] = orjson.Fragment(values[name])
    return values


def _insert_sqlite(
    connection: sa.Connection, table: sa.Table, batch: Sequence[Mapping[str, Any]], fixed: Mapping[str, Any]
) -> None:
    columns = list(batch[0])
    literals = [_sqlite_literal(table.c[name], value) for name, value in fixed.items()]
    values = ", ".join([*literals, *("?" * len(columns))])
    names = ", ".join([*fixed, *columns])
    statement = f"INSERT INTO {table.name} ({names}) VALUES ({values})"  # noqa: S608 -- names and constants of our models
    changes = [(place, change) for place, name in enumerate(columns) if (change := _sqlite_change(table.c[name]))]
    connection.exec_driver_sql(statement, [_changed(row, changes) for row in batch])


Change = Callable[[Any], Any]


def _changed(row: Mapping[str, Any], changes: Sequence[tuple[int, Change]]) -> tuple[Any, ...]:
    values = list(row.values())
    for place, change in changes:
        values[place] = change(values[place])
    return tuple(values)


def _sqlite_change(column: sa.Column[Any]) -> Change | None:
    """Return how SQLite's form of the column's values differs from ours, None where it doesn't."""
    if isinstance(column.type, sa.JSON):
        return lambda value: value if value is None or isinstance(value, str) else orjson.dumps(value).decode()
    if isinstance(column.type, Instant):
        return _time_text
    return None


@lru_cache(maxsize=16)
def _time_text(moment: dt.datetime | None) -> str | None:
    return None if moment is None else moment.strftime("%Y-%m-%d %H:%M:%S.%f")


def _sqlite_literal(column: sa.Column[Any], value: Any) -> str:
    change = _sqlite_change(column)
    text = change(value) if change else value
    return "'" + text.replace("'", "''") + "'" if isinstance(text, str) else str(int(text))
