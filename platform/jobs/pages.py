"""The pages of background work: what runs, how far it is, and what failed."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from jobs import queries
from jobs.queries import PAGE, STATES
from jobs.retry_job import retry_job
from tenants.access import member_of
from tenants.roles import RUNS_PROJECTS

blueprint = Blueprint("jobs", __name__)

STATE_NAMES = {"waiting": _l("Waiting"), "running": _l("Running"), "done": _l("Done"), "failed": _l("Failed")}
STATE_KINDS = {"waiting": "", "running": "accent", "done": "ok", "failed": "bad"}


@blueprint.get("/o/<slug>/jobs")
@member_of(RUNS_PROJECTS)
def jobs() -> str:
    """List the organization's background work, newest first, by state."""
    state = request.args.get("state")
    state = state if state in STATES else None
    before = request.args.get("before", type=int)
    found = queries.list_jobs(state, before=before)
    page = {
        "shown": found[:PAGE],
        "counts": queries.count_by_state(),
        "state": state,
        "states": STATES,
        "before": before,
        "following": found[PAGE - 1].id if len(found) > PAGE else None,
    }
    return render_template("jobs/jobs.html", **page)


@blueprint.get("/o/<slug>/jobs/<public_id>")
@member_of(RUNS_PROJECTS)
def job(public_id: str) -> str:
    """Show how far a job is: a fragment that asks again until the job has ended."""
    return render_template("jobs/_job.html", job=queries.get_job(public_id))


@blueprint.post("/o/<slug>/jobs/<public_id>/retry")
@member_of(RUNS_PROJECTS)
def retry(public_id: str) -> Response:
    """Give a failed job another chance."""
    retry_job(queries.get_job(public_id))
    flash(_("The work begins again."), "ok")
    return redirect(url_for("jobs.jobs"), 303)
