"""The SQL form of what `standing.py` derives for one task, for acts that change many at once."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from projects.models import COMPLETED, IN_PROGRESS, PENDING, Assignment, Project, Task

OUTSTANDING = ("waiting", "open", "rework")  # an answer is still to come from these assignments


def status_sql(needed: sa.ColumnElement[int]) -> sa.ColumnElement[int]:
    """Return the status tasks have when they need `needed` answers."""
    complete = sa.and_(Task.answers >= needed, sa.not_(Task.is_rework))
    going = sa.or_(Task.held > 0, Task.answers > 0, Task.is_rework)
    return sa.case((complete, COMPLETED), (going, IN_PROGRESS), else_=PENDING)


def free_sql(needed: sa.ColumnElement[int], active: sa.ColumnElement[int]) -> sa.ColumnElement[int]:
    """Return the places left in the pool of tasks that are in it."""
    places = needed - Task.answers - active
    takes = sa.and_(Task.set_aside_at.is_(None), sa.or_(Task.answers < needed, Task.is_rework))
    return sa.case((sa.and_(takes, places > 0), places), else_=0)


def outstanding_of(project: Project) -> sa.Subquery:
    """Return (task_id, outstanding) of a project's tasks that someone still has."""
    return (
        sa.select(Assignment.task_id, sa.func.count(Assignment.id).label("outstanding"))
        .where(Assignment.project_id == project.id, Assignment.state.in_(OUTSTANDING))
        .group_by(Assignment.task_id)
        .subquery()
    )


def places_sql(outstanding: sa.Subquery, raise_by: int = 0) -> sa.ColumnElement[Any]:
    """Return how many people tasks still lack, joined to `outstanding_of`, if they needed `raise_by` more answers."""
    return Task.answers_needed + raise_by - Task.answers - sa.func.coalesce(outstanding.c.outstanding, 0)
