"""Tasks that everyone they were promised to has skipped: a manager's list."""

from __future__ import annotations

import sqlalchemy as sa

from foundation.clock import now
from foundation.database import db
from projects.bulk_updates import update_rows
from projects.derived import OUTSTANDING
from projects.models import COMPLETED, Assignment, Project, ProjectPerson, Task
from tenants.models import Member


def note_skip(task: Task) -> None:
    """Put a locked task on the manager's list when nobody is left who could answer it. Call after counting the skip."""
    if task.set_aside_at is None and task.status != COMPLETED and not _someone_is_left(task):
        task.skipped_at = now()
        db.session.flush()


def _someone_is_left(task: Task) -> bool:
    held = sa.select(sa.func.count(Assignment.id)).where(
        Assignment.task_id == task.id, Assignment.state.in_(OUTSTANDING)
    )
    if task.answers + (db.session.scalar(held) or 0) >= task.answers_needed:
        return True
    if not task.in_pool:
        return False
    had_it = sa.exists().where(
        Assignment.task_id == task.id,
        Assignment.member_id == ProjectPerson.member_id,
        Assignment.state != "returned",
    )
    others = (
        sa.select(ProjectPerson.id)
        .join(Member, Member.id == ProjectPerson.member_id)
        .where(ProjectPerson.project_id == task.project_id, ProjectPerson.in_pool, Member.removed_at.is_(None), ~had_it)
    )
    return db.session.scalar(others.limit(1)) is not None


def forget_skips_in_pool(project: Project) -> None:
    """Take the pool's tasks off the manager's list: new people can answer them."""
    listed = (Task.project_id == project.id, Task.in_pool, Task.skipped_at.is_not(None))
    update_rows(Task, sa.update(Task).where(*listed).values(skipped_at=None))


def count_skipped(project: Project) -> int:
    """Return how many tasks wait on the manager's list."""
    query = sa.select(sa.func.count(Task.id)).where(
        Task.project_id == project.id, Task.skipped_at.is_not(None), Task.set_aside_at.is_(None)
    )
    return db.session.scalar(query) or 0
