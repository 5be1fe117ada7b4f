"""Signs of life: whoever works keeps what they have."""

from __future__ import annotations

import sqlalchemy as sa

from foundation.database import db
from foundation.errors import NotFound
from labeling.open_task import open_task
from labeling.work import RENEW_AFTER, Work
from projects.models import Assignment


def renew_lease(work: Work, task_id: int) -> None:
    """Keep the task on a member's screen theirs, and what was fetched ahead. Raises TaskGone when it is too late."""
    assignment = find_assignment(work, task_id)
    if assignment is None:
        raise NotFound
    if assignment.state == "open":
        extend_leases(work, assignment)
    elif assignment.state not in ("done", "skipped"):
        open_task(work, task_id)


def find_assignment(work: Work, task_id: int) -> Assignment | None:
    """Return the member's assignment to a task of the project."""
    return db.session.scalar(
        sa.select(Assignment).where(
            Assignment.project_id == work.project.id,
            Assignment.task_id == task_id,
            Assignment.member_id == work.member.id,
        )
    )


def extend_leases(work: Work, assignment: Assignment) -> None:
    """Renew all leases of the member in the project, when this one is due for it: not with every keystroke."""
    if assignment.lease_until is not None and assignment.lease_until > work.lease - RENEW_AFTER:
        return
    db.session.execute(
        sa.update(Assignment)
        .where(
            Assignment.project_id == work.project.id,
            Assignment.member_id == work.member.id,
            Assignment.lease_until.is_not(None),
            Assignment.state.in_(("open", "waiting")),
        )
        .values(lease_until=work.lease)
        .execution_options(synchronize_session=False)
    )
