"""Handing out a task and taking in an answer cost the same few statements, whatever is in the project."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from flask import Flask

from foundation.database import db
from tests.labeling.desks import Desk, open_floor
from tests.people import People

NEXT = 10  # session, member, project; what is theirs, their row, a free task; 3 writes; place
SUBMIT = 14  # the same three; task, what is theirs of it, config; 7 writes and sums; place


@contextmanager
def recorded(app: Flask) -> Iterator[list[str]]:
    """Record every statement of the block but those that announce the organization."""
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        if not statement.startswith("SET LOCAL"):
            statements.append(statement)

    with app.app_context():
        engine = db.engine
    sa.event.listen(engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        sa.event.remove(engine, "before_cursor_execute", note)


def statements_of(desk: Desk, act: Callable[[], Any]) -> list[str]:
    with recorded(desk.floor.people.app) as statements:
        act()
    return statements


def test_the_next_task_from_a_pool_takes_few_statements(people: People) -> None:
    desk = open_floor(people, tasks=4, mode="shared").desk("annotator")
    desk.submit(desk.take())
    found = statements_of(desk, desk.take)
    assert len(found) <= NEXT, found


def test_an_answer_takes_few_statements(people: People) -> None:
    desk = open_floor(people, tasks=4, mode="shared").desk("annotator")
    desk.submit(desk.take())
    task_id = desk.take()
    found = statements_of(desk, lambda: desk.submit(task_id))
    assert len(found) <= SUBMIT, found
