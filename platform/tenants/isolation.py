"""The wall between organizations: keys, ORM criteria and, on PostgreSQL, row-level security.

The organization of the current unit of work is a context variable. Nothing else carries it: every ORM statement gets
`organization_id = …`, every flush is checked, and touching a tenant's table with no organization set raises.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import (
    Mapped,
    ORMExecuteState,
    Session,
    declared_attr,
    mapped_column,
    relationship,
    with_loader_criteria,
)
from sqlalchemy.orm.context import FromStatement
from sqlalchemy.sql import visitors

from foundation.clock import now
from foundation.database import Base, db

tenant: ContextVar[int | None] = ContextVar("tenant", default=None)
signed_in_user: ContextVar[int | None] = ContextVar("signed_in_user", default=None)

NAMES_TENANT = "names_tenant"  # execution option of a hand-written statement that names the organization itself
PREPARED = "prepared"  # execution option of an ORM statement that `prepared` has confined


class NoTenant(RuntimeError):
    """A tenant's table was touched outside any organization."""


class CrossTenant(RuntimeError):
    """A row of another organization was about to be written, or a statement escapes the criteria."""


class TenantRow:
    """A row of one organization. `parents`: (table, own columns, the last of which holds the parent's id)."""

    parents: tuple[tuple[str, ...], ...] = ()
    constraints: tuple[sa.schema.SchemaItem, ...] = ()
    __mapper_args__ = {"primary_key": ["organization_id", "id"]}  # the ORM's identity; the table's key stays id
    id: Mapped[int] = mapped_column(primary_key=True, sort_order=-3)
    organization_id: Mapped[int] = mapped_column(default=tenant.get, sort_order=-2)
    created_at: Mapped[dt.datetime] = mapped_column(default=now, sort_order=-1)

    @declared_attr.directive
    def __table_args__(cls) -> tuple[Any, ...]:
        keys = (
            sa.ForeignKeyConstraint(
                ["organization_id", *mine],
                [f"{table}.{c}" for c in ("organization_id", *mine[:-1], "id")],
                ondelete="CASCADE",
            )
            for table, *mine in cls.parents
        )
        # A child's organization exists because its parent's does; checking it again would cost every insert.
        organization = () if cls.parents else (sa.ForeignKeyConstraint(["organization_id"], ["organizations.id"]),)
        key = sa.UniqueConstraint("organization_id", "id")
        return (key, *organization, *keys, *cls.constraints, {"sqlite_autoincrement": True})


def link(key: str, target: str, **options: Any) -> Any:
    """Return a relationship whose join names the organization on both sides: `link("Task.project_id", "Project")`."""
    child = key.partition(".")[0]
    join = f"and_(foreign({key}) == {target}.id, {child}.organization_id == {target}.organization_id)"
    return relationship(primaryjoin=join, **options)


def tenant_tables() -> list[sa.Table]:
    """Return the tables that hold rows of organizations, parents before children."""
    return [
        table for table in Base.metadata.sorted_tables if "organization_id" in table.c and table.name != "job_queue"
    ]


def current_organization_id() -> int:
    """Return the organization of this unit of work; raises NoTenant outside any."""
    organization_id = tenant.get()
    if organization_id is None:
        raise NoTenant("no organization is set for this unit of work")
    return organization_id


@contextmanager
def organization_context(organization_id: int) -> Iterator[None]:
    """Work inside one organization; a session is never carried from one to another."""
    if tenant.get() not in (None, organization_id):
        raise CrossTenant("this unit of work belongs to another organization")
    token = tenant.set(organization_id)
    announce(db.session())
    try:
        yield
    finally:
        tenant.reset(token)


# The current organization in statements that are built once: asked for with each execution, NoTenant outside of any.
HERE = sa.bindparam(None, callable_=current_organization_id, type_=sa.BigInteger(), unique=True)

Statement = TypeVar("Statement", bound=sa.Executable)


def prepared(statement: Statement) -> Statement:
    """Confine an ORM statement that is built once, with bind parameters, to whichever organization executes it.

    For what every request or every act runs: built and confined anew each time, a statement costs three times as much.
    """
    criteria = with_loader_criteria(TenantRow, lambda cls: cls.organization_id == HERE, include_aliases=True)
    return statement.options(criteria).execution_options(**{PREPARED: True})


def announce(session: Session) -> None:
    """Tell PostgreSQL the organization and the user of a transaction that has already begun."""
    if session.in_transaction() and session.get_bind().dialect.name == "postgresql":
        announce_to(session.connection())


def announce_to(connection: sa.Connection) -> None:
    """Tell PostgreSQL the organization (or the user) of a transaction on a connection apart from the session's."""
    # The statement, not set_config(): Citus passes only SET LOCAL on. SET takes no bind parameters: validated integers.
    if (organization_id := tenant.get()) is not None:
        connection.exec_driver_sql(f"SET LOCAL app.organization_id = '{int(organization_id)}'")
    elif (user_id := signed_in_user.get()) is not None:  # "my organizations", before one is entered
        connection.exec_driver_sql(f"SET LOCAL app.user_id = '{int(user_id)}'")


