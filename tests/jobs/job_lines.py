"""Looking into the queue, and turning its clock."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from flask import Flask

from foundation.database import db, own_transaction
from jobs.enqueue import enqueue
from jobs.kinds import KINDS, Kind, Outcome
from jobs.models import Job, JobLine
from jobs.running import RunningJob
from tests.people import Room


@contextmanager
def kind(name: str, work: Callable[[RunningJob], Outcome], **changes: object) -> Iterator[None]:
    """Register a kind of job for the length of a test."""
    values: dict[str, object] = {"heavy": False, "max_attempts": 3, "seconds": 60.0, "when_failed": None, "label": name}
    KINDS[name] = Kind(name, work, **(values | changes))  # type: ignore[arg-type]  # named as in Kind
    try:
        yield
    finally:
        del KINDS[name]


def ask(room: Room, name: str, **parameters: object) -> int:
    """Enqueue a job and return its number."""
    with room.inside():
        return enqueue(name, dict(parameters)).id


def job_of(room: Room, job_id: int) -> Job:
    """Return a job as it is in the database."""
    with room.inside(write=False):
        return db.session.get_one(Job, (room.organization_id, job_id))


def lines(app: Flask) -> list[JobLine]:
    """Return all lines of the queue."""
    with app.app_context(), own_transaction(write=False) as connection:
        rows = connection.execute(sa.select(JobLine.__table__).order_by(JobLine.id))
        return [JobLine(**row._mapping) for row in rows]


def let_time_pass(app: Flask, seconds: float) -> None:
    """Make the queue believe that this much time has passed."""
    past = dt.timedelta(seconds=seconds)
    for line in lines(app):
        lease = line.lease_until - past if line.lease_until else None
        with app.app_context(), own_transaction() as connection:
            mine = sa.update(JobLine).where(JobLine.id == line.id)
            connection.execute(mine.values(due_at=line.due_at - past, lease_until=lease))
