"""The versions of a project's label config: the one in force, the latest, and what each fits."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from foundation.database import db
from label_config.config import LabelConfig
from label_config.data_fields import faults_against_data
from label_config.faults import Fault
from label_config.readiness import faults_before_work
from label_config.task_types import TASK_TYPES
from projects.models import LabelConfigVersion, Project, Task, TaskLabel

ROWS_AT_ONCE = 2_000
LOOKED_AT_WHILE_EDITING = 100  # tasks; confirming looks at all of them


def latest_version(project: Project) -> LabelConfigVersion:
    """Return the version saved last, confirmed or not; every project has one."""
    versions = sa.select(LabelConfigVersion).where(LabelConfigVersion.project_id == project.id)
    return db.session.scalars(versions.order_by(LabelConfigVersion.version.desc()).limit(1)).one()


def faults_for_work(project: Project, config: LabelConfig, *, limit: int | None = None) -> list[Fault]:
    """Find why people couldn't work with a config: something is missing, or tasks lack a field it shows.

    `limit`: how many tasks to look at, all by default.
    """
    return faults_before_work(config) + faults_against_data(config, data_of_tasks(project, limit))


def data_of_tasks(project: Project, limit: int | None = None) -> Iterator[dict[str, Any]]:
    """Iterate over the tasks' data; for a project without tasks, over what its type's tasks will have."""
    if project.task_count == 0:
        yield {TASK_TYPES[project.task_type].field: "…"}
        return
    query = sa.select(Task.data).where(Task.project_id == project.id).order_by(Task.id).limit(limit)
    yield from db.session.scalars(query.execution_options(yield_per=ROWS_AT_ONCE))


def vanishing_labels(project: Project, config: LabelConfig) -> dict[str, int]:
    """Return labels that stand in counted answers and that `config` no longer has, with the number of tasks."""
    kept = {key for _, key in config.labels_in_order()}
    query = sa.select(TaskLabel.label, sa.func.count(TaskLabel.id)).where(TaskLabel.project_id == project.id)
    used = db.session.execute(query.group_by(TaskLabel.label).order_by(TaskLabel.label))
    return {label: count for label, count in used if label not in kept}
