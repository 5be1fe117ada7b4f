"""Reading jobs."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from flask_babel import gettext as _

from foundation.clock import now
from foundation.database import db
from foundation.errors import NotFound
from jobs.models import Job
from jobs.run_job import WORKER_LOST

STATES = ("waiting", "running", "done", "failed")
PAGE = 50


def find_job(public_id: str) -> Job | None:
    """Return a job of this organization, if there is one of that id."""
    return db.session.scalar(sa.select(Job).where(Job.public_id == public_id))


def get_job(public_id: str) -> Job:
    """Return a job of this organization or raise NotFound."""
    job = find_job(public_id)
    if job is None:
        raise NotFound
    return job


def list_jobs(state: str | None = None, *, before: int | None = None) -> list[Job]:
    """Return up to a page and one more, newest first; `before` is the id after which the page begins."""
    newest = sa.select(Job).order_by(Job.id.desc()).limit(PAGE + 1)
    if state is not None:
        newest = newest.where(Job.state == state)
    if before is not None:
        newest = newest.where(Job.id < before)
    return list(db.session.scalars(newest))


def count_by_state() -> dict[str, int]:
    """Return how many jobs there are in each state."""
    counted = sa.select(Job.state, sa.func.count()).group_by(Job.state)
    return dict.fromkeys(STATES, 0) | {state: number for state, number in db.session.execute(counted)}  # noqa: C416  # rows, not pairs, to mypy


def readable_error(job: Job) -> str | None:
    """Say why a job failed, for people. Anything but a text for them is the name of an exception."""
    if job.error is None or not job.error.isidentifier():
        return job.error
    if job.error == WORKER_LOST:
        return _("The worker ended each time it tried.")
    return _("Something unexpected happened (%(name)s).", name=job.error)


def time_left(job: Job) -> dt.timedelta | None:
    """Estimate the rest of a running job from what it has done so far; None while that says nothing."""
    if job.state != "running" or not job.total or not job.done or job.started_at is None:
        return None
    return (now() - job.started_at) / job.done * max(job.total - job.done, 0)
