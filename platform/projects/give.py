"""A manager's acts on one task: give it to someone, set it aside, bring it back, ask for one more answer."""

from __future__ import annotations

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from foundation.clock import now
from foundation.database import db
from foundation.errors import Conflict, Invalid
from projects.counts import NOTHING, changing, lock_task, move, standing
from projects.derived import OUTSTANDING
from projects.models import COMPLETED, Assignment, Task
from projects.take_back import return_assignments
from projects.turns import take_turn
from tenants.audit import record
from tenants.models import Member
from tenants.roles import LABELS


def give(task: Task, member: Member) -> Assignment:
    """Promise a task that lacks someone to a member who hasn't had it."""
    if member.removed_at is not None or member.role not in LABELS:
        raise Invalid.field("member", _l("This person can't be given tasks."))
    task = lock_task(task.project_id, task.id)
    _check_place(task)
    assignment = db.session.scalar(
        sa.select(Assignment).where(Assignment.task_id == task.id, Assignment.member_id == member.id).with_for_update()
    )
    before = NOTHING if assignment is None else standing(assignment)
    if assignment is None:
        assignment = Assignment(project_id=task.project_id, task_id=task.id, member_id=member.id)
        db.session.add(assignment)
    elif assignment.state != "returned":
        raise Conflict(_l("%(name)s has had this task already. Choose someone else.", name=member.name))
    assignment.state = "waiting"
    assignment.from_pool = task.in_pool
    assignment.order_key = 0  # before everything else this person has
    assignment.reason = assignment.ended_at = assignment.lease_until = None
    task.skipped_at = None
    move(task, member.id, before, standing(assignment), by_system=True)
    record("task.given", task, member=member.public_id)
    return assignment


def _check_place(task: Task) -> None:
    if task.set_aside_at is not None:
        raise Conflict(_l("This task is set aside. Bring it back first."))
    query = sa.select(sa.func.count(Assignment.id)).where(
        Assignment.task_id == task.id, Assignment.state.in_(OUTSTANDING)
    )
    if task.answers + (db.session.scalar(query) or 0) >= task.answers_needed:
        raise Conflict(_l("This task has all the people it needs."))


def set_aside(task: Task) -> None:
    """Leave a task out of all figures and exports; who had it open or waiting has it no longer."""
    take_turn(task.project_id)
    task = lock_task(task.project_id, task.id)
    return_assignments(task.project_id, [Assignment.task_id == task.id], reason="set_aside")
    if task.set_aside_at is None:
        with changing(task):
            task.set_aside_at = now()
    record("task.set_aside", task)


def bring_back(task: Task) -> None:
    """Put a task that was set aside back among the others, as it was."""
    task = lock_task(task.project_id, task.id)
    if task.set_aside_at is not None:
        with changing(task):
            task.set_aside_at = None
    record("task.brought_back", task)


def ask_again(task: Task) -> None:
    """Let a completed task need one answer more; the project goes back to work."""
    task = lock_task(task.project_id, task.id)
    if task.status != COMPLETED:
        raise Conflict(_l("This task isn't completed yet."))
    with changing(task):
        task.answers_needed = task.answers + 1
    record("task.reopened", task)
