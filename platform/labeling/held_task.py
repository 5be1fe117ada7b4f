"""A task as one member has it: with their assignment, draft and annotation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from foundation.clock import iso
from foundation.database import db
from foundation.errors import NotFound
from labeling.models import Annotation, Draft
from labeling.work import Work
from projects.counts import Standing, lock_task, standing
from projects.models import Assignment, Task
from projects.standing import Answer


@dataclass
class HeldTask:
    """What one member has of a task."""

    task: Task
    assignment: Assignment
    draft: Draft | None = None
    annotation: Annotation | None = None

    @classmethod
    def of(cls, row: sa.Row[Task, Assignment, Draft, Annotation]) -> HeldTask:
        """Return what a row of `held_tasks` says."""
        task, assignment, draft, annotation = row
        return cls(task, assignment, draft, annotation)

    @property
    def standing(self) -> Standing:
        """How the member stands to the task now."""
        return standing(self.assignment, answer=answer_of(self.annotation))

    @property
    def is_rework(self) -> bool:
        """Whether a reviewer sent the member's answer back."""
        return self.annotation is not None and self.annotation.state == "rejected"

    def as_json(self, config_version: int) -> dict[str, Any]:
        """Return what the labeling page shows and edits."""
        draft, annotation, lease = self.draft, self.annotation, self.assignment.lease_until
        return {
            "id": self.task.id,
            "number": self.task.inner_number,
            "external_id": self.task.external_id,
            "data": self.task.data,
            "config_version": config_version,
            "state": "rework" if self.is_rework else self.assignment.state,
            "draft": draft and draft_as_json(draft),
            "annotation": annotation
            and {
                "id": annotation.id,
                "results": annotation.results,
                "state": annotation.state,
                "version": annotation.version,
            },
            "comment": None,
            "lease_until": iso(lease) if lease else None,
        }


def draft_as_json(draft: Draft) -> dict[str, Any]:
    """Return a draft as the labeling page takes it up again."""
    return {"seq": draft.seq, "results": draft.results, "updated_at": iso(draft.updated_at)}


def answer_of(annotation: Annotation | None) -> Answer | None:
    """Return what an annotation is for the counts: skipped and rejected ones are no answers."""
    if annotation is None or annotation.state in ("skipped", "rejected"):
        return None
    return "counted" if annotation.counted else "extra"


def held_tasks(member_id: int) -> sa.Select[Task, Assignment, Draft, Annotation]:
    """Return the query of what a member has, to be narrowed; draft and annotation are None where there is none."""
    return (
        sa.select(Task, Assignment, Draft, Annotation)
        .join(Assignment, Assignment.task_id == Task.id)
        .outerjoin(Draft, sa.and_(Draft.task_id == Task.id, Draft.member_id == member_id))
        .outerjoin(Annotation, sa.and_(Annotation.task_id == Task.id, Annotation.member_id == member_id))
        .where(Assignment.member_id == member_id)
    )


def get_held(work: Work, task_id: int) -> HeldTask:
    """Return a task the member has or had; raises NotFound for any other."""
    query = held_tasks(work.member.id).where(Assignment.project_id == work.project.id, Assignment.task_id == task_id)
    found = db.session.execute(query).first()
    if found is None:
        raise NotFound
    return HeldTask.of(found)


def lock_held(work: Work, task_id: int) -> HeldTask:
    """Return a task the member has or had, locked with the assignment until the end of this transaction."""
    lock_task(work.project.id, task_id)
    # Read after the lock: a statement that waits for a lock sees what it joins as it was before the wait.
    query = held_tasks(work.member.id).where(Assignment.project_id == work.project.id, Assignment.task_id == task_id)
    found = db.session.execute(
        query.with_for_update(of=Assignment, key_share=True).execution_options(populate_existing=True)
    ).first()
    if found is None:
        raise NotFound
    return HeldTask.of(found)
