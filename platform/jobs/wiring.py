"""Wires the jobs room into the application."""

import sqlalchemy as sa
from flask import Flask
from flask_babel import lazy_gettext as _l

from foundation.database import db
from foundation.navigation import Entry, add_to_navigation
from jobs import pages, queries
from jobs.duties import every
from jobs.enqueue import after_commit, after_rollback
from jobs.kinds import KINDS
from tenants.audit_words import name_actions
from tenants.current import current_member
from tenants.roles import RUNS_PROJECTS
from tenants.seal_audit import seal_events

every(60, "audit.seal")(seal_events)


def wire(app: Flask) -> None:
    """Ring the bell after commits; register the room's pages and what its templates call."""
    app.extensions.setdefault("doorbell", {})
    if not sa.event.contains(db.session, "after_commit", after_commit):
        sa.event.listen(db.session, "after_commit", after_commit)
        sa.event.listen(db.session, "after_rollback", after_rollback)
    app.register_blueprint(pages.blueprint)
    name_actions(app, {"job.retried": _l("tried a job again")})
    app.jinja_env.globals.update(
        job_state_names=pages.STATE_NAMES,
        job_state_kinds=pages.STATE_KINDS,
        job_time_left=queries.time_left,
        job_error=queries.readable_error,
        job_kinds=KINDS,
    )
    add_to_navigation(
        app,
        Entry(
            key="jobs",
            label=_l("Background work"),
            icon="list-checks",
            endpoint="jobs.jobs",
            group="manage",
            order=25,
            allowed=lambda: current_member().role in RUNS_PROJECTS,
        ),
    )
