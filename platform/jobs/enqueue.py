"""Asking for background work: the job's row and its line in the queue, in the transaction that wants it done."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask import current_app
from sqlalchemy.orm import Session

from foundation.database import database_now, db
from foundation.public_ids import new_public_id
from jobs.doorbell import ring
from jobs.kinds import KINDS
from jobs.models import Job, JobLine
from tenants.current import actor

WANTS_RING = "wants_ring"


def enqueue(kind: str, parameters: dict[str, Any], *, due_at: dt.datetime | None = None) -> Job:
    """Insert a job of the current organization and its queue line, due now or at `due_at`, and return it (flushed).

    A worker learns of it after the commit; nothing is left of it after a rollback.
    """
    who = actor.get()
    job = Job(
        public_id=new_public_id("job"),
        kind=kind,
        parameters=parameters,
        member_id=who.member_id,
        token_id=who.token_id,
    )
    db.session.add(job)
    db.session.flush()
    queue_up(job, due_at=due_at)
    return job


def queue_up(job: Job, *, due_at: dt.datetime | None = None) -> None:
    """Put a line for a job into the queue, and have the bell rung after the commit."""
    moment = database_now()
    line = JobLine(
        organization_id=job.organization_id,
        job_id=job.id,
        kind=job.kind,
        heavy=KINDS[job.kind].heavy,
        due_at=due_at or moment,
    )
    db.session.add(line)
    db.session.flush()
    if due_at is None or due_at <= moment:
        ring_after_commit()


def ring_after_commit() -> None:
    """Wake a worker when the current transaction is committed."""
    db.session.info[WANTS_RING] = True


def after_commit(session: Session) -> None:
    """Ring when the outermost transaction of a session that asked for it has been committed."""
    if session.info.get(WANTS_RING) and not session.in_nested_transaction():
        del session.info[WANTS_RING]
        ring(current_app._get_current_object())  # type: ignore[attr-defined]  # the proxy's own accessor


def after_rollback(session: Session) -> None:
    """Forget the ring of a transaction that came to nothing."""
    if not session.in_nested_transaction():
        session.info.pop(WANTS_RING, None)
