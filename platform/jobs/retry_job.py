"""Giving a failed job another chance."""

from foundation.errors import Conflict
from jobs.enqueue import queue_up
from jobs.models import Job
from tenants.audit import record


def retry_job(job: Job) -> None:
    """Put a failed job back into the queue with all its attempts; Conflict if it has not failed."""
    if job.state != "failed":
        raise Conflict
    job.state, job.error, job.ended_at = "waiting", None, None
    record("job.retried", job, kind=job.kind)
    queue_up(job)
