"""Adding to counters that may not be there yet, in one statement on either database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from foundation.clock import now
from foundation.database import Base, db
from projects.models import DailyFigure, TaskLabel
from tenants.isolation import current_organization_id
from tenants.ready import ReadyChange

MOST_ROWS = 16  # of one statement: each number of rows up to this has its own, built once


def add_up(model: type[TaskLabel | DailyFigure], rows: Sequence[Mapping[str, Any]], *, key: tuple[str, ...]) -> None:
    """Insert rows; where one with the same `key` is there, add each row's own numbers to it instead.

    `key` names the columns that, after the organization, make a row unique; `project_id` and the key are never added.
    """
    summed = tuple(name for name in rows[0] if name not in (*key, "project_id"))
    dialect = db.session.get_bind().dialect.name
    fixed = {"organization_id": current_organization_id(), "created_at": now()}
    for start in range(0, len(rows), MOST_ROWS):
        part = rows[start : start + MOST_ROWS]
        values = {f"{name}_{n}": value for n, row in enumerate(part) for name, value in {**fixed, **row}.items()}
        _addition(dialect, model.__tablename__, key, summed, len(part)).execute(values)


@cache
def _addition(dialect: str, name: str, key: tuple[str, ...], summed: tuple[str, ...], rows: int) -> ReadyChange:
    table = Base.metadata.tables[name]
    insert = postgresql_insert if dialect == "postgresql" else sqlite_insert
    names = ("organization_id", "created_at", "project_id", *key, *summed)
    values = [{name: sa.bindparam(f"{name}_{n}", type_=table.c[name].type) for name in names} for n in range(rows)]
    statement = insert(table).values(values)
    sums = {name: table.c[name] + statement.excluded[name] for name in summed}
    return ReadyChange(statement.on_conflict_do_update(index_elements=["organization_id", *key], set_=sums))
