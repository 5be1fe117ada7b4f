"""What a member did in a project, day by day, for the report."""

from __future__ import annotations

from foundation.clock import now
from labeling.upsert import add_up
from labeling.work import Work
from projects.models import DailyFigure


def add_to_day(work: Work, *, submitted: int, seconds: float) -> None:
    """Add to the member's figures of today (UTC): answers submitted for the first time, and time spent in seconds."""
    row = {
        "project_id": work.project.id,
        "member_id": work.member.id,
        "day": now().date(),
        "submitted": submitted,
        "seconds": seconds,
    }
    add_up(DailyFigure, [row], key=("project_id", "day", "member_id"))
