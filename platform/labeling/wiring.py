"""Wires the labeling room into the application."""

from flask import Flask
from flask_babel import lazy_gettext as _l

from foundation.navigation import Entry, add_to_navigation
from labeling import calls, pages, return_expired  # noqa: F401 -- they declare routes and a duty
from labeling.blueprint import labeling
from labeling.kept import read_answers
from labeling.my_work import count_with_work
from projects.verify import answers_from
from tenants.audit_words import name_actions
from tenants.current import current_member
from tenants.roles import LABELS

MY_WORK = Entry(
    key="work",
    label=_l("My work"),
    icon="pencil-line",
    endpoint="labeling.my_work",
    group="work",
    order=20,
    allowed=lambda: current_member().role in LABELS,
    count=lambda: count_with_work(current_member()),
)


def wire(app: Flask) -> None:
    """Register the room's pages, and tell the rooms below what they can't know."""
    app.register_blueprint(labeling)
    add_to_navigation(app, MY_WORK)
    answers_from(app, read_answers)
    name_actions(app, {"annotation.counted": _l("counted an extra answer")})
