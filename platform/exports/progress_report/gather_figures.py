"""Reading a report's figures from the database, all at one moment."""

from __future__ import annotations

from collections.abc import Iterable
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import sqlalchemy as sa

from exports.progress_report.figures import DayFigures, LabelFigures, PersonFigures, ReportFigures
from foundation.database import db
from label_config.colors import label_colors
from label_config.parse import parse_config
from projects.models import DailyFigure, Project, TaskLabel
from projects.progress import Annotator, progress
from projects.queries import config_of
from tenants.queries import get_organization


def gather_figures(project: Project) -> ReportFigures:
    """Return the project's figures as they are now; the session's transaction is the moment."""
    organization = get_organization()
    now = progress(project)
    zone = _zone(organization.time_zone)
    return ReportFigures(
        organization=organization.name,
        project_id=project.public_id,
        name=project.name,
        description=project.description or "",
        task_type=project.task_type,
        status=now.status,
        paused=now.paused,
        language=organization.language,
        created_at=project.created_at.astimezone(zone),
        last_updated=now.last_updated.astimezone(zone),
        zone=zone.key,
        overlap=project.overlap,
        total=now.total_tasks,
        completed=now.completed_tasks,
        in_progress=now.in_progress_tasks,
        pending=now.pending_tasks,
        set_aside=now.set_aside_tasks,
        percentage=now.completion_percentage,
        people=tuple(map(_person, now.annotators)),
        days=tuple(_days(project)),
        labels=tuple(_labels(project)),
    )


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


def _person(person: Annotator) -> PersonFigures:
    return PersonFigures(
        name=person.name or person.username,
        username=person.username,
        assigned=person.assigned_count,
        done=person.completed_count,
        in_progress=person.in_progress_count,
        rate=person.completion_rate,
        seconds=round(person.seconds, 3),
    )


def _days(project: Project) -> Iterable[DayFigures]:
    query = (
        sa.select(DailyFigure.day, sa.func.sum(DailyFigure.submitted))
        .where(DailyFigure.project_id == project.id)
        .group_by(DailyFigure.day)
        .order_by(DailyFigure.day)
    )
    return [DayFigures(day, int(submitted)) for day, submitted in db.session.execute(query) if submitted]


def _labels(project: Project) -> Iterable[LabelFigures]:
    """Return every label of the config, used or not, and those only old answers have; the most frequent first."""
    query = sa.select(TaskLabel.label, sa.func.sum(TaskLabel.count)).where(TaskLabel.project_id == project.id)
    counts = {label: int(count) for label, count in db.session.execute(query.group_by(TaskLabel.label))}
    version = config_of(project)
    colors = {}
    if version is not None:
        controls = parse_config(version.xml).controls.values()
        colors = {label.key: label.color for control in controls for label in control.labels}
    others = sorted(set(counts) - set(colors))
    colors |= dict(zip(others, label_colors([*colors.values(), *[None] * len(others)])[len(colors) :], strict=True))
    ordered = sorted(colors, key=lambda label: -counts.get(label, 0))
    return [LabelFigures(label, counts.get(label, 0), colors[label]) for label in ordered]
