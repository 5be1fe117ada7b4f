"""How the databases carry out what the labeling page asks, with statistics of a large project: always by an index."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask

from foundation.database import make_engine
from tests.labeling.desks import Desk, open_floor
from tests.people import People, make_people
from tests.recording import plan_of, recorded

TASKS = 6_000
WHOLE = re.compile(r"Seq Scan on (tasks|assignments)|SCAN (tasks|assignments)(?! USING)")


@pytest.fixture
def people(backend: str, make_app: Callable[..., Flask]) -> People:
    """People on a database of their own: statistics and plans depend on what else is in it."""
    return make_people(make_app(backend))


def gather_statistics(people: People) -> None:
    """Let the database count what it holds, as it does by itself after a while."""
    engine = make_engine(people.app.config["SETTINGS"].owner_database, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql("ANALYZE")
    engine.dispose()


def work(desk: Desk) -> None:
    """Do everything the labeling page can ask for."""
    first = desk.take()
    second = desk.take(holding=[first], ahead=True)
    third = desk.take(holding=[first, second], ahead=True)
    desk.act(second, "open")
    desk.draft(second, 1)
    desk.act(second, "alive")
    desk.look(second)
    desk.submit(first)
    desk.submit(first)
    desk.skip(second)
    desk.act(third, "release")
    desk.take()


@pytest.mark.parametrize("mode", ["shared", "even"])
def test_no_statement_reads_a_whole_table(people: People, mode: str) -> None:
    floors = {how: open_floor(people, tasks=TASKS, mode=how) for how in ("shared", "even")}
    desk = floors[mode].desk("annotator")
    for _ in range(3):
        desk.submit(desk.take())
    gather_statistics(people)
    with recorded(people.app) as statements:
        work(desk)
    asked = [one for one in statements if one[0].startswith(("SELECT", "UPDATE", "INSERT", "DELETE"))]
    with people.inside():
        plans = {text: plan_of(text, values) for text, values in asked}
    assert len(plans) > 20
    assert {text: plan for text, plan in plans.items() if WHOLE.search(plan)} == {}
