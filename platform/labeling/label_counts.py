"""How often each label stands in a task's counted answers."""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa

from foundation.database import db
from labeling.upsert import add_up
from projects.models import Task, TaskLabel


def recount_labels(task: Task, before: Mapping[str, int], after: Mapping[str, int]) -> None:
    """Carry the change of one counted answer, from its labels `before` to those `after`. The task is locked."""
    changes = {label: after.get(label, 0) - before.get(label, 0) for label in sorted(before.keys() | after.keys())}
    changes = {label: change for label, change in changes.items() if change}
    if not changes:
        return
    key = {"project_id": task.project_id, "task_id": task.id}
    add_up(
        TaskLabel,
        [{**key, "label": label, "count": change} for label, change in changes.items()],
        key=("task_id", "label"),
    )
    if min(changes.values()) < 0:
        db.session.execute(
            sa.delete(TaskLabel)
            .where(TaskLabel.task_id == task.id, TaskLabel.count <= 0)
            .execution_options(synchronize_session=False)
        )
