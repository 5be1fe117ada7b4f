"""What a member works on next: their rework, what they have open, what they were promised, then the pool."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from foundation.clock import now
from foundation.database import db
from labeling.errors import TaskGone
from labeling.held_task import HeldTask, get_held, lock_held
from labeling.open_task import open_held
from labeling.work import Reason, Work, closed_reason
from projects.counts import NOTHING, move, standing
from projects.models import COMPLETED, IN_PROGRESS, PENDING, Assignment, ProjectPerson, Task
from tenants.ready import Ready


@dataclass(frozen=True)
class Next:
    """The next task, or why there is none."""

    held: HeldTask | None
    reason: Reason | None = None


def next_task(work: Work, *, holding: Collection[int] = (), ahead: bool = False) -> Next:
    """Give the member their next task, apart from those the page is `holding`; `ahead` only reserves it, unopened."""
    if reason := closed_reason(work):
        return Next(None, reason)
    held = _own(work, set(holding), ahead=ahead)
    if held is None and work.in_pool:
        held = _from_pool(work, holding, ahead=ahead)
    return Next(held) if held is not None else Next(None, _reason_for_nothing(work))


def _own(work: Work, passed: set[int], *, ahead: bool) -> HeldTask | None:
    """Return what the member has: rework, open, promised or reserved, then what went back with a draft of theirs."""
    key = {"of_member": work.member.id, "of_project": work.project.id}
    while True:
        found = _own_in(work.in_pool, len(passed)).first(**key, **_held_back(passed))
        if found is None:
            return None
        (task_id,) = found
        if ahead and (held := get_held(work, task_id)).assignment.state in ("waiting", "open"):
            return held
        try:
            held = lock_held(work, task_id)
            open_held(work, held)
        except TaskGone:  # taken away, finished or submitted in another tab this very moment
            passed.add(task_id)
        else:
            return held


def _held_back(task_ids: Collection[int]) -> dict[str, int]:
    """Return the values of `_apart_from`."""
    return {f"holding_{place}": task_id for place, task_id in enumerate(task_ids)}


def _apart_from(column: Any, count: int) -> Any:
    """Leave out so many tasks. A statement for each number of them: a page holds one or two."""
    return sa.and_(sa.true(), *(column != sa.bindparam(f"holding_{place}") for place in range(count)))


@lru_cache(maxsize=32)
def _own_in(in_pool: bool, holding: int) -> Ready[int]:  # noqa: FBT001 -- a key of the cache
    states = ("rework", "open", "waiting", *(("returned",) if in_pool else ()))
    mine = sa.union_all(*(_first_in(state, rank, holding) for rank, state in enumerate(states))).subquery()
    return Ready(sa.select(mine.c.task_id).order_by(mine.c.rank).limit(1))


def _first_in(state: str, rank: int, holding: int) -> sa.Select[int, int]:
    query = (
        sa.select(Assignment.task_id, sa.literal(rank, sa.Integer).label("rank"))
        .join(Task, Task.id == Assignment.task_id)
        .where(
            Assignment.project_id == sa.bindparam("of_project"),
            Assignment.member_id == sa.bindparam("of_member"),
            Assignment.state == state,
            Task.set_aside_at.is_(None),
            _apart_from(Assignment.task_id, holding),
        )
        .order_by(Assignment.order_key, Assignment.id)
        .limit(1)
    )
    if state == "waiting":
        query = query.where(Task.status != COMPLETED)
    if state == "returned":
        query = query.where(Assignment.reason == "lease", Assignment.has_draft, Task.free > 0)
    return sa.select(query.subquery())


_MY_ROW = Ready(
    sa.select(ProjectPerson)
    .where(ProjectPerson.project_id == sa.bindparam("of_project"), ProjectPerson.member_id == sa.bindparam("of_member"))
    .with_for_update(key_share=True),
    fresh=True,
)


@lru_cache(maxsize=32)
def _free(after: bool, holding: int) -> Ready[Task, int | None]:  # noqa: FBT001 -- a key of the cache
    """Return the query of the next free task, with the id of the assignment the member had and that was returned.

    A subquery for each row, not a join: PostgreSQL took the join for rare, read every free task and sorted them.
    """
    own = sa.and_(Assignment.task_id == Task.id, Assignment.member_id == sa.bindparam("of_member"))
    state = sa.select(Assignment.state).where(own).correlate(Task).scalar_subquery()
    query = (
        sa.select(Task, sa.select(Assignment.id).where(own).correlate(Task).scalar_subquery())
        .where(
            Task.project_id == sa.bindparam("of_project"),
            Task.free > 0,
            sa.func.coalesce(state, "returned") == "returned",
            _apart_from(Task.id, holding),
        )
        .order_by(Task.order_key, Task.id)
        .limit(1)
        .with_for_update(of=Task, key_share=True, skip_locked=True)
    )
    if after:
        position = (sa.bindparam(name, type_=sa.BigInteger) for name in ("after_order_key", "after_task"))
        query = query.where(sa.tuple_(Task.order_key, Task.id) > sa.tuple_(*position))
    return Ready(query, fresh=True)


def _from_pool(work: Work, holding: Collection[int], *, ahead: bool) -> HeldTask | None:
    """Take the first free task after the one the member took last, once around."""
    key = {"of_member": work.member.id, "of_project": work.project.id}
    # The member's own row: two tabs that ask at the same time must not take the same task. Nobody else waits for it.
    ((person,),) = _MY_ROW.all(**key)
    choice, found = key | _held_back(holding), None
    if person.pool_order_key is not None:
        after = {"after_order_key": person.pool_order_key, "after_task": person.pool_task_id}
        found = _free(True, len(holding)).first(**choice, **after)
    found = found or _free(False, len(holding)).first(**choice)
    if found is None:
        return None
    task, had_before = found
    new = Assignment(project_id=task.project_id, task_id=task.id, member_id=work.member.id, order_key=task.order_key)
    held = HeldTask(task, new) if had_before is None else lock_held(work, task.id)
    _take(work, held, ahead=ahead)
    return held


def _take(work: Work, held: HeldTask, *, ahead: bool) -> None:
    task, assignment = held.task, held.assignment
    before = standing(assignment) if assignment.id else NOTHING
    assignment.state = "waiting" if ahead else "open"
    assignment.from_pool = True
    assignment.opened_at = None if ahead else now()
    assignment.lease_until = work.lease
    assignment.ended_at = assignment.reason = None
    task.skipped_at = None
    db.session.add(assignment)
    position = (task.order_key, task.id)
    move(task, work.member.id, before, standing(assignment), pool_position=position)


def _reason_for_nothing(work: Work) -> Reason:
    """Say whether waiting helps: others may give back what they have."""
    person = work.person
    if person is None or not (person.in_pool or person.assigned):
        return "not_member"
    if not person.in_pool:
        return "all_done"
    mine = sa.select(Assignment.id).where(
        Assignment.task_id == Task.id, Assignment.member_id == work.member.id, Assignment.state.in_(("done", "skipped"))
    )
    may_return = sa.select(Task.id).where(
        Task.project_id == work.project.id,
        Task.status.in_((PENDING, IN_PROGRESS)),
        Task.in_pool,
        Task.set_aside_at.is_(None),
        ~mine.exists(),
    )
    return "nothing_now" if db.session.scalar(may_return.limit(1)) else "all_done"
