"""Runs the migrations: on SQLite with foreign keys off (a rebuilt table would cascade), on PostgreSQL as the owner."""

from __future__ import annotations

from typing import Any, Literal

import sqlalchemy as sa
from alembic import context
from flask import current_app

from foundation.database import Base, Instant, make_engine
from foundation.settings import Settings

settings: Settings = current_app.config["SETTINGS"]


def render_item(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    """Write our time type as plain SQLAlchemy, so that a migration imports nothing of ours."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, Instant) else False


def include_name(name: str | None, kind: str, _parents: Any) -> bool:
    """Leave tables alone that aren't ours."""
    return kind != "table" or name in Base.metadata.tables


def run() -> None:
    """Upgrade or downgrade in one transaction a database."""
    engine = make_engine(settings.owner_database)
    try:
        with engine.connect() as connection:
            _run_on(connection)
    finally:
        engine.dispose()


def _run_on(connection: sa.Connection) -> None:
    sqlite = connection.dialect.name == "sqlite"
    if sqlite:
        raw = connection.connection.dbapi_connection
        raw.execute("PRAGMA foreign_keys = OFF")  # type: ignore[union-attr]  # before BEGIN, or it has no effect
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_item=render_item,
        include_name=include_name,
        compare_type=True,
        render_as_batch=sqlite,
        transaction_per_migration=False,
    )
    with context.begin_transaction():
        if not sqlite:
            connection.exec_driver_sql("SET LOCAL citus.multi_shard_modify_mode TO 'sequential'")
        context.run_migrations()
        if sqlite and (broken := connection.exec_driver_sql("PRAGMA foreign_key_check").first()):
            raise RuntimeError(f"a migration left a row without its parent: {broken}")
    if sqlite:
        raw.execute("PRAGMA foreign_keys = ON")  # type: ignore[union-attr]  # the same connection as above


run()
