"""Finding projects and tasks. A deleted project doesn't exist, whoever asks; lists page by key."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute

from foundation.database import db
from foundation.errors import NotFound
from projects.models import Distribution, LabelConfigVersion, Project, ProjectPerson
from tenants.isolation import TenantRow
from tenants.models import Member
from tenants.ready import Ready
from tenants.roles import ANNOTATOR, LABELS

Row = TypeVar("Row", bound=TenantRow)
PROJECT_STATUSES = ("draft", "configuring", "ready", "in_progress", "completed")


@dataclass(frozen=True)
class Page(Generic[Row]):
    """Some rows of a list, and the key to go on from (None at the end)."""

    rows: Sequence[Row]
    next: int | None


_PROJECT = Ready(sa.select(Project).where(Project.public_id == sa.bindparam("public_id"), Project.deleted_at.is_(None)))


def find_project(public_id: str) -> Project | None:
    """Return the project with a public id, if there is one."""
    found = _PROJECT.first(public_id=public_id)
    return found[0] if found else None


def get_project(public_id: str) -> Project:
    """Return the project with a public id; raises NotFound."""
    project = find_project(public_id)
    if project is None:
        raise NotFound
    return project


def get_project_by_id(project_id: int) -> Project:
    """Return the project with an id; raises NotFound."""
    project = db.session.scalar(sa.select(Project).where(Project.id == project_id, Project.deleted_at.is_(None)))
    if project is None:
        raise NotFound
    return project


def has_work(project: Project, member: Member) -> bool:
    """Whether a member was given tasks in a project or may take them from its pool."""
    query = sa.select(ProjectPerson.id).where(ProjectPerson.project_id == project.id)
    return db.session.scalar(query.where(*_works_here(member))) is not None


def _works_here(member: Member) -> tuple[sa.ColumnElement[bool], ...]:
    open_to_them = sa.or_(
        ProjectPerson.in_pool, ProjectPerson.assigned > 0, ProjectPerson.completed > 0, ProjectPerson.open > 0
    )
    return (ProjectPerson.member_id == member.id, open_to_them)


def list_projects(
    *,
    search: str = "",
    status: str | None = None,
    external_id: str | None = None,
    before: int | None = None,
    limit: int = 50,
    member: Member | None = None,
) -> Page[Project]:
    """Return projects, newest first, from below the id `before`.

    `search` looks in names, public and external ids; `member`: as this one sees them (annotators: their own).
    """
    query = _visible(member)
    if search:
        query = query.where(_matches(search))
    if status is not None:
        query = query.where(Project.status == status)
    if external_id is not None:
        query = query.where(Project.external_id == external_id)
    if before is not None:
        query = query.where(Project.id < before)
    return page_of(query, Project.id, limit, newest_first=True)


def _visible(member: Member | None) -> sa.Select[Project]:
    query = sa.select(Project).where(Project.deleted_at.is_(None))
    if member is not None and member.role == ANNOTATOR:
        query = query.where(sa.exists().where(ProjectPerson.project_id == Project.id, *_works_here(member)))
    return query


def _matches(search: str) -> sa.ColumnElement[bool]:
    columns: tuple[InstrumentedAttribute[str] | InstrumentedAttribute[str | None], ...] = (
        Project.name, Project.public_id, Project.external_id,
    )  # fmt: skip
    return sa.or_(*(sa.func.lower(column).contains(search.lower(), autoescape=True) for column in columns))


def count_by_status(member: Member, search: str = "") -> dict[str, int]:
    """Return how many projects a member sees in each status."""
    seen = _visible(member)
    if search:
        seen = seen.where(_matches(search))
    query = seen.with_only_columns(Project.status, sa.func.count(Project.id)).group_by(Project.status)
    return {status: count for status, count in db.session.execute(query)}  # noqa: C416 -- a Row is no pair to mypy


def page_of(
    query: sa.Select[Row], key: InstrumentedAttribute[int], limit: int, *, newest_first: bool = False
) -> Page[Row]:
    """Return the first `limit` rows of a query by a key (their id), and the last one's id if there are more."""
    ordered = query.order_by(key.desc() if newest_first else key).limit(limit + 1)
    rows = db.session.scalars(ordered).all()
    more = len(rows) > limit
    return Page(rows[:limit], rows[limit - 1].id if more else None)


def config_of(project: Project) -> LabelConfigVersion | None:
    """Return the label config in force."""
    if project.config_id is None:
        return None
    return db.session.scalar(sa.select(LabelConfigVersion).where(LabelConfigVersion.id == project.config_id))


def names_on(projects: Sequence[Project]) -> dict[int, list[str]]:
    """Return who works in each of several projects, by name, in one query."""
    names: dict[int, list[str]] = {project.id: [] for project in projects}
    busy = sa.or_(ProjectPerson.in_pool, ProjectPerson.assigned > 0, ProjectPerson.completed > 0)
    query = sa.select(ProjectPerson.project_id, Member.name, Member.username)
    query = query.join(Member, Member.id == ProjectPerson.member_id)
    query = query.where(ProjectPerson.project_id.in_(names), busy).order_by(Member.username)
    for project_id, name, username in db.session.execute(query):
        names[project_id].append(name or username)
    return names


def people_who_can_label() -> list[Member]:
    """Return the organization's present members who may be given tasks, by username."""
    query = sa.select(Member).where(Member.removed_at.is_(None), Member.role.in_(LABELS))
    return list(db.session.scalars(query.order_by(Member.username)))


def distributions_of(project: Project) -> list[Distribution]:
    """Return how tasks were given out so far, latest first."""
    query = sa.select(Distribution).where(Distribution.project_id == project.id)
    return list(db.session.scalars(query.order_by(Distribution.id.desc())))


def get_distribution(project: Project, distribution_id: int) -> Distribution:
    """Return one distribution of a project; raises NotFound."""
    query = sa.select(Distribution).where(Distribution.project_id == project.id, Distribution.id == distribution_id)
    found = db.session.scalar(query)
    if found is None:
        raise NotFound
    return found


def tasks_since_distribution(project: Project) -> int:
    """Return how many tasks were added after the last distribution; 0 before the first."""
    query = sa.select(Distribution.parameters).where(Distribution.project_id == project.id)
    last = db.session.scalar(query.order_by(Distribution.id.desc()).limit(1))
    return project.next_inner - 1 - int(last["up_to"]) if last else 0


def with_work(projects: Sequence[Project], member: Member) -> set[int]:
    """Return the ids of those projects that a member works in."""
    ids = [project.id for project in projects]
    query = sa.select(ProjectPerson.project_id).where(ProjectPerson.project_id.in_(ids), *_works_here(member))
    return set(db.session.scalars(query))
