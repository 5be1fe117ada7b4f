"""Fifty people take from one pool at once, some crash, some click twice, some come late: nothing is lost or doubled."""

from __future__ import annotations

import random
import secrets
import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from foundation.database import db, unit_of_work
from foundation.public_ids import new_public_id
from labeling.models import Annotation
from labeling.return_expired import return_expired
from projects.models import Assignment, Task
from tenants.models import Member, User
from tests.labeling.desks import Desk, Floor, choice, open_floor
from tests.people import Room, make_room

ANNOTATORS = 50
TASKS = 100
OVERLAP = 2
HELD = sa.select(Assignment).where(Assignment.state.in_(("waiting", "open")))


def hire(room: Room, count: int) -> list[str]:
    """Add annotators to a room; return the names they are known by in it."""
    names = [f"person{number}" for number in range(count)]
    with room.app.app_context(), unit_of_work():
        for name in names:
            email = f"{name}-{room.slug}@example.com"
            user = User(email=email, email_folded=email, name=name)
            db.session.add(user)
            db.session.flush()
            room.user_ids[name], room.emails[name] = user.id, email
    with room.inside():
        for name in names:
            member = Member(
                user_id=room.user_ids[name], public_id=new_public_id("user"), username=name, name=name, role="annotator"
            )
            db.session.add(member)
            db.session.flush()
            room.member_ids[name] = member.id
    return names


@dataclass
class Rush:
    """What happened, seen from the browsers."""

    floor: Floor
    answers: dict[tuple[str, int], dict[str, Any]] = field(default_factory=dict)
    crashed_with: set[tuple[str, int]] = field(default_factory=set)
    troubles: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def expect(self, response: Any, *allowed: int) -> bool:
        """Note an answer nobody should get."""
        if response.status_code in allowed:
            return True
        with self.lock:
            self.troubles.append(f"{response.request.path}: {response.status_code} {response.text[:300]}")
        return False

    def work(self, name: str, desk: Desk, chance: random.Random) -> None:
        """Take, draw, submit; now and then crash, double-click, or go away and submit when the lease is long over."""
        held: list[int] = []
        late: list[int] = []
        while True:
            response = desk.client.post(desk.url("/next"), json={"except": held + late, "ahead": bool(held)})
            if not self.expect(response, 200):
                return
            task = (response.json or {})["task"]
            if task is not None and task["id"] not in held:
                held.append(task["id"])
            if not held:
                break
            if task is not None and len(held) < 2:
                continue
            current = held.pop(0)
            if chance.random() < 0.10:
                # The browser crashed with all it held: it comes back by next, or to others when its lease is over.
                self.crashed_with.update((name, task_id) for task_id in (current, *held))
                held.clear()
                continue
            self.expect(desk.act(current, "open"), 200, 409)
            if chance.random() < 0.15:
                self.expect(desk.draft(current, 1), 200, 409)
            if chance.random() < 0.15:
                self.floor.let_leases_run_out(current)
                late.append(current)
                continue
            self.submit(name, desk, current, twice=chance.random() < 0.25)
        for task_id in late:
            self.submit(name, desk, task_id, twice=chance.random() < 0.25)

    def submit(self, name: str, desk: Desk, task_id: int, *, twice: bool) -> None:
        """Submit, perhaps by a double click: both at the same time with the same key."""
        key = secrets.token_hex(8)
        clicks = 2 if twice else 1
        with ThreadPoolExecutor(clicks) as pool:
            responses = list(pool.map(lambda _click: desk.submit(task_id, choice("good"), key=key), range(clicks)))
        fine = [self.expect(response, 200) for response in responses]
        if not all(fine):
            return
        first = (responses[0].json or {})["annotation"]
        assert all((response.json or {})["annotation"] == first for response in responses)
        with self.lock:
            if (name, task_id) in self.answers:
                self.troubles.append(f"{name} was given task {task_id} twice")
            self.answers[name, task_id] = first


@pytest.mark.parametrize("backend", ["sqlite", "postgresql"])
def test_fifty_people_in_one_pool(make_app: Callable[..., Flask], backend: str) -> None:
    room: Room = make_room(make_app(backend, log_format="json", threads=16))
    names = hire(room, ANNOTATORS)
    floor = open_floor(room, tasks=TASKS, to=names, mode="shared", overlap=OVERLAP)
    rush = Rush(floor)
    over = threading.Event()
    sweeper = threading.Thread(target=sweep_until, args=(room, over))
    sweeper.start()
    with ThreadPoolExecutor(ANNOTATORS) as pool:
        desks = [(name, floor.desk(name), random.Random(number)) for number, name in enumerate(names)]
        for done in [pool.submit(rush.work, *desk) for desk in desks]:
            done.result()
    over.set()
    sweeper.join()
    assert rush.troubles == []
    check_what_is_stored(rush)


def sweep_until(room: Room, over: threading.Event) -> None:
    """Take back what has run out, as the worker does, all the time."""
    while not over.wait(0.05):
        with room.inside():
            return_expired()


def check_what_is_stored(rush: Rush) -> None:
    """Every acknowledged answer is there once; counted ones fill each task exactly; the rest is kept as extra."""
    floor = rush.floor
    with floor.people.inside(write=False):
        answers = db.session.scalars(sa.select(Annotation)).all()
        counted = Counter(row.task_id for row in answers if row.counted)
        assert set(counted) == set(floor.task_ids)
        assert set(counted.values()) == {OVERLAP}
        by_member = {member_id: name for name, member_id in floor.people.member_ids.items()}
        stored = {(by_member[row.member_id], row.task_id): row for row in answers}
        assert len(stored) == len(answers)
        assert set(stored) == set(rush.answers)
        for key, receipt in rush.answers.items():
            assert stored[key].id == receipt["id"]
        assert not all(row.counted for row in answers)  # some came late
        # Who crashed holding a task whose late holder then answered the project's last ones is told that all is done.
        assert {(by_member[row.member_id], row.task_id) for row in db.session.scalars(HELD)} <= rush.crashed_with
        assert set(db.session.scalars(sa.select(Task.status))) == {2}
    floor.let_leases_run_out()
    with floor.people.inside():
        return_expired()
        assert db.session.scalars(HELD).all() == []
    assert floor.figures() == (TASKS, 0, 0)
