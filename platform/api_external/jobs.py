"""Serves the state of work in the background."""

from flask import Response

from api_external import responses
from api_external.operations import JOB
from api_external.serve import as_json, serve_get
from jobs.queries import get_job, readable_error

PUBLIC_STATES = {"done": "completed"}


@serve_get(JOB)
def read_job(job_id: str) -> Response:
    """Say how far a job is and what came out."""
    job = get_job(job_id)
    return as_json(
        responses.Job.model_validate(
            {
                "job_id": job.public_id,
                "kind": job.kind,
                "status": PUBLIC_STATES.get(job.state, job.state),
                "done": job.done,
                "total": job.total,
                "result": job.result if job.state == "done" else None,
                "error_message": readable_error(job) if job.state == "failed" else None,
                "created_at": job.created_at,
                "ended_at": job.ended_at,
            }
        )
    )
