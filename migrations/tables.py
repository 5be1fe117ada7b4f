"""What migrations do to tables beyond Alembic: row-level security, grants, and SQLite rebuilds that lose nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from alembic import op
from flask import current_app
from sqlalchemy.engine import make_url

MINE = "organization_id = nullif(current_setting('app.organization_id', true), '')::bigint"
MY_MEMBERSHIP = "user_id = nullif(current_setting('app.user_id', true), '')::bigint"


def on_postgresql() -> bool:
    """Whether this migration runs on PostgreSQL."""
    return op.get_bind().dialect.name == "postgresql"


def roles() -> tuple[str, str]:
    """Return the names of the application's and the administrator's role."""
    settings = current_app.config["SETTINGS"]
    return make_url(settings.database).username or "", make_url(settings.admin_database).username or ""


def protect(table: str, *, also_readable: str = "false", grants: str = "SELECT, INSERT, UPDATE, DELETE") -> None:
    """Enable row-level security on a tenant's table, with its policy, and grant it. SQLite: nothing to do.

    ENABLE, not FORCE: the application never owns the table, and FORCE would block moving a shard.
    """
    if not on_postgresql():
        return
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    if also_readable == "false":
        op.execute(f"CREATE POLICY own_organization ON {table} USING ({MINE}) WITH CHECK ({MINE})")
    else:
        op.execute(f"CREATE POLICY own_organization ON {table} USING ({MINE}) WITH CHECK ({MINE})")
        op.execute(f"CREATE POLICY own_user ON {table} FOR SELECT USING ({also_readable})")
    grant(table, grants)


def grant(table: str, grants: str = "SELECT, INSERT, UPDATE, DELETE") -> None:
    """Let the application and the administrator use a table and its sequence."""
    if not on_postgresql():
        return
    application, administrator = (f'"{role}"' for role in roles())
    op.execute(f"GRANT {grants} ON {table} TO {application}")
    op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO {administrator}")
    sequence = op.get_bind().execute(sa.text("SELECT to_regclass(:name)"), {"name": f"{table}_id_seq"}).scalar()
    if sequence is not None:
        op.execute(f"GRANT USAGE, SELECT ON SEQUENCE {table}_id_seq TO {application}, {administrator}")


@contextmanager
def rebuild(table: str) -> Iterator[Any]:
    """Yield a batch that alters `table`; SQLite's copy keeps AUTOINCREMENT, so ids are never used again."""
    with op.batch_alter_table(table, table_kwargs={"sqlite_autoincrement": True}) as batch:
        yield batch


def drop(tables: Sequence[str]) -> None:
    """Drop tables, children first."""
    for table in tables:
        op.drop_table(table)
