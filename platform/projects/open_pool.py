"""Opening a pool: everyone in it takes the next task that lacks someone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from foundation.clock import now
from foundation.database import db
from foundation.errors import Invalid
from projects.bulk_updates import slices, update_rows
from projects.derived import free_sql
from projects.models import Assignment, Project, ProjectPerson, Task
from projects.plan_distribution import Wish, new_in_pool, places_in
from projects.skipped import forget_skips_in_pool
from projects.task_order import order_key
from tenants.models import Member

_HOLDING = ("waiting", "open")


def open_pool(project: Project, wish: Wish, members: Sequence[Member], seed: int) -> int:
    """Put the tasks that lack someone into the pool and let members in; return how many tasks were new in it.

    Raises Invalid when no task and nobody is new.
    """
    places = places_in(project, outside_pool=True)
    newcomers = new_in_pool(project, members)
    if not places and not newcomers:
        raise Invalid.field("members", _l("These people are in the pool already, and every task is in it."))
    for batch in slices([place.task_id for place in places]):
        _into_pool(project, batch, wish, seed)
    for member in sorted(newcomers, key=lambda member: member.id):
        _let_in(project, member)
    if newcomers:
        forget_skips_in_pool(project)
    return len(places)


def _into_pool(project: Project, task_ids: Sequence[int], wish: Wish, seed: int) -> None:
    """Put tasks into the pool; what people have of them already holds a place from now on."""
    if held := _let_promises_hold_places(project, task_ids):
        # No condition on the project here: SQLite would walk all of its assignments for every task.
        places = (Assignment.task_id == Task.id, Assignment.state.in_(_HOLDING), Assignment.from_pool)
        active = sa.select(sa.func.count(Assignment.id)).where(*places).scalar_subquery()
        update_rows(Task, sa.update(Task).where(Task.id.in_(held)).values(active=active))
    entering = sa.update(Task).where(Task.project_id == project.id, Task.id.in_(task_ids))
    number, needed = Task.inner_number.expression, Task.answers_needed.expression
    changed = {
        "in_pool": True,
        "free": free_sql(needed, Task.active.expression),
        "order_key": order_key(number, wish.order, seed),
        "skipped_at": None,
    }
    update_rows(Task, entering.values(changed))


def _let_promises_hold_places(project: Project, task_ids: Sequence[int]) -> list[int]:
    promised = (
        Assignment.project_id == project.id,
        Assignment.task_id.in_(task_ids),
        Assignment.state.in_(_HOLDING),
    )
    lease = now() + dt.timedelta(minutes=project.lease_minutes)
    changed: dict[str, Any] = {"from_pool": True, "lease_until": sa.case((Assignment.state == "open", lease))}
    return update_rows(Assignment, sa.update(Assignment).where(*promised).values(changed).returning(Assignment.task_id))


def _let_in(project: Project, member: Member) -> None:
    query = sa.select(ProjectPerson).where(ProjectPerson.project_id == project.id, ProjectPerson.member_id == member.id)
    person = db.session.scalar(query.execution_options(populate_existing=True))
    if person is None:
        person = ProjectPerson(project_id=project.id, member_id=member.id)
        db.session.add(person)
    person.in_pool = True
    person.updated_at = now()
    db.session.flush()
