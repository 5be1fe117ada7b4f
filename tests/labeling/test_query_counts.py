"""How many statements a call of the labeling page makes: few, and the same whatever the project's size."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

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
    "submit": 11,
    "correct": 16,
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
