"""Showing a task to the member who has it."""

from __future__ import annotations

from foundation.clock import now
from labeling.errors import TaskGone
from labeling.held_task import HeldTask, lock_held
from labeling.work import Work, require_open
from projects.counts import move, wants_answer


def open_task(work: Work, task_id: int) -> HeldTask:
    """Show a task of the member's own, an answered one as it is. Raises TaskGone when it was taken away."""
    require_open(work)
    held = lock_held(work, task_id)
    if held.assignment.state not in ("done", "skipped"):
        open_held(work, held)
    return held


def open_held(work: Work, held: HeldTask) -> None:
    """Open a locked task, or renew its lease; one that went back to the pool is taken again while there is a place.

    Raises TaskGone when there is none, and for tasks the member has answered or skipped.
    """
    task, assignment = held.task, held.assignment
    before = held.standing
    if assignment.state in ("done", "skipped"):
        raise TaskGone
    if assignment.state == "returned":
        if task.free == 0 or not work.in_pool:
            raise TaskGone
        assignment.from_pool = True
        assignment.ended_at = assignment.reason = None
        task.skipped_at = None
    elif assignment.state == "waiting" and not wants_answer(task) and not held.is_rework:
        raise TaskGone
    if assignment.state != "open":
        assignment.state = "open"
        assignment.opened_at = now()
    assignment.lease_until = work.lease
    move(task, work.member.id, before, held.standing)
