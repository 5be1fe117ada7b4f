"""Next task, submit, and both together, in projects of 100,000 tasks."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa

from benchmarks.house import Connection, House
from benchmarks.load import Figures, measure, measure_in_rounds
from benchmarks.projects import ROWS, create, distribute_to, results_of
from benchmarks.table import Row
from foundation.database import db
from projects.models import Assignment
from projects.queries import get_project

TAKEN = 4  # tasks a person takes in a round


class Person:
    """Someone at a labeling page."""

    def __init__(self, house: House, public_id: str, role: str) -> None:
        self.browser: Connection = house.browser(role)
        self.base = house.room.url(f"/projects/{public_id}/label")
        self.got: list[int] = []

    def next(self) -> tuple[dict[str, Any] | None, float]:
        """Take the next task; return it and the seconds that took."""
        answer = self.browser.ask("POST", f"{self.base}/next", {"except": [], "ahead": False})
        return answer.json()["task"], answer.seconds

    def submit(self, task: dict[str, Any], results: list[dict[str, Any]]) -> float:
        """Answer a task; return the seconds that took."""
        body = {
            "client_key": str(uuid.uuid4()),
            "results": results,
            "config_version": task["config_version"],
            "seconds": 4.0,
            "media_size": {"image": [1600, 1000]},
        }
        answer = self.browser.ask("POST", f"{self.base}/tasks/{task['id']}/submit", body)
        answer.json()
        return answer.seconds

    def take(self) -> float:
        """Take another task than those got already; return the seconds that took."""
        answer = self.browser.ask("POST", f"{self.base}/next", {"except": self.got, "ahead": False})
        self.got.append(answer.json()["task"]["id"])
        return answer.seconds

    def give_back(self) -> None:
        """Give all back that was taken."""
        for task_id in self.got:
            self.browser.ask("POST", f"{self.base}/tasks/{task_id}/release", {})
        self.got.clear()


def people(house: House, public_id: str, count: int) -> list[Person]:
    """Return `count` people, each with a sign-in of their own."""
    return [Person(house, public_id, role) for role in house.annotators(count)]


def next_task(house: House, clients: int) -> Figures:
    """Measure taking the next task from a pool of 100,000; after some rounds all is given back, unmeasured."""
    public_id = create(house.api(), "object_detection", ROWS)
    distribute_to(house, public_id, house.annotators(clients))
    crowd = people(house, public_id, clients)
    return measure_in_rounds([one.take for one in crowd], [one.give_back for one in crowd], acts=TAKEN)


def submit(house: House) -> Figures:
    """Measure submitting three boxes, 8 clients, tasks taken unmeasured beforehand."""
    public_id = create(house.api(), "object_detection", 20_000)
    distribute_to(house, public_id, house.annotators(8), mode="even")
    crowd = people(house, public_id, 8)
    results = results_of("object_detection")
    mine = assigned_tasks(house, public_id)

    def act(person: Person, tasks: list[int]) -> Callable[[], float | None]:
        left = iter(tasks)

        def send() -> float | None:
            task = next(left, None)
            return None if task is None else person.submit({"id": task, "config_version": 1}, results)

        return send

    roles = house.annotators(8)
    return measure([act(person, mine[house.room.member_ids[role]]) for person, role in zip(crowd, roles, strict=True)])


def assigned_tasks(house: House, public_id: str) -> dict[int, list[int]]:
    """Return each member's tasks."""
    found: dict[int, list[int]] = {}
    with house.room.inside(write=False):
        project = get_project(public_id)
        statement = sa.select(Assignment.member_id, Assignment.task_id).where(Assignment.project_id == project.id)
        for member, task in db.session.execute(statement.order_by(Assignment.id)):
            found.setdefault(member, []).append(task)
    return found


def pairs(house: House) -> tuple[Figures, int]:
    """Measure next + submit, 8 people on one pool; return the figures and how many tasks were handed out twice."""
    public_id = create(house.api(), "object_detection", ROWS)
    distribute_to(house, public_id, house.annotators(8))
    results, seen, twice, lock = results_of("object_detection"), set[int](), [0], threading.Lock()

    def act(person: Person) -> Callable[[], float | None]:
        def pair() -> float | None:
            task, taken = person.next()
            if task is None:
                return None
            with lock:
                twice[0] += task["id"] in seen
                seen.add(task["id"])
            return taken + person.submit(task, results)

        return pair

    return measure([act(person) for person in people(house, public_id, 8)]), twice[0]


def rows(house: House) -> list[Row]:
    """Measure all of it on a house."""
    sqlite = house.database == "sqlite"
    one, eight, sent = next_task(house, 1), next_task(house, 8), submit(house)
    both, twice = pairs(house)
    own = 8000 / eight.mean  # each take is followed by giving the task back, which this leaves out
    return [
        Row(
            "next task in 100,000, 1 client",
            house.database,
            f"p50 {one.p50:.1f} ms",
            "p50 ≤ 5 ms",
            "72 ms" if sqlite else "55–106 ms",
            one.p50 <= 5,
        ),
        Row(
            "next task, 8 clients",
            house.database,
            f"{own:.0f}/s, p99 {eight.p99:.0f} ms",
            "≥ 300/s, p99 ≤ 60 ms",
            "25/s, 1,392 ms" if sqlite else "35/s, 331 ms",
            own >= 300 and eight.p99 <= 60,
        ),
        Row(
            "submit of 3 boxes, 8 clients",
            house.database,
            f"{sent.rate:.0f}/s, p99 {sent.p99:.0f} ms",
            "≥ 250/s, p99 ≤ 80 ms",
            "21/s, 821 ms" if sqlite else "30/s, 756 ms",
            sent.rate >= 250 and sent.p99 <= 80,
        ),
        Row(
            "next + submit, 8 people",
            house.database,
            f"{both.rate:.0f} pairs/s, {twice} given twice",
            "≥ 120 pairs/s, none twice",
            "5/s (14 of 142 twice)" if sqlite else "11/s",
            both.rate >= 120 and not twice,
        ),
    ]
