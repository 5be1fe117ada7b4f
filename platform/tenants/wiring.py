"""Wires the tenants room into the application."""

from flask import Flask

from tenants import (  # noqa: F401 -- the modules of pages register their routes
    access,
    account_pages,
    audit_pages,
    commands,
    frame,
    join_pages,
    settings_pages,
    sign_in_pages,
    staff_pages,
    token_pages,
)
from tenants.activity import note_activity
from tenants.audit_words import OWN, name_actions
from tenants.blueprint import pages
from tenants.sessions import login_manager


def wire(app: Flask) -> None:
    """Register sign-in, access rules, pages and commands."""
    login_manager.init_app(app)
    access.init_app(app)
    app.teardown_request(note_activity)  # after access: teardown runs backwards, and this needs the organization
    frame.init_app(app)
    name_actions(app, OWN)
    app.register_blueprint(pages)
    commands.init_app(app)
