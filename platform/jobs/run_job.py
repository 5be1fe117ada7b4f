"""Running a claimed job to its end: done, failed, to be tried again, or taken over by somebody else."""

from __future__ import annotations

import datetime as dt
import random

import sqlalchemy as sa
import structlog

from foundation.database import db, unit_of_work
from foundation.languages import in_language
from jobs.claim import Claimed, moment_of
from jobs.kinds import KINDS, Again, Kind, Outcome, WhenFailed
from jobs.leases import Keeper, LostLeaseError
from jobs.models import Job, JobLine
from jobs.running import JobFailedError, RunningJob
from tenants.current import Actor, actor
from tenants.isolation import organization_context
from tenants.models import Organization

WORKER_LOST = "WorkerLost"
FIRST_DELAY = 5.0
LONGEST_DELAY = 300.0

log = structlog.get_logger("labelroom")


def run_job(line: Claimed, keeper: Keeper) -> None:
    """Run a claimed line inside its organization. Exceptions of the work end here, those of the database do not."""
    with (
        organization_context(line.organization_id),
        structlog.contextvars.bound_contextvars(organization=line.organization_id, job=line.job_id, kind=line.kind),
    ):
        try:
            _run(line, KINDS[line.kind], keeper)
        except LostLeaseError:
            db.session.rollback()
            log.warning("job taken over")


def _run(line: Claimed, kind: Kind, keeper: Keeper) -> None:
    job = _begin(line)
    if job is None:
        return
    if line.attempts > kind.max_attempts:
        _fail(line, kind, WORKER_LOST)
        return
    name = actor.set(Actor(member_id=job.member_id, token_id=job.token_id))
    try:
        with in_language(_language(line)), keeper.holding(line, kind.seconds) as lease:
            _work(kind, RunningJob(job, line, lease), line)
    finally:
        actor.reset(name)


def _begin(line: Claimed) -> Job | None:
    """Mark the job as running; a line without a job is dropped."""
    with unit_of_work():
        job = db.session.get(Job, (line.organization_id, line.job_id))
        if job is None or job.state not in ("waiting", "running"):
            _drop(line)
            return None
        job.state = "running"
        job.started_at = job.started_at or moment_of(db.session.connection())
    return job


def _language(line: Claimed) -> str:
    """What a job says to people, it says in its organization's language."""
    with unit_of_work(write=False):
        return db.session.scalars(sa.select(Organization.language).where(Organization.id == line.organization_id)).one()


def _work(kind: Kind, running: RunningJob, line: Claimed) -> None:
    try:
        outcome = kind.work(running)
        running.check()
        _end(line, outcome)
    except LostLeaseError:
        raise
    except Exception as error:
        db.session.rollback()
        if isinstance(error, JobFailedError):
            _fail(line, kind, str(error))
        elif line.attempts >= kind.max_attempts:
            log.error("job failed", exc_info=error)
            _fail(line, kind, type(error).__name__)
        else:
            log.warning("job will be tried again", attempt=line.attempts, exc_info=error)
            _put_back(line, _delay(line.attempts), attempts=line.attempts, error=type(error).__name__)


def _end(line: Claimed, outcome: Outcome) -> None:
    """End the job in the transaction that holds what its work left uncommitted."""
    if isinstance(outcome, Again):
        _put_back(line, outcome.after, attempts=0, error=None)
        return
    _drop(line)
    ended = {"state": "done", "result": outcome or {}, "error": None, "ended_at": moment_of(db.session.connection())}
    db.session.execute(sa.update(Job).where(Job.id == line.job_id).values(ended))
    db.session.commit()


def _fail(line: Claimed, kind: Kind, error: str) -> None:
    with unit_of_work():
        _drop(line)
        job = db.session.get_one(Job, (line.organization_id, line.job_id), populate_existing=True)
        job.state, job.error, job.ended_at = "failed", error, moment_of(db.session.connection())
        if kind.when_failed is not None:
            _tell(kind.when_failed, job)


def _tell(when_failed: WhenFailed, job: Job) -> None:
    """Let the room know; a fault in that must not keep the job from ending."""
    try:
        with db.session.begin_nested():
            when_failed(job)
    except Exception as error:
        log.error("job failed, and so did telling of it", exc_info=error)


def _put_back(line: Claimed, after: dt.timedelta, *, attempts: int, error: str | None) -> None:
    due_at = moment_of(db.session.connection()) + after
    mine = sa.update(JobLine).where(JobLine.id == line.id, JobLine.token == line.token)
    changes = {"token": None, "lease_until": None, "due_at": due_at, "attempts": attempts}
    if db.session.connection().execute(mine.values(changes)).rowcount != 1:
        raise LostLeaseError
    db.session.execute(sa.update(Job).where(Job.id == line.job_id).values(state="waiting", error=error))
    db.session.commit()


def _drop(line: Claimed) -> None:
    """Delete the line with its token: whoever deletes it is the one who ends the job."""
    mine = sa.delete(JobLine).where(JobLine.id == line.id, JobLine.token == line.token)
    if db.session.connection().execute(mine).rowcount != 1:
        raise LostLeaseError


def _delay(attempts: int) -> dt.timedelta:
    """Growing, with full jitter in the upper half: what failed together does not come back together."""
    longest = min(FIRST_DELAY * 2 ** (attempts - 1), LONGEST_DELAY)
    return dt.timedelta(seconds=random.uniform(longest / 2, longest))  # noqa: S311  # spreads load, guards nothing
