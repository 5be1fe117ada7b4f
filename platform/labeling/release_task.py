"""Giving a task back unanswered."""

from __future__ import annotations

from foundation.clock import now
from labeling.held_task import HeldTask, lock_held
from labeling.work import Work
from projects.counts import move


def release_task(work: Work, task_id: int) -> None:
    """Give back a task that is open or was fetched ahead: to the pool, or among the member's promised ones again.

    A draft is kept. What isn't held any more stays as it is.
    """
    held = lock_held(work, task_id)
    if held.assignment.state in ("waiting", "open"):
        put_back(held, reason="released")


def put_back(held: HeldTask, *, reason: str, by_system: bool = False) -> None:
    """End a member's hold on a locked task: to the pool, or back to what they were promised or have to rework."""
    assignment = held.assignment
    before = held.standing
    if held.is_rework:
        assignment.state = "rework"
    elif assignment.from_pool:
        assignment.state = "returned"
        assignment.reason = reason
        assignment.ended_at = now()
    else:
        assignment.state = "waiting"
    assignment.opened_at = assignment.lease_until = None
    move(held.task, assignment.member_id, before, held.standing, by_system=by_system)
