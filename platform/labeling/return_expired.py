"""Taking back what nobody gave a sign of life for."""

from __future__ import annotations

import sqlalchemy as sa

from foundation.clock import now
from foundation.database import db
from jobs.duties import every
from labeling.held_task import find_held_of
from labeling.release_task import put_back
from projects.models import Assignment, Task

AT_ONCE = 500
HELD = ("waiting", "open")


@every(60, "labeling.return_expired")
def return_expired() -> None:
    """Return tasks whose lease ran out, in all projects of the organization. Drafts are kept."""
    query = sa.select(Assignment.task_id, Assignment.member_id).where(
        Assignment.lease_until < now(), Assignment.state.in_(HELD)
    )
    for task_id, member_id in db.session.execute(query.order_by(Assignment.lease_until).limit(AT_ONCE)).all():
        return_if_expired(task_id, member_id)
        # One at a time: the next one's lock must not wait behind this one's, and nobody behind the sweep.
        db.session.commit()


def return_if_expired(task_id: int, member_id: int) -> None:
    """Return one task, unless its member has given a sign of life or is at it this moment."""
    locked = sa.select(Task).where(Task.id == task_id).with_for_update(key_share=True, skip_locked=True)
    task = db.session.scalar(locked.execution_options(populate_existing=True))
    held = find_held_of(task, member_id) if task is not None else None
    if held is None or held.assignment.state not in HELD:
        return
    if held.assignment.lease_until is not None and held.assignment.lease_until < now():
        put_back(held, reason="lease", by_system=True)
