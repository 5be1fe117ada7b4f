"""Which task a preview shows, and what is around it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from foundation.database import db
from label_config.task_types import TASK_TYPES
from projects.models import Project, Task

SAMPLE_IMAGE = "img/sample.svg"  # under static/


@dataclass(frozen=True)
class PreviewTask:
    """A task to try a config on, and the ids of those before and after it; `id` is None for the sample."""

    id: int | None
    number: int
    external_id: str | None
    data: dict[str, Any]
    previous: int | None = None
    following: int | None = None

    def payload(self, config_version: int) -> dict[str, Any]:
        """Return the task as the labeling page takes it."""
        return {
            "id": self.id or 0, "number": self.number, "external_id": self.external_id, "data": self.data,
            "config_version": config_version, "state": "open", "draft": None, "annotation": None, "comment": None,
            "lease_until": None,
        }  # fmt: skip


def preview_task(project: Project, task_id: int | None, sample_image: str) -> PreviewTask:
    """Return the task with an id, else the project's first, else a sample of its type."""
    of_project = sa.select(Task).where(Task.project_id == project.id)
    task = db.session.scalar(of_project.where(Task.id == task_id)) if task_id else None
    task = task or db.session.scalar(of_project.order_by(Task.id).limit(1))
    if task is None:
        return PreviewTask(None, 1, None, sample_data(project.task_type, sample_image))
    ids = sa.select(Task.id).where(Task.project_id == project.id)
    previous = db.session.scalar(ids.where(Task.id < task.id).order_by(Task.id.desc()).limit(1))
    following = db.session.scalar(ids.where(Task.id > task.id).order_by(Task.id).limit(1))
    return PreviewTask(task.id, task.inner_number, task.external_id, task.data, previous, following)


def sample_data(task_type: str, sample_image: str) -> dict[str, Any]:
    """Return data like that of a task type, for projects that have none yet."""
    field = TASK_TYPES[task_type].field
    if field == "image":
        return {"image": sample_image}
    return {"text": _("On Monday Ada Lovelace met Mr. Babbage in London and liked his engine very much.")}
