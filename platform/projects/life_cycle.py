"""A project's acts that don't touch its tasks: pause, resume, reopen, complete, delete."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from foundation.clock import now
from foundation.database import db
from foundation.errors import Conflict, Invalid
from projects.completion import complete_if_done, lock_project
from projects.erase_project import erase_later
from projects.models import Project
from tenants.audit import record


def pause(project: Project) -> None:
    """Give nobody a further task; what people have open they may finish."""
    project = lock_project(project.id)
    if project.status != "in_progress":
        raise Conflict(_l("Only a project in progress can be paused."))
    if project.paused_at is None:
        project.paused_at = project.changed_at = now()
    record("project.paused", project)
    db.session.flush()


def resume(project: Project) -> None:
    """Give tasks out again."""
    project = lock_project(project.id)
    project.paused_at = None
    project.changed_at = now()
    record("project.resumed", project)
    db.session.flush()


def reopen(project: Project) -> None:
    """Put a completed project back in progress, so that answers can be corrected and tasks be given anew."""
    project = lock_project(project.id)
    if project.status != "completed":
        raise Conflict(_l("Only a completed project can be reopened."))
    project.status = "in_progress"
    project.completed_at = None
    project.changed_at = now()
    record("project.reopened", project)
    db.session.flush()


def complete(project: Project) -> None:
    """Complete a reopened project again; raises Conflict while tasks lack answers."""
    complete_if_done(project.id)
    if project.status != "completed":
        raise Conflict(_l("Not every task has its answers yet."))
    record("project.completed", project)
    db.session.flush()


def delete(project: Project, typed_name: str) -> None:
    """Delete a project with all it holds; `typed_name` must be its name. From now on it doesn't exist for anyone."""
    if typed_name.strip() != project.name:
        raise Invalid.field("confirm", _l("This is not the project's name."))
    project = lock_project(project.id)
    project.deleted_at = project.changed_at = now()
    record("project.deleted", project, name=project.name, tasks=project.task_count)
    erase_later(project)
    db.session.flush()
