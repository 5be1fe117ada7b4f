"""A project's figures: one query, whatever the number of tasks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

import sqlalchemy as sa

from foundation.database import db
from projects.models import Project, ProjectPerson
from tenants.models import Member
from tenants.ready import Ready


@dataclass(frozen=True)
class Annotator:
    """One person's figures in a project; counts are of tasks, `completion_rate` is 0–100, `seconds` spent in all."""

    member_id: int
    user_id: str
    username: str
    name: str
    removed: bool
    in_pool: bool
    assigned_count: int
    completed_count: int
    in_progress_count: int
    skipped_count: int
    seconds: float
    updated_at: dt.datetime

    @property
    def completion_rate(self) -> float:
        """Completed of assigned, in percent, cut to one decimal."""
        return cut_percent(self.completed_count, self.assigned_count)

    @property
    def seconds_per_task(self) -> float:
        """Time spent for each answer, in seconds; 0.0 without one."""
        return self.seconds / self.completed_count if self.completed_count else 0.0

    @property
    def left_to_do(self) -> int:
        """Tasks given to this person that they have neither answered nor skipped."""
        return max(self.assigned_count - self.completed_count - self.skipped_count, 0)

    @property
    def takes_part(self) -> bool:
        """Whether this person works here, or may take tasks from the pool."""
        return self.has_work or (self.in_pool and not self.removed)

    @property
    def has_work(self) -> bool:
        """Whether this person has an assignment or an answer here."""
        return any((self.assigned_count, self.completed_count, self.in_progress_count, self.skipped_count))


@dataclass(frozen=True)
class Progress:
    """The contract's figures of a project: total = completed + in progress + pending, always."""

    project_id: str
    project_name: str
    status: str
    paused: bool
    total_tasks: int
    completed_tasks: int
    in_progress_tasks: int
    set_aside_tasks: int
    people: tuple[Annotator, ...]
    last_updated: dt.datetime

    @property
    def pending_tasks(self) -> int:
        """Tasks nobody has begun."""
        return self.total_tasks - self.completed_tasks - self.in_progress_tasks

    @property
    def completion_percentage(self) -> float:
        """Completed of total, in percent, cut to one decimal."""
        return cut_percent(self.completed_tasks, self.total_tasks)

    @property
    def annotators(self) -> tuple[Annotator, ...]:
        """Everyone with an assignment or an answer, by username, also people who left."""
        return tuple(person for person in self.people if person.has_work)


@dataclass(frozen=True)
class Figures:
    """A project's figures in a list of projects."""

    total: int
    completed: int = 0
    in_progress: int = 0
    set_aside: int = 0

    @property
    def percentage(self) -> float:
        """Completed of total, in percent, cut to one decimal."""
        return cut_percent(self.completed, self.total)


def cut_percent(part: int, whole: int) -> float:
    """Return part of whole in percent, cut (not rounded) to one decimal; 0.0 of nothing."""
    return part * 1000 // whole / 10 if whole > 0 else 0.0


class Row(NamedTuple):
    """One person's row as it is stored, with their name; the system's row has none."""

    member_id: int
    in_pool: bool
    assigned: int
    open: int
    completed: int
    skipped: int
    seconds: float
    updated_at: dt.datetime
    tasks_completed: int
    tasks_in_progress: int
    tasks_set_aside: int
    public_id: str
    username: str | None
    name: str
    removed_at: dt.datetime | None


_OF_PROJECT = (Project.status, Project.paused_at, Project.name, Project.task_count, Project.changed_at)
# One statement, so that all of it is of one moment.
_FIGURES: Ready[*tuple[Any, ...]] = Ready(
    sa.select(
        *_OF_PROJECT,
        *(getattr(ProjectPerson, figure) for figure in Row._fields[:11]),
        *(getattr(Member, fact) for fact in Row._fields[11:]),
    )
    .select_from(Project)
    .outerjoin(ProjectPerson, ProjectPerson.project_id == Project.id)
    .outerjoin(Member, Member.id == ProjectPerson.member_id)
    .where(Project.id == sa.bindparam("of_project"))
    .order_by(Member.username)
)


def progress(project: Project) -> Progress:
    """Return a project's figures as the database has them now."""
    found = _FIGURES.all(of_project=project.id)
    status, paused_at, name, task_count, changed_at = found[0][: len(_OF_PROJECT)]
    people = (row[len(_OF_PROJECT) :] for row in found)
    rows = [Row(*person) for person in people if person[0] is not None]
    set_aside = sum(row.tasks_set_aside for row in rows)
    return Progress(
        project_id=project.public_id,
        project_name=name,
        status=status,
        paused=paused_at is not None,
        total_tasks=task_count - set_aside,
        completed_tasks=sum(row.tasks_completed for row in rows),
        in_progress_tasks=sum(row.tasks_in_progress for row in rows),
        set_aside_tasks=set_aside,
        people=tuple(_annotator(row) for row in rows if row.username is not None),
        last_updated=max([changed_at, *(row.updated_at for row in rows)]),
    )


def _annotator(row: Row) -> Annotator:
    return Annotator(
        member_id=row.member_id,
        user_id=row.public_id,
        username=row.username or "",
        name=row.name,
        removed=row.removed_at is not None,
        in_pool=row.in_pool,
        assigned_count=row.assigned,
        completed_count=row.completed,
        in_progress_count=row.open,
        skipped_count=row.skipped,
        seconds=row.seconds,
        updated_at=row.updated_at,
    )


def figures_of(projects: Iterable[Project]) -> dict[int, Figures]:
    """Return the figures of several projects by their ids, in one query."""
    totals = {project.id: project.task_count for project in projects}
    sums = db.session.execute(
        sa.select(
            ProjectPerson.project_id,
            sa.func.sum(ProjectPerson.tasks_completed),
            sa.func.sum(ProjectPerson.tasks_in_progress),
            sa.func.sum(ProjectPerson.tasks_set_aside),
        )
        .where(ProjectPerson.project_id.in_(totals))
        .group_by(ProjectPerson.project_id)
    )
    figures = {project_id: Figures(total) for project_id, total in totals.items()}
    for project_id, completed, going, aside in sums:
        total = totals[project_id] - int(aside)
        figures[project_id] = Figures(total, int(completed), int(going), int(aside))
    return figures
