"""Tables' base class, engines and units of work for SQLite and PostgreSQL."""

from __future__ import annotations

import datetime as dt
import select
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import sqlalchemy as sa
from flask import Flask, Response, g, request
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy.orm import DeclarativeBase

from foundation.clock import now
from foundation.settings import Settings
from foundation.sqlite import QueuedConnection, prepare_connection

BigId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")  # SQLite's AUTOINCREMENT wants INTEGER
Json = sa.JSON()  # keeps the text as it was sent, on both databases
REPEATS_TO_PREPARE = 3  # so often a connection executes a statement before the server keeps its plan
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

writing: ContextVar[bool] = ContextVar("writing", default=True)


class Instant(sa.TypeDecorator[dt.datetime]):
    """An aware UTC time. SQLite keeps no zone, so it is put back."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_result_value(self, value: Any, dialect: Any) -> Any:  # noqa: ARG002 -- SQLAlchemy's signature
        """Return the stored time as UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=dt.UTC) if value.tzinfo is None else value.astimezone(dt.UTC)


class Base(DeclarativeBase):
    """Every table. Constraint names are fixed before the first migration."""

    metadata = sa.MetaData(
        naming_convention={
            "pk": "pk_%(table_name)s",
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        }
    )
    type_annotation_map = {
        int: BigId,
        str: sa.Text(),
        dt.datetime: Instant(),
        dict[str, Any]: Json,
        list[Any]: Json,
    }


db = SQLAlchemy(metadata=Base.metadata, session_options={"expire_on_commit": False})


def engine_options(settings: Settings) -> dict[str, Any]:
    """Return what `create_engine` needs for this installation's database."""
    if settings.is_sqlite:
        return {
            "connect_args": {"factory": QueuedConnection, "check_same_thread": False, "timeout": 30},
            "pool_size": settings.threads + 2,
            "max_overflow": 16,
        }
    return {
        "connect_args": {"prepare_threshold": REPEATS_TO_PREPARE if settings.prepare_statements else None},
        "pool_size": settings.threads,
        "max_overflow": 4,
    }


def begin_unit(connection: sa.Connection) -> None:
    """Open the transaction of a unit of work; SQLite's driver leaves that to us."""
    raw = connection.connection.dbapi_connection
    if isinstance(raw, QueuedConnection):
        raw.begin(writing=writing.get())


def make_engine(url: str, **options: Any) -> sa.Engine:
    """Return an engine of ours outside Flask-SQLAlchemy (migrations, administration, leases)."""
    engine = sa.create_engine(url, **options)
    watch_engine(engine)
    return engine


def watch_engine(engine: sa.Engine) -> None:
    """Make an SQLite engine begin its transactions by `begin_unit`; others need nothing."""
    if engine.dialect.name == "sqlite":
        sa.event.listen(engine, "connect", prepare_connection)
        sa.event.listen(engine, "begin", begin_unit)
    else:
        sa.event.listen(engine, "checkout", check_alive)


def check_alive(connection: Any, _record: object, _proxy: object) -> None:
    """Refuse a pooled connection the server has ended; the pool then opens another.

    A server that goes away closes its end, which makes the socket readable while nothing was asked: looking at that
    costs no round trip, as asking with every transaction would.
    """
    try:
        watch = select.poll()
        watch.register(connection.fileno(), select.POLLIN)
        if watch.poll(0):
            connection.execute("SELECT 1")  # it may be a mere notice
            connection.rollback()
    except connection_errors() as error:
        raise sa.exc.DisconnectionError from error


def connection_errors() -> type[Exception]:
    """Return what PostgreSQL's driver raises."""
    from psycopg import Error  # not needed where SQLite is used

    return Error


@contextmanager
def unit_of_work(*, write: bool = True) -> Iterator[None]:
    """Commit what the block did with `db.session`, or nothing of it. For jobs and commands; requests have their own."""
    token = writing.set(write)
    try:
        yield
        db.session.commit()
    except BaseException:
        db.session.rollback()
        raise
    finally:
        writing.reset(token)


@contextmanager
def own_transaction(*, write: bool = True) -> Iterator[sa.Connection]:
    """Yield a connection apart from the session's. On SQLite the session must not be writing while this one is."""
    token = writing.set(write)
    try:
        with db.engine.begin() as connection:
            yield connection
    finally:
        writing.reset(token)


def database_now() -> dt.datetime:
    """Return the time all processes agree on; on one machine (SQLite) that is this clock."""
    if db.engine.dialect.name == "sqlite":
        return now()
    moment: dt.datetime = db.session.execute(sa.select(sa.func.now())).scalar_one()
    return moment.astimezone(dt.UTC)


def commit_request(response: Response) -> Response:
    """Commit once for an answer below 400, else roll back."""
    if db.session.registry.has():
        if response.status_code < 400:
            db.session.commit()
        else:
            db.session.rollback()
    return response


def init_app(app: Flask, settings: Settings) -> None:
    """Wire the session: GET and HEAD read, the others write."""
    app.config["SQLALCHEMY_DATABASE_URI"] = settings.database
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = engine_options(settings)
    if settings.is_sqlite:
        settings.data_dir.mkdir(parents=True, exist_ok=True)
    db.init_app(app)
    with app.app_context():
        watch_engine(db.engine)

    @app.before_request
    def open_unit() -> None:
        g.writing_token = writing.set(request.method not in SAFE_METHODS)

    @app.teardown_request
    def close_unit(_error: BaseException | None) -> None:
        if token := g.pop("writing_token", None):
            writing.reset(token)
