"""Adding to counters that may not be there yet, in one statement on either database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from foundation.clock import now
from foundation.database import db
from tenants.isolation import TenantRow, current_organization_id


def add_up(model: type[TenantRow], rows: Sequence[Mapping[str, Any]], *, key: Sequence[str]) -> None:
    """Insert rows; where one with the same `key` is there, add each row's own numbers to it instead.

    `key` names the columns that, after the organization, make a row unique; `project_id` and the key are never added.
    """
    insert = postgresql_insert if db.session.get_bind().dialect.name == "postgresql" else sqlite_insert
    fixed = {"organization_id": current_organization_id(), "created_at": now()}
    statement = insert(model).values([{**fixed, **row} for row in rows])
    summed = [name for name in rows[0] if name not in (*key, "project_id")]
    sums = {name: getattr(model, name) + statement.excluded[name] for name in summed}
    db.session.execute(statement.on_conflict_do_update(index_elements=["organization_id", *key], set_=sums))
