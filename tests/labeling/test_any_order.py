"""Several members and a manager act in any order: after every step all counts are what a recount says."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from foundation.clock import now
from foundation.database import db
from foundation.errors import LabelroomError
from labeling.count_instead import count_instead
from labeling.models import Annotation
from labeling.next_task import next_task
from labeling.open_task import open_task
from labeling.release_task import release_task
from labeling.renew_lease import renew_lease
from labeling.return_expired import return_expired
from labeling.save_draft import Sketch, save_draft
from labeling.skip_task import Skip, skip_task
from labeling.submit_annotation import Answer, submit_annotation
from labeling.work import Work, get_work
from projects.add_tasks import TaskRow, add_tasks
from projects.distribute import distribute
from projects.give import ask_again, bring_back, give, set_aside
from projects.life_cycle import pause, resume
from projects.models import Assignment, Project, Task
from projects.progress import progress
from projects.take_back import take_back
from projects.verify import verify_project
from tests.labeling.desks import Floor, choice, open_floor
from tests.people import People

ROLES = ("annotator", "annotator2", "reviewer")
role = st.sampled_from(ROLES)
number = st.integers(0, 4)  # of a task
Act = Callable[[Work, int], object]


class Room(RuleBasedStateMachine):
    """A project with a few tasks; each rule is one act of one person, as one request would do it."""

    people: People
    mode: str

    def __init__(self) -> None:
        super().__init__()
        self.floor: Floor = open_floor(self.people, tasks=4, to=ROLES[:2], mode=self.mode, overlap=self.overlap)
        self.seq = 0

    overlap = 1

    def act(self, role: str, number: int, act: Act) -> None:
        """Do one act; a refusal changes nothing."""
        task_id = self.floor.task_ids[number % len(self.floor.task_ids)]
        with suppress(LabelroomError), self.people.inside():
            act(get_work(self.people.member(role), self.floor.public_id), task_id)

    def manage(self, act: Callable[[Project, Task], Any], number: int = 0) -> None:
        """Do one act of a manager."""
        task_id = self.floor.task_ids[number % len(self.floor.task_ids)]
        with suppress(LabelroomError), self.people.inside():
            task = db.session.scalars(sa.select(Task).where(Task.id == task_id)).one()
            act(self.floor.project(), task)

    @rule(role=role, ahead=st.booleans())
    def take(self, role: str, *, ahead: bool) -> None:
        self.act(role, 0, lambda work, _task: next_task(work, ahead=ahead))

    @rule(role=role, number=number)
    def open(self, role: str, number: int) -> None:
        self.act(role, number, open_task)

    @rule(role=role, number=number)
    def live(self, role: str, number: int) -> None:
        self.act(role, number, renew_lease)

    @rule(role=role, number=number)
    def release(self, role: str, number: int) -> None:
        self.act(role, number, release_task)

    @rule(role=role, number=number, version=st.sampled_from([None, 1, 2]))
    def draw(self, role: str, number: int, version: int | None) -> None:
        self.seq += 1
        sketch = Sketch([], self.seq, "tab-one-", 1, annotation_version=version)
        self.act(role, number, lambda work, task: save_draft(work, task, sketch))

    @rule(role=role, number=number, label=st.sampled_from(["good", "bad"]), twice=st.booleans())
    def submit(self, role: str, number: int, label: str, *, twice: bool) -> None:
        answer = Answer(secrets.token_hex(8), choice(label), 1, 1.0)
        for _click in range(2 if twice else 1):
            self.act(role, number, lambda work, task: submit_annotation(work, task, answer))

    @rule(role=role, number=number)
    def skip(self, role: str, number: int) -> None:
        self.act(role, number, lambda work, task: skip_task(work, task, Skip(secrets.token_hex(8))))

    @rule()
    def let_an_hour_pass(self) -> None:
        with self.people.inside():
            leases = sa.update(Assignment).where(Assignment.lease_until.is_not(None))
            db.session.execute(leases.values(lease_until=now()))
            return_expired()

    @rule()
    def take_back(self) -> None:
        self.manage(lambda project, _task: take_back(project))

    @rule(number=number, role=role)
    def give(self, number: int, role: str) -> None:
        self.manage(lambda _project, task: give(task, self.people.member(role)), number)

    @rule(number=number, back=st.booleans())
    def set_aside(self, number: int, *, back: bool) -> None:
        self.manage(lambda _project, task: bring_back(task) if back else set_aside(task), number)

    @rule(number=number)
    def ask_again(self, number: int) -> None:
        self.manage(lambda _project, task: ask_again(task), number)

    @rule(mode=st.sampled_from(["even", "shared"]), who=st.sets(role, min_size=1))
    def distribute(self, mode: Any, who: set[str]) -> None:
        members = [self.people.member_ids[role] for role in sorted(who)]
        self.manage(lambda project, _task: distribute(project, members, mode=mode))

    @rule()
    def add_a_task(self) -> None:
        if len(self.floor.task_ids) < 6:
            self.manage(lambda project, _task: add_tasks(project, [TaskRow("One more")]))
            with self.people.inside():
                mine = sa.select(Task.id).where(Task.project_id == self.floor.project().id).order_by(Task.id)
                self.floor.task_ids = list(db.session.scalars(mine))

    @rule(on=st.booleans())
    def pause(self, *, on: bool) -> None:
        self.manage(lambda project, _task: pause(project) if on else resume(project))

    @rule(number=number, replace=st.booleans())
    def count_an_extra(self, number: int, *, replace: bool) -> None:
        def count(project: Project, task: Task) -> None:
            answers = db.session.scalars(sa.select(Annotation).where(Annotation.task_id == task.id)).all()
            extra = next((row.id for row in answers if not row.counted), None)
            counted = next((row.id for row in answers if row.counted), None)
            if extra is not None:
                count_instead(project, task.id, extra, counted if replace else None)

        self.manage(count, number)

    @invariant()
    def every_count_is_right(self) -> None:
        with self.people.inside():
            project = self.floor.project()
            assert verify_project(project) == []
            found = progress(project)
            assert found.total_tasks == found.completed_tasks + found.in_progress_tasks + found.pending_tasks
            assert 0 <= found.pending_tasks <= found.total_tasks
            assert (project.status == "completed") <= (found.completed_tasks == found.total_tasks)
            for task in db.session.scalars(sa.select(Task).where(Task.project_id == project.id)):
                assert task.answers <= task.answers_needed


@pytest.mark.parametrize(("mode", "overlap"), [("even", 1), ("shared", 1), ("shared", 2)])
def test_counts_stay_right_whatever_people_do(people: People, mode: str, overlap: int) -> None:
    machine = type("Room", (Room,), {"people": people, "mode": mode, "overlap": overlap})
    checks = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=6, stateful_step_count=25, deadline=None, suppress_health_check=checks, derandomize=True,
            database=None,
        ),
    )  # fmt: skip
