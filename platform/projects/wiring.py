"""Wires the projects room into the application."""

from flask import Flask

from projects.blueprint import pages
from projects.configure_actions import ACTIONS
from projects.configure_pages import allow_large_configs
from projects.take_back import member_left
from tenants.audit_words import name_actions
from tenants.signals import member_removed


def wire(app: Flask) -> None:
    """Register the room's pages, commands and job kinds."""
    member_removed.connect(member_left)
    name_actions(app, ACTIONS)
    app.before_request(allow_large_configs)
    app.register_blueprint(pages)
