"""Projects in a state a test needs, and people who work in them step by step."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

import sqlalchemy as sa

from foundation.clock import now
from foundation.database import db
from label_config.generate import Tag
from labeling.models import Annotation, Draft
from projects.add_tasks import TaskRow
from projects.counts import NOTHING, lock_task, move, standing, wants_answer
from projects.create_project import create_project
from projects.models import Assignment, Project, Task
from projects.skipped import note_skip
from projects.standing import Answer


def ready_project(tasks: int = 10, *, name: str = "Reviews", overlap: int = 1) -> Project:
    """A text classification with numbered tasks, confirmed and waiting for its distribution."""
    rows = [TaskRow(f"Text {number}", f"row-{number}") for number in range(1, tasks + 1)]
    project = create_project(name=name, task_type="text_classification", tags=[Tag("good"), Tag("bad")], rows=rows)
    project.status = "ready"
    project.overlap = overlap
    for task in tasks_of(project):
        task.answers_needed = overlap
    db.session.flush()
    return project


def tasks_of(project: Project) -> Sequence[Task]:
    """The tasks of a project, in the order they came."""
    return db.session.scalars(sa.select(Task).where(Task.project_id == project.id).order_by(Task.id)).all()


def assignments_of(project: Project, member_id: int | None = None, *states: str) -> Sequence[Assignment]:
    """The assignments of a project, of one member and in some states if said, in their order."""
    query = sa.select(Assignment).where(Assignment.project_id == project.id)
    if member_id is not None:
        query = query.where(Assignment.member_id == member_id)
    if states:
        query = query.where(Assignment.state.in_(states))
    return db.session.scalars(query.order_by(Assignment.order_key, Assignment.id)).all()


def take(task: Task, member_id: int) -> Assignment:
    """Fetch a task ahead from the pool."""
    task = lock_task(task.project_id, task.id)
    assignment = Assignment(
        project_id=task.project_id, task_id=task.id, member_id=member_id, from_pool=True, state="waiting"
    )
    db.session.add(assignment)
    move(task, member_id, NOTHING, standing(assignment), pool_position=(task.order_key, task.id))
    return assignment


def show(assignment: Assignment) -> None:
    """Open a task."""
    task = lock_task(assignment.project_id, assignment.task_id)
    before = standing(assignment)
    assignment.state = "open"
    assignment.opened_at = now()
    move(task, assignment.member_id, before, standing(assignment))


def draw(assignment: Assignment) -> None:
    """Save a draft."""
    task = lock_task(assignment.project_id, assignment.task_id)
    before = standing(assignment)
    assignment.has_draft = True
    db.session.add(Draft(project_id=task.project_id, task_id=task.id, member_id=assignment.member_id, config_version=1))
    move(task, assignment.member_id, before, standing(assignment))


def submit(assignment: Assignment, *, seconds: float = 2.0) -> Answer:
    """Answer a task; says whether the answer counted."""
    task = lock_task(assignment.project_id, assignment.task_id)
    answer: Answer = "counted" if wants_answer(task) else "extra"
    before = standing(assignment)
    assignment.state, assignment.has_draft = "done", False
    db.session.execute(sa.delete(Draft).where(Draft.task_id == task.id, Draft.member_id == assignment.member_id))
    db.session.add(
        Annotation(project_id=task.project_id, task_id=task.id, member_id=assignment.member_id, config_version=1,
                   state="submitted", counted=answer == "counted", client_key=secrets.token_hex(16))
    )  # fmt: skip
    move(task, assignment.member_id, before, standing(assignment, answer=answer), seconds=seconds)
    return answer


def skip(assignment: Assignment) -> None:
    """Skip a task."""
    task = lock_task(assignment.project_id, assignment.task_id)
    before = standing(assignment)
    assignment.state = "skipped"
    move(task, assignment.member_id, before, standing(assignment))
    note_skip(task)


def lose(assignment: Assignment) -> None:
    """Let the lease run out."""
    task = lock_task(assignment.project_id, assignment.task_id)
    before = standing(assignment)
    assignment.state, assignment.reason = "returned", "lease"
    move(task, assignment.member_id, before, standing(assignment), by_system=True)
