"""When a project is completed: only near its end do acts wait for each other, by locking the project's row."""

from __future__ import annotations

import sqlalchemy as sa

from foundation.clock import now
from foundation.database import db
from projects.models import Project, ProjectPerson
from projects.signals import project_completed
from tenants.ready import Ready


def complete_if_done(project_id: int) -> None:
    """Complete a project whose last task was finished.

    Everyone has at most one change that others can't see yet (they share their row of people), so while more tasks
    remain than there are rows, this can't be the last one and nothing is locked.
    """
    remaining, rows = _remaining(project_id)
    if remaining > rows:
        return
    project = lock_project(project_id)
    remaining, _rows = _remaining(project_id)
    if remaining == 0 and project.status == "in_progress":
        project.status = "completed"
        project.completed_at = project.changed_at = now()
        db.session.flush()
        project_completed.send(project)


def take_back_completion(project_id: int) -> None:
    """Put a completed project back to work: it has an unfinished task again."""
    project = lock_project(project_id)
    if project.status == "completed":
        project.status = "in_progress"
        project.completed_at = None
        project.changed_at = now()
        db.session.flush()


def lock_project(project_id: int) -> Project:
    """Return a project, fresh and locked until the end of this transaction (not against foreign keys)."""
    db.session.flush()
    statement = sa.select(Project).where(Project.id == project_id).with_for_update(key_share=True)
    return db.session.scalars(statement.execution_options(populate_existing=True)).one()


def lock_people(project_id: int) -> None:
    """Wait for everyone's unfinished change in a project: acts on many tasks at once need this before they sum up."""
    rows = sa.select(ProjectPerson.id).where(ProjectPerson.project_id == project_id).order_by(ProjectPerson.member_id)
    db.session.execute(rows.with_for_update(key_share=True)).all()


_REMAINING = Ready(
    sa.select(
        Project.task_count,
        sa.func.coalesce(sa.func.sum(ProjectPerson.tasks_completed + ProjectPerson.tasks_set_aside), 0),
        sa.func.count(ProjectPerson.id),
    )
    .outerjoin(ProjectPerson, ProjectPerson.project_id == Project.id)
    .where(Project.id == sa.bindparam("of_project"))
    .group_by(Project.task_count)
)


def _remaining(project_id: int) -> tuple[int, int]:
    ((total, done, rows),) = _REMAINING.all(of_project=project_id)
    return total - int(done), rows
