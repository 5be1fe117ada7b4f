"""Recording what a database is asked meanwhile, and how it carries that out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from flask import Flask

from foundation.database import db
from tenants.isolation import NAMES_TENANT


@contextmanager
def recorded(app: Flask) -> Iterator[list[tuple[str, Any]]]:
    """Record every statement of the block with its parameters."""
    statements: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_more: Any) -> None:
        statements.append((statement, parameters))

    with app.app_context():
        engine = db.engine
    sa.event.listen(engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        sa.event.remove(engine, "before_cursor_execute", note)


def plan_of(statement: str, parameters: Any) -> str:
    """Return the plan of a recorded statement; inside an organization only."""
    connection = db.session.connection().execution_options(**{NAMES_TENANT: True})
    explain = "EXPLAIN " if connection.dialect.name == "postgresql" else "EXPLAIN QUERY PLAN "
    return "\n".join(str(row[-1]) for row in connection.exec_driver_sql(explain + statement, parameters))
