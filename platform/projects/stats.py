"""The few figures above the list of projects."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa

from foundation.clock import now
from foundation.database import db
from projects.models import DailyFigure, Project, ProjectPerson


@dataclass(frozen=True)
class Stats:
    """Of the whole organization; days are UTC."""

    running: int
    tasks_left: int
    done_today: int
    done_yesterday: int
    people_today: int

    @property
    def trend(self) -> int | None:
        """Today's answers against yesterday's, in percent; None without a yesterday."""
        if not self.done_yesterday:
            return None
        return round((self.done_today - self.done_yesterday) * 100 / self.done_yesterday)


def organization_stats() -> Stats:
    """Return the figures of the current organization."""
    live = (Project.status == "in_progress", Project.deleted_at.is_(None))
    running, tasks = db.session.execute(
        sa.select(sa.func.count(Project.id), sa.func.coalesce(sa.func.sum(Project.task_count), 0)).where(*live)
    ).one()
    ended = sa.func.coalesce(sa.func.sum(ProjectPerson.tasks_completed + ProjectPerson.tasks_set_aside), 0)
    finished = db.session.scalar(sa.select(ended).join(Project, Project.id == ProjectPerson.project_id).where(*live))
    today = now().date()
    done_today, people = _day(today)
    return Stats(
        running=running,
        tasks_left=max(int(tasks) - int(finished or 0), 0),
        done_today=done_today,
        done_yesterday=_day(today - dt.timedelta(days=1))[0],
        people_today=people,
    )


def _day(day: dt.date) -> tuple[int, int]:
    submitted = sa.func.coalesce(sa.func.sum(DailyFigure.submitted), 0)
    people = sa.func.count(sa.distinct(DailyFigure.member_id))
    row = db.session.execute(sa.select(submitted, people).where(DailyFigure.day == day)).one()
    return int(row[0]), int(row[1])
