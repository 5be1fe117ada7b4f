"""Wires the exports room into the application."""

from flask import Flask
from flask_babel import lazy_gettext as _l

from exports import build_export, download, expire  # noqa: F401 -- they register themselves
from exports.pages import exports
from foundation.navigation import Entry, add_to_navigation
from tenants.audit_words import name_actions
from tenants.current import current_member
from tenants.roles import RUNS_PROJECTS


def wire(app: Flask) -> None:
    """Register the room's pages, its download route, its kind of job and its duties."""
    app.register_blueprint(exports)
    name_actions(app, {"export.started": _l("started an export")})
    add_to_navigation(
        app,
        Entry(
            key="exports",
            label=_l("Exports"),
            icon="download",
            endpoint="exports.exports",
            group="manage",
            order=10,
            allowed=lambda: current_member().role in RUNS_PROJECTS,
        ),
    )
