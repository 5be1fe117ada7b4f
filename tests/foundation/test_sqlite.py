"""Transactions on SQLite: reading ones refuse to write, and what was compiled once serves all of them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from foundation.sqlite import GuardedCursor, QueuedConnection, prepare_connection


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[QueuedConnection]:
    found = sqlite3.connect(tmp_path / "things.db", factory=QueuedConnection)
    assert isinstance(found, QueuedConnection)
    prepare_connection(found, None)
    found.begin(writing=True)
    found.execute("CREATE TABLE things (id INTEGER PRIMARY KEY, name TEXT)")
    found.execute("INSERT INTO things VALUES (1, 'one')")
    found.commit()
    yield found
    found.close()


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO things VALUES (2, 'two')",
        "  update things set name = 'two'",
        "/* hidden */ DELETE FROM things",
        "WITH new AS (SELECT 2 AS id, 'two' AS name) INSERT INTO things SELECT * FROM new",
        "REPLACE INTO things VALUES (1, 'two')",
        "CREATE TABLE others (id INTEGER)",
    ],
)
def test_a_reading_transaction_refuses_to_write(connection: QueuedConnection, statement: str) -> None:
    for cursor in (GuardedCursor, sqlite3.Cursor):
        connection.begin(writing=False)
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            connection.cursor(cursor).execute(statement)
        connection.rollback()
        connection.begin(writing=False)
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            connection.execute(statement)
        connection.rollback()
    connection.begin(writing=True)
    connection.execute("UPDATE things SET name = 'three'")
    connection.commit()
    assert connection.execute("SELECT name FROM things").fetchall() == [("three",)]


def test_rows_and_scripts_are_refused_in_a_reading_transaction_too(connection: QueuedConnection) -> None:
    connection.begin(writing=False)
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        connection.executemany("INSERT INTO things VALUES (?, ?)", [(2, "two"), (3, "three")])
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        connection.executescript("SELECT 1; INSERT INTO things VALUES (2, 'two')")
    connection.rollback()
    assert connection.execute("SELECT count(*) FROM things").fetchone() == (1,)


def test_a_statement_is_compiled_once_for_all_transactions(connection: QueuedConnection) -> None:
    compiled: list[str] = []

    def note(action: int, table: str | None, column: str | None, *_more: str | None) -> int:
        if action == sqlite3.SQLITE_READ:
            compiled.append(f"{table}.{column}")
        return sqlite3.SQLITE_OK

    connection.set_authorizer(note)
    for writing in (True, False, True, False):
        connection.begin(writing=writing)
        assert connection.execute("SELECT name FROM things").fetchall() == [("one",)]
        connection.commit()
    assert compiled == ["things.name"]
