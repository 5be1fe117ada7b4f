"""How many people answer each task: changed for all of a project's tasks at once."""

from __future__ import annotations

import sqlalchemy as sa

from foundation.clock import now
from foundation.database import db
from projects.bulk_updates import update_rows
from projects.completion import lock_people
from projects.counts import TaskFigures, add_to_person, follow
from projects.derived import free_sql, status_sql
from projects.models import COMPLETED, IN_PROGRESS, SYSTEM, Assignment, Project, Task
from projects.take_back import return_assignments


def change_overlap(project: Project, overlap: int) -> None:
    """Let every task need as many answers more or fewer as the project's overlap grows or shrinks.

    Tasks that lack answers now are unfinished again; promises for tasks that have enough now are taken back.
    """
    change = overlap - project.overlap
    if change == 0:
        return
    mine = Task.project_id == project.id
    db.session.execute(sa.select(Task.id).where(mine).order_by(Task.id).with_for_update(key_share=True)).all()
    lock_people(project.id)
    needed = sa.case((Task.answers_needed + change > 1, Task.answers_needed + change), else_=1)
    effect = _effect(mine, status_sql(needed))
    free = sa.case((Task.in_pool, free_sql(needed, Task.active.expression)), else_=0)
    changed = {"answers_needed": needed, "status": status_sql(needed), "free": free, "updated_at": now()}
    update_rows(Task, sa.update(Task).where(mine).values(changed))
    project.overlap = overlap
    add_to_person(project.id, SYSTEM, effect=effect)
    if change < 0:
        complete = sa.select(Task.id).where(mine, Task.status == COMPLETED)
        return_assignments(project.id, [Assignment.task_id.in_(complete)], reason="enough_answers")
    follow(project.id, effect)


def _effect(mine: sa.ColumnElement[bool], status: sa.ColumnElement[int]) -> TaskFigures:
    def change_of(value: int) -> sa.ColumnElement[int]:
        after, before = sa.case((status == value, 1), else_=0), sa.case((Task.status == value, 1), else_=0)
        return sa.func.coalesce(sa.func.sum(after - before), 0)

    query = sa.select(change_of(COMPLETED), change_of(IN_PROGRESS)).where(mine, Task.set_aside_at.is_(None))
    completed, in_progress = db.session.execute(query).one()
    return TaskFigures(tasks_completed=int(completed), tasks_in_progress=int(in_progress))
