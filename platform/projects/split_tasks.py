"""Splitting the tasks that lack people between the chosen ones: each part is promised, and nobody else takes it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from foundation.database import db
from foundation.errors import Invalid
from projects.bulk_updates import slices, update_rows
from projects.counts import add_to_person
from projects.models import Assignment, Distribution, Project, Task
from projects.plan_distribution import Wish, places_in, tasks_had
from projects.shares import deal
from projects.standing import OnPerson
from projects.task_order import order_key
from tenants.bulk import insert_rows


def split_tasks(project: Project, wish: Wish, made: Distribution, seed: int) -> Counter[int]:
    """Promise tasks to members in few statements; return how many each got. Raises Invalid when there are none."""
    places = places_in(project)
    if not places:
        raise Invalid.field("members", _l("Every task has its people already."))
    taken = tasks_had(project, wish.member_ids)
    revived = _returned(project, wish.member_ids)
    dealt = list(deal(places, wish.weights, taken=taken, seed=seed))
    if not dealt:
        raise Invalid.field("members", _l("These people have had all the tasks that lack someone. Choose others."))
    fixed = {"project_id": project.id, "distribution_id": made.id, "state": "waiting"}
    insert_rows(
        Assignment,
        (
            {**fixed, "task_id": task.task_id, "member_id": member_id,
             "order_key": order_key(task.number, wish.order, seed)}
            for task, member_id in dealt if (task.task_id, member_id) not in revived
        ),
    )  # fmt: skip
    again = [revived[pair] for task, member_id in dealt if (pair := (task.task_id, member_id)) in revived]
    _revive(made, wish, seed, again)
    _leave_pool(project, {task.task_id for task, _member in dealt})
    parts = Counter(member_id for _task, member_id in dealt)
    for member_id, count in sorted(parts.items()):
        add_to_person(project.id, member_id, own=OnPerson(assigned=count, open=0, completed=0, skipped=0))
    made.task_count = len({task.task_id for task, _member in dealt})
    return parts


def _returned(project: Project, member_ids: Sequence[int]) -> dict[tuple[int, int], int]:
    query = sa.select(Assignment.task_id, Assignment.member_id, Assignment.id).where(
        Assignment.project_id == project.id, Assignment.member_id.in_(member_ids), Assignment.state == "returned"
    )
    return {(task_id, member_id): key for task_id, member_id, key in db.session.execute(query)}


def _revive(made: Distribution, wish: Wish, seed: int, assignment_ids: Sequence[int]) -> None:
    """Promise again what these people had before it was taken back: an assignment is one row per task and member."""
    key = order_key(Task.inner_number.expression, wish.order, seed)
    changed: dict[str, Any] = {
        "state": "waiting",
        "distribution_id": made.id,
        "from_pool": False,
        "reason": None,
        "ended_at": None,
        "order_key": sa.select(key).where(Task.id == Assignment.task_id).scalar_subquery(),
    }
    for batch in slices(assignment_ids):
        update_rows(Assignment, sa.update(Assignment).where(Assignment.id.in_(batch)).values(changed))


def _leave_pool(project: Project, task_ids: set[int]) -> None:
    """Take tasks that are promised now out of the pool and off the manager's list."""
    stale = sa.or_(Task.in_pool, Task.skipped_at.is_not(None))
    query = sa.select(Task.id).where(Task.project_id == project.id, stale).order_by(Task.id)
    listed = [task_id for task_id in db.session.scalars(query) if task_id in task_ids]
    for batch in slices(listed):
        leaving = sa.update(Task).where(Task.project_id == project.id, Task.id.in_(batch))
        update_rows(Task, leaving.values(in_pool=False, free=0, skipped_at=None))
