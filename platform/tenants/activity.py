"""When a session, a member and a token were last used: noted at most once a minute, after the answer, apart from it."""

from __future__ import annotations

import datetime as dt
from typing import Any, cast

import sqlalchemy as sa
import structlog
from flask import g, request
from sqlalchemy.exc import SQLAlchemyError

from foundation.clock import now
from foundation.database import Base, own_transaction
from tenants.isolation import tenant

EVERY = dt.timedelta(minutes=1)

log = structlog.get_logger("labelroom")


def note_activity(_error: BaseException | None) -> None:
    """Write what this request used, where the last note is a minute old. Failing to is no failure of the request."""
    moment = now()
    used: list[tuple[Any, str, dict[str, Any]]] = [
        (getattr(g.get("_login_user"), "row", None), "seen_at", {"seen_at": moment}),
        (g.get("member"), "last_active_at", {"last_active_at": moment}),
        (g.get("token"), "last_used_at", {"last_used_at": moment, "last_used_address": request.remote_addr}),
    ]
    updates = [_update(row, values) for row, column, values in used if row is not None and _is_old(row, column, moment)]
    if not updates:
        return
    try:
        with own_transaction() as connection:
            if connection.dialect.name == "postgresql" and (organization_id := tenant.get()) is not None:
                connection.exec_driver_sql(f"SET LOCAL app.organization_id = '{int(organization_id)}'")
            for update in updates:
                connection.execute(update)
    except SQLAlchemyError as error:
        log.warning("activity not noted", error=type(error).__name__)


def _is_old(row: Base, column: str, moment: dt.datetime) -> bool:
    """Whether the note is old. A row that a rollback emptied isn't read again for this."""
    state = sa.inspect(row)
    if state.identity is None or column not in state.dict:
        return False
    last: dt.datetime | None = state.dict[column]
    return last is None or last <= moment - EVERY


def _update(row: Base, values: dict[str, Any]) -> sa.Update:
    table = cast(sa.Table, row.__table__)
    state = sa.inspect(row)
    key = zip(state.mapper.primary_key, cast(tuple[Any, ...], state.identity), strict=True)
    return sa.update(table).where(*(column == value for column, value in key)).values(values)
