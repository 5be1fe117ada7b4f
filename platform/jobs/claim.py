"""Taking the next line of the queue: one conditional update, so that no two workers hold the same."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

import sqlalchemy as sa

from foundation.clock import now
from foundation.database import own_transaction
from jobs.kinds import KINDS
from jobs.models import JobLine

LEASE = dt.timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Claimed:
    """A line this worker holds as long as its token stands in it."""

    id: int
    organization_id: int
    job_id: int
    kind: str
    heavy: bool
    attempts: int
    token: str


CLAIMED = ("id", "organization_id", "job_id", "kind", "heavy", "attempts")


def moment_of(connection: sa.Connection) -> dt.datetime:
    """Return the database's time: the one clock of all workers."""
    if connection.dialect.name == "sqlite":
        return now()
    moment: dt.datetime = connection.execute(sa.select(sa.func.clock_timestamp())).scalar_one()
    return moment.astimezone(dt.UTC)


def count_due(at_most: int) -> int:
    """Count the lines that could be claimed, up to a number: whether a claim is worth its transaction."""
    with own_transaction(write=False) as connection:
        due = sa.select(JobLine.id).where(*_free(moment_of(connection))).limit(at_most)
        return len(connection.execute(due).all())


def claim(*, heavy: bool) -> Claimed | None:
    """Take a line that is due and that nobody holds: of the organization with the fewest running, its oldest.

    Without `heavy`, lines of heavy kinds are left to others. The attempt is counted here, before any work is done,
    so that a job that kills its worker comes to an end.
    """
    with own_transaction() as connection:
        moment = moment_of(connection)
        taken = sa.select(JobLine.organization_id, sa.func.count().label("lines")).where(JobLine.lease_until >= moment)
        running = taken.group_by(JobLine.organization_id).subquery()
        best = (
            sa.select(JobLine.id)
            .outerjoin(running, running.c.organization_id == JobLine.organization_id)
            .where(*_free(moment), *([] if heavy else [JobLine.heavy.is_(False)]))
            .order_by(sa.func.coalesce(running.c.lines, 0), JobLine.due_at, JobLine.id)
            .limit(1)
            .with_for_update(of=JobLine, skip_locked=True)
        )
        token = str(uuid.uuid4())
        row = connection.execute(
            sa.update(JobLine)
            .where(JobLine.id == best.scalar_subquery(), *_free(moment))
            .values(token=token, lease_until=moment + LEASE, attempts=JobLine.attempts + 1)
            .returning(*(getattr(JobLine, name) for name in CLAIMED))
        ).first()
    return Claimed(**row._mapping, token=token) if row is not None else None


def _free(moment: dt.datetime) -> tuple[sa.ColumnElement[bool], ...]:
    unheld = sa.or_(JobLine.lease_until.is_(None), JobLine.lease_until < moment)
    # A kind this worker does not know waits for one that does.
    return JobLine.due_at <= moment, unheld, JobLine.kind.in_(sorted(KINDS))
