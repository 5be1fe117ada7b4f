"""A task as one member has it: with their assignment, draft and annotation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from foundation.clock import iso
from foundation.errors import NotFound
from labeling.models import Annotation, Draft
from labeling.work import Work
from projects.counts import Standing, lock_task, standing
from projects.models import Assignment, Task
from projects.standing import Answer
from tenants.ready import Ready


@dataclass
class HeldTask:
    """What one member has of a task."""

    task: Task
    assignment: Assignment
    draft: Draft | None = None
    annotation: Annotation | None = None

    @classmethod
    def of(cls, row: tuple[Task, Assignment, Draft | None, Annotation | None]) -> HeldTask:
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


# A member's tasks, to be narrowed; draft and annotation are None where there is none. Takes `of_member`.
HELD_TASKS = (
    sa.select(Task, Assignment, Draft, Annotation)
    .join(Assignment, Assignment.task_id == Task.id)
    .outerjoin(Draft, sa.and_(Draft.task_id == Task.id, Draft.member_id == Assignment.member_id))
    .outerjoin(Annotation, sa.and_(Annotation.task_id == Task.id, Annotation.member_id == Assignment.member_id))
    .where(Assignment.member_id == sa.bindparam("of_member"))
)
_ONE = Ready(
    HELD_TASKS.where(Assignment.project_id == sa.bindparam("of_project"), Assignment.task_id == sa.bindparam("of_task"))
)
_WITH_LOCKED_TASK = Ready(
    sa.select(Assignment, Draft, Annotation)
    .outerjoin(Draft, sa.and_(Draft.task_id == Assignment.task_id, Draft.member_id == Assignment.member_id))
    .outerjoin(
        Annotation, sa.and_(Annotation.task_id == Assignment.task_id, Annotation.member_id == Assignment.member_id)
    )
    .where(Assignment.task_id == sa.bindparam("of_task"), Assignment.member_id == sa.bindparam("of_member"))
    .with_for_update(of=Assignment, key_share=True),
    fresh=True,
)


def get_held(work: Work, task_id: int) -> HeldTask:
    """Return a task the member has or had; raises NotFound for any other."""
    key = {"of_member": work.member.id, "of_project": work.project.id, "of_task": task_id}
    found = _ONE.first(**key)
    if found is None:
        raise NotFound
    return HeldTask.of(found)


def lock_held(work: Work, task_id: int) -> HeldTask:
    """Return a task the member has or had, locked with the assignment until the end of this transaction."""
    task = lock_task(work.project.id, task_id)
    held = find_held_of(task, work.member.id)
    if held is None:
        raise NotFound
    return held


def find_held_of(task: Task, member_id: int) -> HeldTask | None:
    """Return what a member has of a locked task, locking their assignment."""
    # Read after the lock: a statement that waits for a lock sees what it joins as it was before the wait.
    found = _WITH_LOCKED_TASK.first(of_task=task.id, of_member=member_id)
    if found is None:
        return None
    assignment, draft, annotation = found
    return HeldTask(task, assignment, draft, annotation)
