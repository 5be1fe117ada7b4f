"""Statements made ready once, and changes written row by row: for what every request and every act of labeling runs.

The ORM spends some 400 Python calls on each statement it executes and 2,000 on a flush. Here a statement is confined to
the organization and rendered to SQL a single time; its rows become the same objects of the same session.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from functools import cache
from typing import Any, Generic, TypeVarTuple, cast

import sqlalchemy as sa
from sqlalchemy.orm import InstanceState, Mapper, Session
from sqlalchemy.orm.attributes import instance_state
from sqlalchemy.orm.exc import StaleDataError

from foundation.database import Base, db
from tenants.isolation import HERE, CrossTenant, NoTenant, TenantRow, check_session, prepared, tenant

Ts = TypeVarTuple("Ts")
Convert = Callable[[Any], Any] | None
PLACE = re.compile(r"%\((\w+)\)s")  # where a parameter stands in the text
FLOAT8 = 701  # PostgreSQL's number of the type all our floating-point columns have; no other type is asked for one


@dataclass(frozen=True)
class Parameter:
    """Where a bind parameter's value comes from: what the caller gives, a function, or itself."""

    name: str
    key: str
    given: bool
    ask: Callable[[], Any] | None
    value: Any
    convert: Convert

    def of(self, values: Mapping[str, Any]) -> Any:
        """Return the value for the driver."""
        value = values[self.key] if self.given else self.ask() if self.ask else self.value
        return value if self.convert is None or value is None else self.convert(value)


class Sql:
    """A statement as the driver of one database takes it."""

    def __init__(self, statement: Any, dialect: sa.Dialect) -> None:
        named = copy(dialect)
        named.positional, named.paramstyle = False, "pyformat"
        compiled: Any = statement.compile(dialect=named)
        if compiled.literal_execute_params or compiled.post_compile_params:
            raise ValueError(f"lists of any length can't be made ready: {compiled.string}")
        self._positional: bool = dialect.positional
        self._parameters: list[Parameter] = []
        self.text = PLACE.sub(lambda found: self._write(compiled.binds[found[1]], found[1], dialect), compiled.string)

    def _write(self, bind: Any, name: str, dialect: sa.Dialect) -> str:
        """Return what stands in the text for a parameter: a constant itself, a place for what changes.

        Partial indexes are why: PostgreSQL uses one in a plan it keeps, and SQLite compiles a statement once, only
        when the text shows that it fits.
        """
        write = bind.type.dialect_impl(dialect).literal_processor(dialect)
        if not bind.required and not bind.callable and bind.value is not None and write is not None:
            return str(write(bind.value))
        if self._positional or all(parameter.name != name for parameter in self._parameters):
            self._parameters.append(_parameter(name, bind, dialect))
        return "?" if self._positional else f"%({name})s"

    def execute(self, connection: sa.Connection, values: Mapping[str, Any]) -> Any:
        """Execute on a connection; return the driver's cursor. Failures are SQLAlchemy's, as everywhere."""
        found = [(parameter.name, parameter.of(values)) for parameter in self._parameters]
        parameters: Any = tuple(value for _, value in found) if self._positional else dict(found)
        cursor: Any = connection.connection.cursor()
        for listener in connection.engine.dispatch.before_cursor_execute:
            listener(connection, cursor, self.text, parameters, None, False)
        try:
            cursor.execute(self.text, parameters)
        except connection.dialect.dbapi.Error as error:  # type: ignore[union-attr]  # every engine has its driver
            raise _failure(connection, self.text, parameters, error) from error
        return cursor


def _parameter(name: str, bind: Any, dialect: sa.Dialect) -> Parameter:
    convert = bind.type.dialect_impl(dialect).bind_processor(dialect)
    return Parameter(name, bind.key, bind.required, bind.callable, bind.value, convert)


def _failure(connection: sa.Connection, text: str, parameters: Any, error: Any) -> BaseException:
    dialect: Any = connection.dialect
    lost = dialect.is_disconnect(error, connection.connection.dbapi_connection, None)
    if lost:
        connection.invalidate(error)
    failure: BaseException = sa.exc.DBAPIError.instance(
        text, parameters, error, dialect.dbapi.Error, connection_invalidated=lost, dialect=dialect
    )
    return failure


