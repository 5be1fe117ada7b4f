"""Recomputes every kept count from the rows it counts, and says where they differ."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

import sqlalchemy as sa
from flask import Flask, current_app

from foundation.database import db
from projects.models import COMPLETED, IN_PROGRESS, Assignment, Project, ProjectPerson, Task
from projects.standing import Answer


@dataclass(frozen=True)
class Kept:
    """A member's draft or answer for a task, as the room that stores them tells."""

    task_id: int
    member_id: int
    draft: bool
    answer: Answer | None


_PROJECTS = sa.select(Project).where(Project.deleted_at.is_(None))
ReadAnswers = Callable[[Project], Iterable[Kept]]


@dataclass
class Tally:
    """Counts of one task or one person, made anew."""

    answers: int = 0
    active: int = 0
    held: set[int] = field(default_factory=set)
    assigned: int = 0
    open: int = 0
    completed: int = 0
    skipped: int = 0


def answers_from(app: Flask, read: ReadAnswers) -> None:
    """Let the room of answers tell which drafts and answers a project has."""
    app.extensions["answers_of_project"] = read


def verify_organization() -> list[str]:
    """Return what is wrong in the counts of all projects of the current organization; empty when all is right."""
    return [fault for project in db.session.scalars(_PROJECTS) for fault in verify_project(project)]


def verify_project(project: Project) -> list[str]:
    """Return what is wrong in a project's counts, one line each; empty when all is right."""
    db.session.flush()
    return [f"{project.public_id}: {fault}" for fault in _faults(project)]


def _faults(project: Project) -> Iterator[str]:
    tasks, people = _tally(project)
    totals = {"tasks_completed": 0, "tasks_in_progress": 0, "tasks_set_aside": 0}
    count = 0
    query = sa.select(Task).where(Task.project_id == project.id).execution_options(populate_existing=True)
    for task in db.session.scalars(query):
        count += 1
        yield from _task_faults(task, tasks[task.id], totals)
    if project.task_count != count:
        yield f"task_count is {project.task_count}, there are {count}"
    yield from _people_faults(project, people, totals)
    unfinished = count - totals["tasks_completed"] - totals["tasks_set_aside"]
    if project.status == "completed" and unfinished:
        yield f"is completed, but {unfinished} tasks are not"


def _tally(project: Project) -> tuple[dict[int, Tally], dict[int, Tally]]:
    tasks: dict[int, Tally] = defaultdict(Tally)
    people: dict[int, Tally] = defaultdict(Tally)
    read: ReadAnswers = current_app.extensions.get("answers_of_project", lambda _project: ())
    kept = {(row.task_id, row.member_id): row for row in read(project)}
    columns = (Assignment.task_id, Assignment.member_id, Assignment.state, Assignment.from_pool)
    query = sa.select(*columns).where(Assignment.project_id == project.id)
    for task_id, member_id, state, from_pool in db.session.execute(query):
        mine = kept.pop((task_id, member_id), Kept(task_id, member_id, draft=False, answer=None))
        task, person = tasks[task_id], people[member_id]
        task.active += from_pool and state in ("waiting", "open")
        if state == "open" or mine.draft:
            task.held.add(member_id)
        task.answers += mine.answer == "counted"
        person.assigned += state != "returned"
        person.open += state in ("open", "rework") or mine.draft
        person.completed += mine.answer is not None and state != "rework"
        person.skipped += state == "skipped"
    for stray in kept.values():
        tasks[stray.task_id].held.add(-1)  # shows up as a fault: nothing may be kept without an assignment
    return tasks, people


def _task_faults(task: Task, tally: Tally, totals: dict[str, int]) -> Iterator[str]:
    for name, right in (("answers", tally.answers), ("active", tally.active), ("held", len(tally.held))):
        if getattr(task, name) != right:
            yield f"task {task.id}: {name} is {getattr(task, name)}, should be {right}"
    complete = tally.answers >= task.answers_needed and not task.is_rework
    touched = bool(tally.held) or tally.answers > 0 or task.is_rework
    status = COMPLETED if complete else IN_PROGRESS if touched else 0
    if task.status != status:
        yield f"task {task.id}: status is {task.status}, should be {status}"
    places = task.answers_needed - tally.answers - tally.active
    free = max(places, 0) if task.in_pool and not complete and task.set_aside_at is None else 0
    if task.free != free:
        yield f"task {task.id}: free is {task.free}, should be {free}"
    if task.set_aside_at is not None:
        totals["tasks_set_aside"] += 1
    elif status == COMPLETED:
        totals["tasks_completed"] += 1
    elif status == IN_PROGRESS:
        totals["tasks_in_progress"] += 1


def _people_faults(project: Project, people: dict[int, Tally], totals: dict[str, int]) -> Iterator[str]:
    query = sa.select(ProjectPerson).where(ProjectPerson.project_id == project.id)
    rows = {row.member_id: row for row in db.session.scalars(query.execution_options(populate_existing=True))}
    for member_id in sorted(people.keys() | rows.keys()):
        row, tally = rows.get(member_id), people[member_id]
        for name in ("assigned", "open", "completed", "skipped"):
            stored, right = getattr(row, name, 0), getattr(tally, name)
            if stored != right:
                yield f"person {member_id}: {name} is {stored}, should be {right}"
        if tally.assigned < tally.completed:
            yield f"person {member_id}: completed {tally.completed} of {tally.assigned} assigned"
    for name, right in totals.items():
        stored = sum(getattr(row, name) for row in rows.values())
        if stored != right:
            yield f"{name} is {stored}, should be {right}"
