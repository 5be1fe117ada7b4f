"""A member's own earlier answers, latest first, to go back to and correct."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from foundation.clock import iso
from foundation.database import db
from labeling.config_version import parsed_configs
from labeling.models import Annotation
from labeling.summary import summary_of_answer, summary_of_task
from labeling.work import Work
from projects.models import Task

AT_ONCE = 30


@dataclass(frozen=True)
class Earlier:
    """Some of a member's answers, and the id of the annotation to go on from (None at the end)."""

    items: list[dict[str, Any]]
    next: int | None


def earlier(work: Work, *, before: int | None = None) -> Earlier:
    """Return the member's answers in the project that came before the annotation with id `before`."""
    query = (
        sa.select(Annotation, Task)
        .join(Task, Task.id == Annotation.task_id)
        .where(Annotation.project_id == work.project.id, Annotation.member_id == work.member.id)
        .order_by(Annotation.submitted_at.desc(), Annotation.id.desc())
        .limit(AT_ONCE + 1)
    )
    if before is not None:
        last = sa.select(Annotation.submitted_at).where(Annotation.id == before).scalar_subquery()
        query = query.where(sa.tuple_(Annotation.submitted_at, Annotation.id) < sa.tuple_(last, before))
    rows = db.session.execute(query).all()
    configs = parsed_configs(work.project.id, {annotation.config_version for annotation, _task in rows})
    items = [
        {
            "task": task.id,
            "number": task.inner_number,
            "summary": " · ".join(filter(None, (
                summary_of_task(task.data),
                annotation.skip_reason or summary_of_answer(configs[annotation.config_version], annotation.results),
            ))),
            "state": annotation.state,
            "submitted_at": iso(annotation.submitted_at),
        }
        for annotation, task in rows[:AT_ONCE]
    ]  # fmt: skip
    return Earlier(items, rows[AT_ONCE - 1][0].id if len(rows) > AT_ONCE else None)
