"""What a member has to do, over all projects, and what they did last."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from foundation.database import db
from labeling.config_version import parsed_configs
from labeling.models import Annotation
from labeling.summary import summary_of_answer, summary_of_task
from projects.models import Project, ProjectPerson, Task
from projects.progress import Figures, figures_of
from tenants.models import Member

RECENT = 12
LATEST_PROJECTS = 5  # recent answers are looked for in so many


@dataclass(frozen=True)
class Workplace:
    """A project a member works in."""

    project: Project
    person: ProjectPerson
    figures: Figures

    @property
    def done(self) -> int:
        """Tasks the member is done with, skipped ones too."""
        return self.person.completed + self.person.skipped

    @property
    def left(self) -> int:
        """Tasks promised to the member and not done; in a pool, those nobody has done."""
        if self.person.in_pool:
            return max(self.figures.total - self.figures.completed, 0)
        return max(self.person.assigned - self.done, 0)

    @property
    def has_work(self) -> bool:
        """Whether pressing Label may give a task."""
        return self.project.status == "in_progress" and self.project.paused_at is None and self.left > 0


@dataclass(frozen=True)
class RecentAnswer:
    """One of a member's last answers."""

    project: Project
    task: Task
    annotation: Annotation
    summary_of_task: str
    summary: str


def workplaces(member: Member) -> list[Workplace]:
    """Return the projects a member works in: those with something to do first, the latest first."""
    works = sa.or_(ProjectPerson.in_pool, ProjectPerson.assigned > 0, ProjectPerson.completed > 0)
    rows = db.session.execute(
        sa.select(Project, ProjectPerson)
        .join(ProjectPerson, ProjectPerson.project_id == Project.id)
        .where(
            ProjectPerson.member_id == member.id,
            works,
            Project.deleted_at.is_(None),
            Project.status.in_(("in_progress", "completed")),
        )
        .order_by(ProjectPerson.updated_at.desc(), Project.id.desc())
    ).all()
    figures = figures_of([project for project, _person in rows])
    places = [Workplace(project, person, figures[project.id]) for project, person in rows]
    return sorted(places, key=lambda place: not place.has_work)


def count_with_work(member: Member) -> int:
    """Return in how many projects a member has something to do."""
    mine = sa.or_(ProjectPerson.in_pool, ProjectPerson.assigned > ProjectPerson.completed + ProjectPerson.skipped)
    query = (
        sa.select(sa.func.count(ProjectPerson.id))
        .join(Project, Project.id == ProjectPerson.project_id)
        .where(
            ProjectPerson.member_id == member.id,
            mine,
            Project.status == "in_progress",
            Project.paused_at.is_(None),
            Project.deleted_at.is_(None),
        )
    )
    return db.session.scalar(query) or 0


def recent_answers(member: Member, places: Sequence[Workplace]) -> list[RecentAnswer]:
    """Return a member's last answers in the projects they worked in last."""
    latest = sorted(places, key=lambda place: place.person.updated_at, reverse=True)[:LATEST_PROJECTS]
    if not latest:
        return []
    # The last few of each project by the index, not all of everything sorted.
    few = sa.union_all(*(_last_few(member, place.project) for place in latest)).subquery()
    rows = db.session.execute(
        sa.select(Annotation, Task)
        .join(few, few.c.id == Annotation.id)
        .join(Task, Task.id == Annotation.task_id)
        .order_by(Annotation.submitted_at.desc(), Annotation.id.desc())
        .limit(RECENT)
    ).all()
    projects = {place.project.id: place.project for place in latest}
    versions: dict[int, set[int]] = {}
    for annotation, _task in rows:
        versions.setdefault(annotation.project_id, set()).add(annotation.config_version)
    configs = {project_id: parsed_configs(project_id, numbers) for project_id, numbers in versions.items()}
    return [
        RecentAnswer(
            projects[task.project_id],
            task,
            annotation,
            summary_of_task(task.data),
            summary_of_answer(configs[task.project_id][annotation.config_version], annotation.results),
        )
        for annotation, task in rows
    ]


def _last_few(member: Member, project: Project) -> sa.Select[int]:
    query = (
        sa.select(Annotation.id)
        .where(Annotation.project_id == project.id, Annotation.member_id == member.id)
        .order_by(Annotation.submitted_at.desc(), Annotation.id.desc())
        .limit(RECENT)
    )
    return sa.select(query.subquery())
