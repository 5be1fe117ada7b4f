"""How many statements a call of the labeling page makes: few, and the same whatever the project's size."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import Any

import pytest

from foundation.database import db
from tests.labeling.desks import Desk, choice, open_floor
from tests.people import People
from tests.recording import recorded

# Finding out who asks takes three statements, and on PostgreSQL one more names the organization for its policies.
MOST = {
    "next": 7,
    "ahead": 8,
    "own": 4,
    "open": 7,
    "first draft": 8,
    "draft": 3,
    "submit": 10,
    "correct": 15,
    "skip": 13,
    "alive": 2,
    "release": 7,
    "look": 2,
}


@pytest.mark.parametrize("tasks", [6, 400])
def test_each_call_makes_few_statements_whatever_the_size(people: People, tasks: int) -> None:
    pool = open_floor(people, tasks=tasks, mode="shared").desk("annotator")
    own = open_floor(people, tasks=tasks).desk("annotator")
    found: dict[str, int] = {}

    def measure(name: str, desk: Desk, call: Callable[[], Any]) -> Any:
        with recorded(people.app) as statements:
            answer = call()
        found[name] = sum(not text.startswith("SET LOCAL") for text, _values in statements) - 3
        return answer

    own.take()
    first = pool.take()
    pool.act(first, "release")
    second = measure("next", pool, lambda: pool.take(holding=[first]))
    ahead = measure("ahead", pool, lambda: pool.take(holding=[first, second], ahead=True))
    measure("own", own, lambda: own.take(holding=own.floor.task_ids[:1], ahead=True))
    measure("open", pool, lambda: pool.act(ahead, "open"))
    measure("first draft", pool, lambda: pool.draft(ahead, 1))
    measure("draft", pool, lambda: pool.draft(ahead, 2))
    measure("alive", pool, lambda: pool.act(ahead, "alive"))
    measure("look", pool, lambda: pool.look(ahead))
    measure("submit", pool, lambda: pool.submit(second))
    measure("correct", pool, lambda: pool.submit(second, choice("bad")))
    measure("skip", pool, lambda: pool.skip(ahead))
    measure("release", own, lambda: own.act(own.floor.task_ids[0], "release"))
    assert {name: count for name, count in found.items() if count > MOST[name]} == {}
    assert set(found) == set(MOST)


@pytest.mark.parametrize("backend", ["sqlite"])
def test_sqlite_compiles_a_statement_for_the_first_of_its_kind_and_not_for_the_others(people: People) -> None:
    desk = open_floor(people, tasks=9, mode="shared").desk("annotator")
    touched: set[str | None] = set()

    def note(action: int, table: str | None, *_more: str | None) -> int:
        if action != sqlite3.SQLITE_TRANSACTION:  # the driver compiles COMMIT each time
            touched.add(table)
        return sqlite3.SQLITE_OK

    with people.app.app_context():
        db.engine.dispose()  # one connection from here on
        connection = db.engine.raw_connection()
        assert connection.driver_connection
        connection.driver_connection.set_authorizer(note)  # asked whenever a statement is compiled
        connection.close()
    compiled = []
    for label in ("good", "good", "bad", "good"):
        desk.submit(desk.take(), choice(label))
        compiled.append(set(touched))
        touched.clear()
    assert "assignments" in compiled[0]
    assert compiled[-1] == set()
