"""Wires the deliveries room into the application."""

from flask import Flask
from flask_babel import lazy_gettext as _l

from deliveries import pages
from deliveries.deliver import deliver  # noqa: F401  # registers its kind of job
from foundation.navigation import Entry, add_to_navigation
from tenants.audit_words import name_actions
from tenants.current import current_member
from tenants.roles import RUNS_PROJECTS


def wire(app: Flask) -> None:
    """Register the room's pages and its kind of job."""
    app.register_blueprint(pages.blueprint)
    name_actions(app, {"delivery.sent_again": _l("sent a callback again")})
    add_to_navigation(
        app,
        Entry(
            key="deliveries",
            label=_l("Deliveries"),
            icon="send",
            endpoint="deliveries.deliveries",
            group="manage",
            order=20,
            allowed=lambda: current_member().role in RUNS_PROJECTS,
        ),
    )
