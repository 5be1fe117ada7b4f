"""Giving tasks to people: split evenly or by shares, or opened as a pool in which everyone takes the next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import sqlalchemy as sa

from foundation.clock import now
from foundation.database import db
from projects.completion import lock_people, lock_project
from projects.models import Distribution, Project, Task
from projects.open_pool import open_pool
from projects.overlap import change_overlap
from projects.plan_distribution import Mode, Wish, check_wish, seed_of
from projects.split_tasks import split_tasks
from projects.turns import take_turn
from tenants.audit import record
from tenants.current import actor


def distribute(
    project: Project,
    member_ids: Sequence[int],
    *,
    mode: Mode = "even",
    overlap: int | None = None,
    order: str = "in_order",
    shares: Mapping[int, int] | None = None,
) -> Distribution:
    """Give a project's tasks that lack people to the chosen members; one that was ready is in progress afterwards.

    `overlap` is how many answers each task needs (None: as before); `shares` weighs the parts of an even split.
    Again for new tasks or new people: only what nobody has is given. Raises Invalid when there is nothing to give.
    """
    wish = Wish(tuple(dict.fromkeys(member_ids)), mode, overlap or project.overlap, order, shares or {})
    members = check_wish(project, wish)
    take_turn(project.id)
    _lock_tasks(project)
    lock_people(project.id)
    change_overlap(project, wish.overlap)
    made = Distribution(project_id=project.id, kind=wish.mode, made_by_id=actor.get().member_id)
    seed = seed_of(project)
    db.session.add(made)
    db.session.flush()
    parts: Mapping[int, int] = {}
    if mode == "even":
        parts = split_tasks(project, wish, made, seed)
    else:
        made.task_count = open_pool(project, wish, members, seed)
    project = lock_project(project.id)
    made.parameters = {
        "members": list(wish.member_ids), "parts": {str(member): count for member, count in sorted(parts.items())},
        "overlap": wish.overlap, "order": wish.order, "up_to": project.next_inner - 1,
    }  # fmt: skip
    project.distribution = "assigned" if wish.mode == "even" else "shared"
    project.order = wish.order
    if project.status == "ready":
        project.status = "in_progress"
    project.changed_at = now()
    record(
        "tasks.distributed", project, mode=wish.mode, people=len(members), tasks=made.task_count, overlap=wish.overlap
    )
    db.session.flush()
    return made


def _lock_tasks(project: Project) -> None:
    mine = sa.select(Task.id).where(Task.project_id == project.id).order_by(Task.id)
    db.session.execute(mine.with_for_update(key_share=True)).all()
