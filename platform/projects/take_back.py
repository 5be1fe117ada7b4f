"""Taking tasks back that were given and not answered. Drafts are kept: whoever gets the task again finds theirs."""

from __future__ import annotations

from collections import Counter

import sqlalchemy as sa

from foundation.clock import now
from foundation.database import db
from projects.bulk_updates import update_rows
from projects.completion import lock_people
from projects.counts import add_to_person, lock_tasks, move, standing
from projects.models import Assignment, Distribution, Project, Task
from projects.standing import OnPerson
from projects.turns import take_turn
from tenants.audit import record
from tenants.models import Member

_GIVEN = ("waiting", "open")


def take_back(project: Project, *, member: Member | None = None, distribution: Distribution | None = None) -> int:
    """Return the waiting and open assignments of a member, of a distribution, or of all; return how many there were.

    Their places go back to the pool where they came from one; other tasks are with nobody until they are given again.
    """
    chosen = [Assignment.project_id == project.id]
    if member is not None:
        chosen.append(Assignment.member_id == member.id)
    if distribution is not None:
        chosen.append(Assignment.distribution_id == distribution.id)
        distribution.undone_at = now()
    count = return_assignments(project.id, chosen, reason="taken_back")
    record("tasks.taken_back", project, count=count, member=member.public_id if member else None)
    return count


def member_left(member: Member) -> None:
    """Return what a removed member had open or waiting, in every project; answers stay."""
    query = sa.select(Assignment.project_id).where(Assignment.member_id == member.id, Assignment.state.in_(_GIVEN))
    for project_id in db.session.scalars(query.distinct().order_by(Assignment.project_id)).all():
        return_assignments(project_id, [Assignment.member_id == member.id], reason="member_removed")


def return_assignments(project_id: int, chosen: list[sa.ColumnElement[bool]], *, reason: str) -> int:
    """Return the waiting and open assignments of a project that fit all conditions; return how many."""
    db.session.flush()
    take_turn(project_id)
    given = (Assignment.project_id == project_id, Assignment.state.in_(_GIVEN), *chosen)
    task_ids = _lock_tasks_of(project_id, given)
    lock_people(project_id)
    weighing = sa.or_(Assignment.from_pool, Assignment.state == "open")
    touching = sa.select(Assignment).where(*given, weighing).order_by(Assignment.task_id)
    assignments = db.session.scalars(touching.execution_options(populate_existing=True)).all()
    locked = [assignment for assignment in assignments if assignment.task_id in task_ids]
    tasks = {task.id: task for task in lock_tasks(project_id, [assignment.task_id for assignment in locked])}
    for assignment in locked:
        before = standing(assignment)
        end_assignment(assignment, reason)
        move(tasks[assignment.task_id], assignment.member_id, before, standing(assignment), by_system=True)
    return len(locked) + _return_promises(project_id, given, reason)


def end_assignment(assignment: Assignment, reason: str) -> None:
    """Mark an assignment as returned; the counts are the caller's to move."""
    assignment.state = "returned"
    assignment.reason = reason
    assignment.lease_until = None
    assignment.ended_at = now()


def _lock_tasks_of(project_id: int, given: tuple[sa.ColumnElement[bool], ...]) -> set[int]:
    tasks = sa.select(Task.id).where(Task.project_id == project_id)
    tasks = tasks.where(Task.id.in_(sa.select(Assignment.task_id).where(*given))).order_by(Task.id)
    return set(db.session.scalars(tasks.with_for_update(key_share=True)))


def _return_promises(project_id: int, given: tuple[sa.ColumnElement[bool], ...], reason: str) -> int:
    """Return in bulk what weighs nothing on its task: promised outside the pool, and not opened."""
    returned = update_rows(
        Assignment,
        sa.update(Assignment)
        .where(*given, Assignment.state == "waiting", sa.not_(Assignment.from_pool))
        .values(state="returned", reason=reason, ended_at=now())
        .returning(Assignment.member_id),
    )
    counts = Counter(returned)
    for member_id, count in sorted(counts.items()):
        add_to_person(project_id, member_id, own=OnPerson(assigned=-count, open=0, completed=0, skipped=0))
    return counts.total()