class Kind:
    """How rows of one table become objects of the session, as the ORM itself would make them."""

    def __init__(self, mapper: Mapper[Any], dialect: sa.Dialect) -> None:
        self.mapper = mapper
        self.attributes = [attribute for attribute in mapper.column_attrs if not attribute.deferred]
        self.names = [attribute.key for attribute in self.attributes]
        self.converts = [_reader(attribute.columns[0].type, dialect) for attribute in self.attributes]
        self._key = [self.names.index(mapper.get_property_by_column(c).key) for c in mapper.primary_key]

    def load(self, session: Session, values: Sequence[Any], *, fresh: bool) -> Any:
        """Return the object of a row, None for the absent side of an outer join; one that is there is kept."""
        numbers = tuple([values[place] for place in self._key])
        if None in numbers:
            return None
        key = self.mapper.identity_key_from_primary_key(numbers)
        present = session.identity_map.get(key)
        if present is not None:
            state = instance_state(present)
            if not fresh and not state.expired:
                return present
            state.dict.update(zip(self.names, values, strict=True))
            _settled(state, session)
            return present
        instance = self.mapper.class_manager.new_instance()
        state = instance_state(instance)
        state.dict.update(zip(self.names, values, strict=True))
        state.key = key
        state.session_id = session.hash_key
        session.identity_map.add(state)
        return instance


def _settled(state: InstanceState[Any], session: Session) -> None:
    """Note that an object is as its row."""
    state._commit_all(state.dict, session.identity_map)  # what a load and a flush of the ORM end with


def _reader(kind: Any, dialect: sa.Dialect) -> Convert:
    return cast(Convert, kind.dialect_impl(dialect).result_processor(dialect, FLOAT8))


@cache
def _kind(mapper: Mapper[Any], dialect: str) -> Kind:
    return Kind(mapper, _dialect_named(dialect))


def _dialect_named(name: str) -> sa.Dialect:
    dialect = db.session.get_bind().dialect
    if dialect.name != name:
        raise RuntimeError(f"no session on {name}")
    return dialect


class Reading:
    """A query on one kind of database: its SQL, and how its rows are read."""

    def __init__(self, statement: Any, dialect: sa.Dialect) -> None:
        columns: list[Any] = []
        self.kinds: list[tuple[Kind | None, int, int]] = []
        for described in statement.column_descriptions:
            if described["expr"] is described["entity"]:
                kind = _kind(sa.inspect(described["entity"]), dialect.name)
                found: list[Any] = [getattr(described["entity"], name) for name in kind.names]
            else:
                kind, found = None, [described["expr"]]
            self.kinds.append((kind, len(columns), len(columns) + len(found)))
            columns += found
        self.converts = [(n, convert) for n, c in enumerate(columns) if (convert := _reader(c.type, dialect))]
        self.sql = Sql(statement.with_only_columns(*columns), dialect)

    def read(self, session: Session, row: Sequence[Any], *, fresh: bool) -> tuple[Any, ...]:
        """Return a driver's row as objects and values."""
        values = list(row)
        for place, convert in self.converts:
            values[place] = convert(values[place])
        return tuple(
            [
                values[start] if kind is None else kind.load(session, values[start:end], fresh=fresh)
                for kind, start, end in self.kinds
            ]
        )


class Ready(Generic[*Ts]):
    """A query of whole rows and columns with bind parameters, confined to whichever organization executes it.

    `fresh`: rows the session has already are read anew (after a lock).
    """

    def __init__(self, statement: sa.Select[*Ts], *, fresh: bool = False) -> None:
        self._statement, self._fresh = prepared(statement), fresh
        self._readings: dict[str, Reading] = {}

    def all(self, **values: Any) -> list[tuple[*Ts]]:
        """Return the rows, objects of the session for whole rows. Changes are written first."""
        session, connection = _written()
        dialect = connection.dialect
        if (reading := self._readings.get(dialect.name)) is None:
            reading = self._readings[dialect.name] = Reading(self._statement, dialect)
        cursor = reading.sql.execute(connection, values)
        rows = cursor.fetchall()
        cursor.close()
        return cast("list[tuple[*Ts]]", [reading.read(session, row, fresh=self._fresh) for row in rows])

    def first(self, **values: Any) -> tuple[*Ts] | None:
        """Return the first row, None without one."""
        rows = self.all(**values)
        return rows[0] if rows else None


class ReadyChange:
    """An INSERT, UPDATE or DELETE of a table's rows with bind parameters that names the organization itself."""

    def __init__(self, statement: sa.Insert | sa.Update | sa.Delete) -> None:
        self._statement = statement
        self._sql: dict[str, Sql] = {}

    def execute(self, *rows: Mapping[str, Any]) -> int:
        """Execute once for each of the rows of values; return how many rows of the table the last one touched."""
        _session, connection = _written()
        dialect = connection.dialect
        if (sql := self._sql.get(dialect.name)) is None:
            sql = self._sql[dialect.name] = Sql(self._statement, dialect)
        count = 0
        for row in rows:
            cursor = sql.execute(connection, row)
            count = cursor.rowcount
            cursor.close()
        return count


