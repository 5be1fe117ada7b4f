"""Writing an annotation, what it said before, and the end of the assignment it answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from foundation.clock import now
from foundation.database import db
from labeling.errors import KeyUsed
from labeling.held_task import HeldTask
from labeling.models import Annotation, AnnotationVersion, Draft
from labeling.work import Work
from projects.counts import Standing, move


@dataclass(frozen=True)
class Change:
    """What an annotation says from now on; `state` is submitted or skipped."""

    state: str
    client_key: str
    results: list[Any]
    config_version: int
    seconds: float
    skip_reason: str | None = None


def store(work: Work, held: HeldTask, change: Change, *, counted: bool) -> Annotation:
    """Change a member's annotation of a locked task, end the assignment; `write_and_count` follows."""
    moment = now()
    annotation = held.annotation
    if annotation is None:
        annotation = held.annotation = Annotation(
            project_id=work.project.id,
            task_id=held.task.id,
            member_id=work.member.id,
            seconds=0.0,
            submitted_at=moment,
            assignment_id=held.assignment.id,
            version=1,
        )
    else:
        _keep_version(work, annotation, change)
        annotation.version += 1
    annotation.state = change.state
    annotation.client_key = change.client_key
    annotation.results = change.results
    annotation.config_version = change.config_version
    annotation.skip_reason = change.skip_reason
    annotation.seconds += change.seconds
    annotation.counted = counted
    annotation.updated_at = moment
    db.session.add(annotation)
    _end_assignment(held, "done" if change.state == "submitted" else "skipped")
    return annotation


def write_and_count(work: Work, held: HeldTask, before: Standing, *, seconds: float) -> None:
    """Write what `store` changed and the counts; delete the draft. `before`: how the member stood. Raises KeyUsed."""
    try:
        move(held.task, work.member.id, before, held.standing, seconds=seconds)
    except IntegrityError as error:
        raise KeyUsed from error
    if held.draft is not None:
        # By a statement: a draft that another tab deletes this moment is no error.
        drafts = sa.delete(Draft).where(Draft.id == held.draft.id)
        db.session.execute(drafts.execution_options(synchronize_session=False))
        held.draft = None


def _keep_version(work: Work, annotation: Annotation, change: Change) -> None:
    db.session.add(
        AnnotationVersion(
            annotation_id=annotation.id,
            by_member_id=work.member.id,
            version=annotation.version,
            state=annotation.state,
            results=annotation.results,
            client_key=annotation.client_key,
            why="correct" if change.state == "submitted" else "skip",
        )
    )


def _end_assignment(held: HeldTask, state: str) -> None:
    assignment = held.assignment
    assignment.state = state
    assignment.ended_at = now()
    assignment.lease_until = assignment.reason = None
    assignment.has_draft = False
