"""Creating a project: its label config from the task type and the labels, its rows as tasks, all or nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import sqlalchemy as sa

from foundation.database import db
from foundation.public_ids import new_public_id
from label_config.generate import Tag, generate_config
from projects.add_tasks import Duplicates, IncomingRow, append_rows
from projects.models import LabelConfigVersion, Project
from tenants.audit import record
from tenants.current import actor
from tenants.models import OrganizationSettings


def create_project(
    *,
    name: str,
    task_type: str,
    description: str | None = None,
    external_id: str | None = None,
    tags: Sequence[Tag] = (),
    rows: Iterable[IncomingRow] = (),
    duplicates: Duplicates = "refuse",
) -> Project:
    """Return a new project in `draft`, with version 1 of its label config (unconfirmed) and its tasks.

    The values are checked by the caller: a trimmed name, one of TASK_TYPES, unique tags.
    """
    project = Project(
        public_id=new_public_id("proj"),
        name=name,
        description=description,
        external_id=external_id,
        task_type=task_type,
        overlap=db.session.scalar(sa.select(OrganizationSettings.default_overlap)) or 1,
        media_origins=[],
    )
    db.session.add(project)
    db.session.flush()
    xml = generate_config(task_type, list(tags))
    version = LabelConfigVersion(project_id=project.id, version=1, xml=xml, author_id=actor.get().member_id)
    db.session.add(version)
    db.session.flush()
    project.config_id = version.id
    added = append_rows(project, rows, duplicates=duplicates)
    record("project.created", project, name=name, task_type=task_type, tasks=added.added)
    db.session.flush()
    return project
