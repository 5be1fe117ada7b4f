"""The kept counts after every step people take, against an independent recount."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
import sqlalchemy as sa

from foundation.database import db
from foundation.errors import NotFound
from projects.completion import take_back_completion
from projects.counts import NOTHING, changing, lock_task, move, standing
from projects.distribute import distribute
from projects.models import COMPLETED, IN_PROGRESS, PENDING, SYSTEM, Assignment, Project, ProjectPerson, Task
from projects.progress import progress
from projects.signals import project_completed
from projects.verify import verify_project
from tests.people import People
from tests.projects.play import assignments_of, draw, lose, ready_project, show, skip, submit, take, tasks_of


def test_a_task_fetched_ahead_is_pending_and_an_open_one_in_progress(people: People) -> None:
    with people.inside():
        project = ready_project(3)
        me = people.member_ids["annotator"]
        distribute(project, [me], mode="shared")
        first = tasks_of(project)[0]
        assignment = take(first, me)
        assert (first.status, first.free, first.active, first.held) == (PENDING, 0, 1, 0)
        show(assignment)
        assert (first.status, first.active, first.held) == (IN_PROGRESS, 1, 1)
        figures = progress(project)
        assert (figures.total_tasks, figures.in_progress_tasks, figures.pending_tasks) == (3, 1, 2)
        assert [(p.assigned_count, p.in_progress_count) for p in figures.annotators] == [(1, 1)]
        assert verify_project(project) == []


def test_a_submit_completes_a_task_and_the_last_one_the_project(people: People) -> None:
    completed: list[Project] = []

    def note(project: Project, **_: object) -> None:
        completed.append(project)

    with people.inside(), project_completed.connected_to(note):
        project = ready_project(2)
        me = people.member_ids["annotator"]
        distribute(project, [me])
        first, second = assignments_of(project, me)
        show(first)
        assert submit(first, seconds=3.5) == "counted"
        assert project.status == "in_progress"
        assert completed == []
        show(second)
        submit(second)
        assert (project.status, completed) == ("completed", [project])
        assert project.completed_at is not None
        figures = progress(project)
        assert figures.completion_percentage == 100.0
        assert [(p.completed_count, p.seconds) for p in figures.annotators] == [(2, 5.5)]
        assert verify_project(project) == []


def test_a_lease_that_runs_out_gives_the_place_back_and_a_late_answer_is_counted_once(people: People) -> None:
    with people.inside():
        project = ready_project(1)
        me, other = people.member_ids["annotator"], people.member_ids["annotator2"]
        distribute(project, [me, other], mode="shared")
        task = tasks_of(project)[0]
        mine = take(task, me)
        show(mine)
        lose(mine)
        assert (task.free, task.active, task.held, task.status) == (1, 0, 0, PENDING)
        theirs = take(task, other)
        assert submit(mine) == "counted"
        assert (task.status, task.free) == (COMPLETED, 0)
        assert submit(theirs) == "extra"
        assert [(p.assigned_count, p.completed_count) for p in progress(project).annotators] == [(1, 1), (1, 1)]
        assert verify_project(project) == []


def test_a_draft_keeps_a_task_in_progress_after_it_was_taken_away(people: People) -> None:
    with people.inside():
        project = ready_project(1)
        me = people.member_ids["annotator"]
        distribute(project, [me], mode="shared")
        task = tasks_of(project)[0]
        assignment = take(task, me)
        show(assignment)
        draw(assignment)
        lose(assignment)
        assert (task.status, task.free) == (IN_PROGRESS, 1)
        assert [(p.assigned_count, p.in_progress_count) for p in progress(project).people] == [(0, 1)]
        assert verify_project(project) == []


def test_an_unfinished_task_takes_a_completed_project_back_to_work(people: People) -> None:
    with people.inside():
        project = ready_project(1)
        me = people.member_ids["annotator"]
        distribute(project, [me])
        submit(assignments_of(project, me)[0])
        assert project.status == "completed"
        with changing(lock_task(project.id, tasks_of(project)[0].id)) as task:
            task.answers_needed = 2
        assert (project.status, project.completed_at) == ("in_progress", None)
        assert verify_project(project) == []
        take_back_completion(project.id)
        assert project.status == "in_progress"


def test_what_the_system_does_is_counted_in_its_own_row(people: People) -> None:
    with people.inside():
        project = ready_project(1)
        me = people.member_ids["annotator"]
        distribute(project, [me])
        assignment = assignments_of(project, me)[0]
        show(assignment)
        lose(assignment)
        rows = db.session.execute(
            sa.select(ProjectPerson.member_id, ProjectPerson.tasks_in_progress, ProjectPerson.open)
            .where(ProjectPerson.project_id == project.id).order_by(ProjectPerson.member_id)
        ).all()  # fmt: skip
        assert [tuple(row) for row in rows] == [(SYSTEM, -1, 0), (me, 1, 0)]


def test_equal_standings_change_nothing(people: People) -> None:
    with people.inside():
        project = ready_project(1)
        task = lock_task(project.id, tasks_of(project)[0].id)
        before = task.updated_at
        move(task, people.member_ids["annotator"], NOTHING, NOTHING)
        assert task.updated_at == before
        assert progress(project).people == ()


def test_a_task_of_another_project_is_not_found(people: People) -> None:
    with people.inside():
        project, other = ready_project(1), ready_project(1)
        with pytest.raises(NotFound):
            lock_task(other.id, tasks_of(project)[0].id)


@pytest.mark.parametrize("seed", range(4))
def test_counts_stay_true_whatever_people_do(people: People, seed: int) -> None:
    chance = random.Random(seed)
    with people.inside():
        project = ready_project(12, overlap=1 + seed % 3)
        members = [people.member_ids[role] for role in ("annotator", "annotator2", "reviewer", "manager")]
        distribute(project, members, mode="shared")
        for _step in range(150):
            _random_step(project, members, chance)
        assert verify_project(project) == []


def _random_step(project: Project, members: list[int], chance: random.Random) -> None:
    me = chance.choice(members)
    task = chance.choice(tasks_of(project))
    query = sa.select(Assignment).where(Assignment.task_id == task.id, Assignment.member_id == me)
    assignment = db.session.scalar(query)
    if assignment is None:
        if task.free > 0:
            take(task, me)
    elif assignment.state == "waiting":
        show(assignment)
    elif assignment.state == "open":
        if not assignment.has_draft and chance.random() < 0.4:
            draw(assignment)
        else:
            acts: list[Callable[[Assignment], object]] = [submit, skip, lose, submit]
            chance.choice(acts)(assignment)
    elif assignment.state == "returned" and chance.random() < 0.5:
        submit(assignment)
    elif chance.random() < 0.05:
        _give_again(task, assignment)


def _give_again(task: Task, assignment: Assignment) -> None:
    if assignment.state == "returned" and task.free > 0:
        before = standing(assignment)
        assignment.state = "waiting"
        move(lock_task(task.project_id, task.id), assignment.member_id, before, standing(assignment))
