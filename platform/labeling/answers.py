"""Everyone's answers to one task, for those who may see them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from foundation.database import db
from labeling.config_version import parsed_configs
from labeling.held_task import answer_of
from labeling.models import Annotation, AnnotationVersion
from labeling.summary import summary_of_answer
from projects.models import Assignment, Task
from projects.standing import Answer
from tenants.models import Member


@dataclass(frozen=True)
class GivenAnswer:
    """One person's answer, in few words, and what it is worth."""

    annotation: Annotation
    member: Member
    summary: str
    kind: Answer | None  # counted, extra; None when it was skipped or rejected


@dataclass(frozen=True)
class Holder:
    """Someone who has the task and hasn't answered it."""

    member: Member
    assignment: Assignment


def answers_to(task: Task) -> list[GivenAnswer]:
    """Return everyone's answers to a task, counted ones first, then in the order they came in."""
    rows = db.session.execute(
        sa.select(Annotation, Member)
        .join(Member, Member.id == Annotation.member_id)
        .where(Annotation.task_id == task.id)
        .order_by(Annotation.counted.desc(), Annotation.submitted_at, Annotation.id)
    ).all()
    configs = parsed_configs(task.project_id, {annotation.config_version for annotation, _member in rows})
    return [
        GivenAnswer(
            annotation,
            member,
            summary_of_answer(configs[annotation.config_version], annotation.results),
            answer_of(annotation),
        )
        for annotation, member in rows
    ]


def holders_of(task: Task) -> list[Holder]:
    """Return who has the task now, in the order it was given to them."""
    rows = db.session.execute(
        sa.select(Member, Assignment)
        .join(Assignment, Assignment.member_id == Member.id)
        .where(Assignment.task_id == task.id, Assignment.state.in_(("waiting", "open", "rework")))
        .order_by(Assignment.id)
    )
    return [Holder(member, assignment) for member, assignment in rows]


def versions_of(annotation: Annotation) -> list[AnnotationVersion]:
    """Return what an answer said before, latest first."""
    query = sa.select(AnnotationVersion).where(AnnotationVersion.annotation_id == annotation.id)
    return list(db.session.scalars(query.order_by(AnnotationVersion.version.desc())))


def shown(task: Task, given: GivenAnswer | None, config_version: int) -> dict[str, Any]:
    """Return what the labeling page shows, read only, of a task and one answer to it."""
    annotation = given.annotation if given else None
    return {
        "id": task.id,
        "number": task.inner_number,
        "external_id": task.external_id,
        "data": task.data,
        "config_version": config_version,
        "state": "done" if annotation else "waiting",
        "draft": None,
        "annotation": annotation
        and {
            "id": annotation.id,
            "results": annotation.results,
            "state": annotation.state,
            "version": annotation.version,
        },
        "comment": None,
        "lease_until": None,
    }
