"""Wires the projects room into the application."""

from flask import Flask
from flask_babel import lazy_gettext as _l

from foundation.navigation import Entry, add_to_navigation
from projects import distribute_pages, task_pages  # noqa: F401 -- the modules of pages register their routes
from projects.blueprint import pages
from projects.configure_actions import ACTIONS as CONFIGURE_ACTIONS
from projects.configure_pages import allow_large_configs
from projects.list_pages import allow_large_texts
from projects.project_pages import SEES_PROJECTS
from projects.take_back import member_left
from projects.words import ACTIONS
from tenants.audit_words import name_actions
from tenants.current import current_member
from tenants.signals import member_removed


def wire(app: Flask) -> None:
    """Register the room's pages, navigation, audit words and signals."""
    member_removed.connect(member_left)
    name_actions(app, CONFIGURE_ACTIONS)
    name_actions(app, ACTIONS)
    app.before_request(allow_large_configs)
    app.before_request(allow_large_texts)
    app.register_blueprint(pages)
    add_to_navigation(
        app,
        Entry(
            key="projects",
            label=_l("Projects"),
            icon="folder-kanban",
            endpoint="projects.projects",
            group="work",
            order=10,
            allowed=lambda: current_member().role in SEES_PROJECTS,
        ),
    )