def _begin(session: Session, _transaction: Any, connection: sa.Connection) -> None:
    session.info["tenant"] = tenant.get()
    if connection.dialect.name == "postgresql":
        announce_to(connection)


def _tables_in(statement: Any) -> frozenset[str] | set[str]:
    if isinstance(statement, FromStatement):
        return _tables_in(statement.element)
    if isinstance(statement, sa.TextClause):
        words = set(
            statement.text.replace('"', " ").replace("(", " ").replace(",", " ").replace(".", " ").lower().split()
        )
        return words & _tenant_names()
    return {element.name for element in visitors.iterate(statement) if isinstance(element, sa.Table)} & _tenant_names()


def _tenant_names() -> frozenset[str]:
    return _names_of(len(Base.metadata.tables))


@cache
def _names_of(_tables: int) -> frozenset[str]:
    return frozenset(table.name for table in tenant_tables())


def _check_attach(_session: Session, row: Any) -> None:
    """Refuse an object forged with another organization's key: refreshing it would pass by the criteria."""
    if isinstance(row, TenantRow) and row.__dict__.get("organization_id") not in (None, tenant.get()):
        raise CrossTenant(f"a row of {type(row).__name__} belongs to another organization")


def _confine(state: ORMExecuteState) -> None:
    organization_id = tenant.get()
    if not state.is_orm_statement or isinstance(state.statement, (sa.TextClause, FromStatement)):
        if not state.execution_options.get(NAMES_TENANT) and (touched := _tables_in(state.statement)):
            raise CrossTenant(f"a statement outside the ORM touches {', '.join(sorted(touched))}")
        return
    if organization_id is None:
        if touched := _tables_in(state.statement):
            raise NoTenant(f"no organization is set, but {', '.join(sorted(touched))} is touched")
        return
    check_session(state.session)
    if state.is_insert:
        _check_insert(state, organization_id)
    elif not state.execution_options.get(PREPARED) or state.is_relationship_load or state.is_column_load:
        organization = sa.literal(organization_id, sa.BigInteger())
        state.statement = state.statement.options(
            with_loader_criteria(TenantRow, lambda cls: cls.organization_id == organization, include_aliases=True)
        )


def check_session(session: Session) -> None:
    """Bind a session to the organization of this unit of work, if there is one; raises CrossTenant for a second."""
    organization_id = tenant.get()
    if organization_id is None:
        return
    before = session.info.setdefault("tenant", organization_id)
    if before is None:
        session.info["tenant"] = organization_id
    elif before != organization_id:
        raise CrossTenant("a session never serves two organizations")


def _check_insert(state: ORMExecuteState, organization_id: int) -> None:
    values: Any = state.parameters or {}
    for row in values if isinstance(values, (list, tuple)) else [values]:
        if row.get("organization_id", organization_id) != organization_id:
            raise CrossTenant("an insert names another organization")


def _check_flush(session: Session, _context: Any, _instances: Any) -> None:
    organization_id = tenant.get()
    for row in (*session.new, *session.dirty, *session.deleted):
        if isinstance(row, TenantRow):
            if organization_id is None:
                raise NoTenant(f"no organization is set, but a row of {type(row).__name__} is written")
            if row.organization_id not in (None, organization_id):
                raise CrossTenant(f"a row of {type(row).__name__} belongs to another organization")


def _forget(session: Session, _transaction: Any) -> None:
    if not session.in_transaction():
        session.info.pop("tenant", None)


def _read_tenant() -> int | None:
    return tenant.get()


def guard_sqlite(connection: Any, _record: object) -> None:
    """Refuse, by temporary triggers, every write to another organization's rows, raw SQL included.

    SQLite has no row-level security; reads outside the ORM are the part this can't cover.
    """
    connection.create_function("current_tenant", 0, _read_tenant)
    present = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    for table in tenant_tables():
        if table.name in present:
            for event, row in (("INSERT", "NEW"), ("UPDATE", "OLD"), ("UPDATE", "NEW"), ("DELETE", "OLD")):
                connection.execute(
                    f"CREATE TEMP TRIGGER guard_{table.name}_{event}_{row} BEFORE {event} ON main.{table.name} "
                    f"WHEN {row}.organization_id IS NOT current_tenant() "
                    "BEGIN SELECT RAISE(ABORT, 'row of another organization'); END"
                )


def guard_engine(engine: sa.Engine) -> None:
    """Make an SQLite engine refuse writes across organizations; PostgreSQL has its policies."""
    if engine.dialect.name == "sqlite":
        sa.event.listen(engine, "connect", guard_sqlite)


def watch_sessions() -> None:
    """Put the wall around every session of `db` (once per process)."""
    target = db.session
    if not sa.event.contains(target, "do_orm_execute", _confine):
        sa.event.listen(target, "do_orm_execute", _confine)
        sa.event.listen(target, "before_attach", _check_attach)
        sa.event.listen(target, "before_flush", _check_flush)
        sa.event.listen(target, "after_begin", _begin)
        sa.event.listen(target, "after_transaction_end", _forget)
