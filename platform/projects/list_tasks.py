"""Finding tasks of a project; each filter follows an index, pages go by key."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from foundation.database import db
from foundation.errors import NotFound
from projects.models import TASK_STATUS_NAMES, Assignment, Project, Task, TaskLabel
from projects.queries import Page, page_of


@dataclass(frozen=True)
class TaskFilter:
    """Which tasks; all that is set must hold. `label` stands in a counted answer, `member_id` has an assignment."""

    status: str | None = None  # pending, in_progress, completed
    member_id: int | None = None
    label: str | None = None
    external_id: str | None = None
    skipped: bool = False
    set_aside: bool = False


def get_task(project: Project, task_id: int) -> Task:
    """Return a task of a project; raises NotFound."""
    task = db.session.scalar(sa.select(Task).where(Task.project_id == project.id, Task.id == task_id))
    if task is None:
        raise NotFound
    return task


def list_tasks(
    project: Project, chosen: TaskFilter = TaskFilter(), *, after: int | None = None, limit: int = 50
) -> Page[Task]:
    """Return a project's tasks by id, from above the id `after`."""
    query = sa.select(Task).where(Task.project_id == project.id, *_conditions(chosen))
    # What is joined leads: its index holds the task ids in order, so a page reads no more than its rows.
    key = Task.id
    if chosen.label is not None:
        query = query.join(TaskLabel, TaskLabel.task_id == Task.id)
        query = query.where(TaskLabel.project_id == project.id, TaskLabel.label == chosen.label)
        key = TaskLabel.task_id
    if chosen.member_id is not None:
        given = (
            Assignment.project_id == project.id,
            Assignment.member_id == chosen.member_id,
            Assignment.state != "returned",
        )
        if key is Task.id:
            query = query.join(Assignment, Assignment.task_id == Task.id).where(*given)
            key = Assignment.task_id
        else:
            query = query.where(sa.exists().where(Assignment.task_id == Task.id, *given))
    if after is not None:
        query = query.where(key > after)
    return page_of(query, key, limit)


def _conditions(chosen: TaskFilter) -> list[sa.ColumnElement[bool]]:
    conditions: list[sa.ColumnElement[bool]] = []
    if chosen.status is not None:
        # One that is set aside is in no status.
        conditions += [Task.status == TASK_STATUS_NAMES.index(chosen.status), Task.set_aside_at.is_(None)]
    if chosen.external_id is not None:
        conditions.append(Task.external_id == chosen.external_id)
    if chosen.skipped:
        conditions += [Task.skipped_at.is_not(None), Task.set_aside_at.is_(None)]
    if chosen.set_aside:
        conditions.append(Task.set_aside_at.is_not(None))
    return conditions
