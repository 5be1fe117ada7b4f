"""Changing many rows with one statement, while some of them may be loaded."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa

from foundation.database import db
from tenants.isolation import TenantRow

SLICE = 5_000


def slices(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    """Yield ids in pieces of at most 5,000, for statements of a bearable size."""
    return (ids[start : start + SLICE] for start in range(0, len(ids), SLICE))


def update_rows(model: type[TenantRow], statement: sa.Update) -> list[Any]:
    """Run an UPDATE; return the column it returns, if any. Loaded rows are read again when they are looked at."""
    db.session.flush()
    result = db.session.execute(statement.execution_options(synchronize_session=False))
    returned = list(result.scalars()) if statement.returning_column_descriptions else []
    for row in list(db.session.identity_map.values()):
        if isinstance(row, model):
            db.session.expire(row)
    return returned
