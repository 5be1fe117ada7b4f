"""Managers give, take back and set aside while people label: nobody waits for ever, and every count stays true."""

from __future__ import annotations

import random
import secrets
import threading
from collections.abc import Callable

from foundation.errors import LabelroomError
from labeling.next_task import next_task
from labeling.skip_task import Skip, skip_task
from labeling.submit_annotation import Answer, submit_annotation
from labeling.work import get_work
from projects.add_tasks import TaskRow, add_tasks
from projects.distribute import distribute
from projects.give import bring_back, set_aside
from projects.list_tasks import TaskFilter, list_tasks
from projects.progress import progress
from projects.queries import get_project
from projects.take_back import take_back
from projects.verify import verify_project
from tests.people import People
from tests.projects.play import ready_project, tasks_of

LABELERS = ("annotator", "annotator2", "reviewer", "admin")
ROUNDS = 15


def test_counts_stay_true_while_managers_rearrange_the_work(people: People) -> None:
    with people.inside():
        project = ready_project(60)
        public_id = project.public_id
        distribute(project, [people.member_ids[role] for role in LABELERS], mode="shared")
    failures: list[BaseException] = []

    def run(work: Callable[[random.Random], None], seed: int) -> None:
        chance = random.Random(seed)
        try:
            for _round in range(ROUNDS):
                with people.inside():
                    work(chance)
        except BaseException as error:
            failures.append(error)

    def label(role: str) -> Callable[[random.Random], None]:
        def one(chance: random.Random) -> None:
            work = get_work(people.member(role), public_id)
            held = next_task(work).held
            if held is None:
                return
            key = secrets.token_hex(8)
            if chance.random() < 0.15:
                skip_task(work, held.task.id, Skip(key, "unclear", 1.0))
            else:
                choice = {"id": "a", "from_name": "label", "to_name": "text", "type": "choices",
                          "value": {"choices": ["good"]}}  # fmt: skip
                submit_annotation(work, held.task.id, Answer(key, [choice], 1))

        return one

    def manage(chance: random.Random) -> None:
        project = get_project(public_id)
        members = [people.member_ids[role] for role in LABELERS]
        act = chance.randrange(4)
        try:
            if act == 0:
                take_back(project, member=people.member(chance.choice(LABELERS)))
            elif act == 1:
                distribute(project, members, mode=chance.choice(("even", "shared")), overlap=chance.choice((1, 2)))
            elif act == 2:
                add_tasks(project, [TaskRow("One more"), TaskRow("And one")])
            else:
                aside = list_tasks(project, TaskFilter(set_aside=True)).rows
                if aside:
                    bring_back(aside[0])
                else:
                    set_aside(chance.choice(tasks_of(project)))
        except LabelroomError:
            pass  # nothing left to give just now

    threads = [threading.Thread(target=run, args=(label(role), number)) for number, role in enumerate(LABELERS)]
    threads += [threading.Thread(target=run, args=(manage, 100 + number)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(90)
    assert failures == []
    with people.inside():
        project = get_project(public_id)
        assert verify_project(project) == []
        figures = progress(project)
        assert sum(person.completed_count for person in figures.people) > 0
        assert figures.total_tasks == figures.completed_tasks + figures.in_progress_tasks + figures.pending_tasks