def _written() -> tuple[Session, sa.Connection]:
    """Return the session, confined and with its changes written, and its connection."""
    session = db.session()
    check_session(session)
    write_changes()
    return session, session.connection()


def write_changes() -> None:
    """Write what is new and changed in the session, row by row: a flush, for objects without changed relationships."""
    session = db.session()
    changed = [state for state in session.identity_map._modified if state.key]  # `session.dirty` costs more
    if not changed and not session.new and not session.deleted:
        return
    new = [instance_state(row) for row in session.new]
    if session.deleted or not all(_is_plain(state) for state in (*changed, *new)):
        session.flush()
        return
    for state in (*changed, *new):
        _check_owner(state)
    connection = session.connection()
    for state in sorted(changed, key=_order):
        _update(session, connection, state)
    for state in sorted(new, key=_order):
        _insert(session, connection, state)


def _is_plain(state: InstanceState[Any]) -> bool:
    """Whether only columns are set."""
    return not state.expired and state.dict.keys().isdisjoint(state.mapper.relationships.keys())


def _order(state: InstanceState[Any]) -> int:
    return _places()[state.mapper.local_table.key]  # type: ignore[attr-defined]  # our classes are mapped to tables


@cache
def _places() -> dict[str, int]:
    return {table.key: place for place, table in enumerate(Base.metadata.sorted_tables)}


def _check_owner(state: InstanceState[Any]) -> None:
    if issubclass(state.class_, TenantRow):
        organization_id = tenant.get()
        if organization_id is None:
            raise NoTenant(f"no organization is set, but a row of {state.class_.__name__} is written")
        if state.dict.get("organization_id", organization_id) != organization_id:
            raise CrossTenant(f"a row of {state.class_.__name__} belongs to another organization")


def _update(session: Session, connection: sa.Connection, state: InstanceState[Any]) -> None:
    values, before = state.dict, state.committed_state
    names = tuple(sorted(name for name in before if name in values and before[name] != values[name]))
    if names:
        sql = _update_sql(state.mapper, names, connection.dialect.name)
        key = dict(zip(("key_0", "key_1"), cast(Any, state.identity), strict=False))
        cursor = sql.execute(connection, {**{f"new_{name}": values[name] for name in names}, **key})
        written = cursor.rowcount
        cursor.close()
        if written != 1:
            raise StaleDataError(f"{written} rows of {state.class_.__name__} were changed instead of one")
    _settled(state, session)


@cache
def _update_sql(mapper: Mapper[Any], names: tuple[str, ...], dialect: str) -> Sql:
    table = cast(sa.Table, mapper.local_table)
    key = [
        column == (HERE if column.name == "organization_id" else sa.bindparam(f"key_{n}", type_=column.type))
        for n, column in enumerate(mapper.primary_key)
    ]
    columns = {name: mapper.column_attrs[name].columns[0] for name in names}
    values = {c: sa.bindparam(f"new_{name}", type_=c.type) for name, c in columns.items()}
    return Sql(sa.update(table).where(*key).values(values), _dialect_named(dialect))


def _insert(session: Session, connection: sa.Connection, state: InstanceState[Any]) -> None:
    sql, defaults = _insert_sql(state.mapper, connection.dialect.name)
    values = state.dict
    for name, default in defaults:
        if name not in values:
            values[name] = default(None)
    cursor = sql.execute(connection, {f"new_{name}": value for name, value in values.items()})
    (values["id"],) = cursor.fetchone()
    cursor.close()
    session._register_persistent({state})  # what a flush of the ORM ends with


@cache
def _insert_sql(mapper: Mapper[Any], dialect: str) -> tuple[Sql, list[tuple[str, Callable[[Any], Any]]]]:
    table = cast(sa.Table, mapper.local_table)
    columns = {attribute.key: attribute.columns[0] for attribute in mapper.column_attrs if attribute.key != "id"}
    values = {column: sa.bindparam(f"new_{name}", type_=column.type) for name, column in columns.items()}
    sql = Sql(sa.insert(table).values(values).returning(table.c.id), _dialect_named(dialect))
    return sql, [(name, _default(cast(Any, column))) for name, column in columns.items()]


def _default(column: sa.Column[Any]) -> Callable[[Any], Any]:
    default: Any = column.default
    if default is None:
        return lambda _context: None
    if default.is_callable:
        return cast(Callable[[Any], Any], default.arg)
    return lambda _context: default.arg
