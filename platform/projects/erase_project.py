"""Erasing what a deleted project held, in the background; its name stays for the audit log."""

from __future__ import annotations

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from foundation.database import db
from jobs.enqueue import enqueue
from jobs.kinds import job_kind
from jobs.running import RunningJob
from projects.models import DailyFigure, Distribution, LabelConfigVersion, Project, ProjectPerson, Task
from tenants.isolation import TenantRow

BATCH = 1_000  # tasks a transaction; answers, drafts and assignments go with them by their keys


def erase_later(project: Project) -> None:
    """Ask for a deleted project's rows to be erased."""
    enqueue("project.erase", {"project": project.id})


@job_kind("project.erase", label=_l("Erasing a deleted project"))
def erase_project(running: RunningJob) -> None:
    """Delete a deleted project's tasks batch by batch, then its other rows."""
    project_id = running.parameters["project"]
    project = db.session.scalar(sa.select(Project).where(Project.id == project_id, Project.deleted_at.is_not(None)))
    if project is None:
        return
    total, done = project.task_count, 0
    tasks = sa.select(Task.id).where(Task.project_id == project_id).order_by(Task.id).limit(BATCH)
    while ids := db.session.scalars(tasks).all():
        _delete(Task, Task.id.in_(ids))
        done += len(ids)
        running.commit(done=done, total=total)
    for model in (DailyFigure, Distribution, ProjectPerson, LabelConfigVersion):
        _delete(model, model.project_id == project_id)
    db.session.execute(sa.update(Project).where(Project.id == project_id).values(task_count=0, config_id=None))


def _delete(model: type[TenantRow], which: sa.ColumnElement[bool]) -> None:
    db.session.execute(sa.delete(model).where(which).execution_options(synchronize_session=False))
