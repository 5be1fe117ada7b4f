"""How far a file is, how fast it goes, and when it will be there."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from foundation.clock import now
from jobs.models import Job
from jobs.queries import time_left


@dataclass(frozen=True)
class Pace:
    """`rate` is in tasks a second, `left` the time that remains; both are None before anything can be said."""

    done: int
    total: int | None
    rate: float | None
    left: dt.timedelta | None
    running: bool
    tried_again: bool


def pace_of(job: Job) -> Pace:
    """Return the pace of a job that makes a file."""
    running = job.state == "running"
    seconds = (now() - job.started_at).total_seconds() if running and job.started_at else 0
    rate = job.done / seconds if seconds > 0 and job.done else None
    return Pace(job.done, job.total, rate, time_left(job), running, tried_again=job.error is not None)
