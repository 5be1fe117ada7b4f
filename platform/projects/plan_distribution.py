"""What a distribution would do, computed without doing it: which tasks lack people, and who would get how many."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from foundation.database import db
from foundation.errors import Conflict, FieldError, Invalid
from projects.derived import outstanding_of, places_sql
from projects.models import Assignment, Distribution, Project, ProjectPerson, Task
from projects.shares import Place, deal
from projects.task_order import ORDERS
from tenants.models import Member
from tenants.roles import LABELS

Mode = Literal["even", "shared"]
MODES: tuple[Mode, ...] = ("even", "shared")
LARGEST_OVERLAP = 50


@dataclass(frozen=True)
class Wish:
    """How a manager wants tasks given out. `shares`: weight by member id, only for "even"; others weigh 1."""

    member_ids: tuple[int, ...]
    mode: Mode = "even"
    overlap: int = 1
    order: str = "in_order"
    shares: Mapping[int, int] = field(default_factory=dict)

    @property
    def weights(self) -> dict[int, int]:
        """Each chosen member's weight."""
        return {member_id: self.shares.get(member_id, 1) for member_id in self.member_ids}


@dataclass(frozen=True)
class Plan:
    """The outcome of a wish: tasks that lack someone, places in all, and for "even" who gets how many of them."""

    tasks: int
    places: int
    parts: dict[int, int]
    new_people: int

    @property
    def left_over(self) -> int:
        """Places that none of the chosen people can take, because they had those tasks already."""
        return self.places - sum(self.parts.values()) if self.parts else 0

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to give and nobody to let in."""
        return not self.places and not self.new_people


def check_wish(project: Project, wish: Wish) -> list[Member]:
    """Return the chosen members; raises Invalid naming what is wrong, Conflict when it isn't time yet."""
    if project.status in ("draft", "configuring"):
        raise Conflict(_l("Confirm the label config first; then tasks can be given to people."))
    members = db.session.scalars(
        sa.select(Member).where(Member.id.in_(wish.member_ids), Member.removed_at.is_(None), Member.role.in_(LABELS))
    ).all()
    errors = []
    if not wish.member_ids:
        errors.append(FieldError("members", _l("Choose at least one person.")))
    elif len(members) != len(set(wish.member_ids)):
        errors.append(FieldError("members", _l("Someone you chose can't label any more. Look at the list again.")))
    if wish.order not in ORDERS:
        errors.append(FieldError("order", _l("Choose one of the orders.")))
    if wish.mode not in MODES:
        errors.append(FieldError("mode", _l("Choose one of the two ways.")))
    if any(weight < 0 for weight in wish.shares.values()) or (wish.mode == "even" and not any(wish.weights.values())):
        errors.append(FieldError("shares", _l("Shares are whole numbers from 0 up, and one at least is above 0.")))
    errors += _overlap_errors(project, wish)
    if errors:
        raise Invalid(errors)
    return list(members)


def _overlap_errors(project: Project, wish: Wish) -> list[FieldError]:
    if not 1 <= wish.overlap <= LARGEST_OVERLAP:
        text = _l("From 1 to %(most)d people can answer a task.", most=LARGEST_OVERLAP)
        return [FieldError("overlap", text)]
    busy = sa.or_(ProjectPerson.in_pool, ProjectPerson.assigned > 0)
    query = sa.select(ProjectPerson.member_id).where(ProjectPerson.project_id == project.id, busy)
    people = len({*db.session.scalars(query), *wish.member_ids})
    if wish.overlap > people:
        text = _l("%(overlap)d answers per task need as many people: choose more.", overlap=wish.overlap)
        return [FieldError("overlap", text)]
    return []


def plan_distribution(project: Project, wish: Wish) -> Plan:
    """Return what `distribute` would do now; raises what it would raise."""
    members = check_wish(project, wish)
    places = places_in(project, raise_by=wish.overlap - project.overlap)
    parts: dict[int, int] = {}
    if wish.mode == "even":
        parts = dict.fromkeys(wish.member_ids, 0)
        taken = tasks_had(project, wish.member_ids)
        parts |= Counter(member for _task, member in deal(places, wish.weights, taken=taken, seed=seed_of(project)))
    return Plan(
        tasks=len(places),
        places=sum(place.places for place in places),
        parts=parts,
        new_people=len(new_in_pool(project, members)) if wish.mode == "shared" else 0,
    )


def seed_of(project: Project) -> int:
    """Return the seed of a project's next distribution: the same until it is made."""
    made = db.session.scalar(sa.select(sa.func.count(Distribution.id)).where(Distribution.project_id == project.id))
    return project.id * 1_000 + (made or 0) + 1


def places_in(project: Project, *, raise_by: int = 0, outside_pool: bool = False) -> list[Place]:
    """Return the tasks that lack people, in the order they came."""
    outstanding = outstanding_of(project)
    places = places_sql(outstanding, raise_by)
    query = (
        sa.select(Task.id, Task.inner_number, places)
        .outerjoin(outstanding, outstanding.c.task_id == Task.id)
        .where(Task.project_id == project.id, Task.set_aside_at.is_(None), places > 0)
        .order_by(Task.inner_number)
    )
    if outside_pool:
        query = query.where(sa.not_(Task.in_pool))
    return [Place(*row) for row in db.session.execute(query)]


def tasks_had(project: Project, member_ids: Sequence[int]) -> dict[int, set[int]]:
    """Return which of the members had which tasks (task id → member ids); those taken back may come again."""
    query = sa.select(Assignment.task_id, Assignment.member_id).where(
        Assignment.project_id == project.id, Assignment.member_id.in_(member_ids), Assignment.state != "returned"
    )
    had: dict[int, set[int]] = defaultdict(set)
    for task_id, member_id in db.session.execute(query):
        had[task_id].add(member_id)
    return had


def new_in_pool(project: Project, members: Sequence[Member]) -> list[Member]:
    """Return those of the members who aren't in the project's pool yet."""
    query = sa.select(ProjectPerson.member_id).where(ProjectPerson.project_id == project.id, ProjectPerson.in_pool)
    inside = set(db.session.scalars(query))
    return [member for member in members if member.id not in inside]
