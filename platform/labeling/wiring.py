"""Wires the labeling room into the application."""

from flask import Flask

from labeling import calls, return_expired  # noqa: F401 -- they declare routes and a duty
from labeling.blueprint import labeling
from labeling.kept import read_answers
from projects.verify import answers_from


def wire(app: Flask) -> None:
    """Register the room's pages, commands and job kinds."""
    app.register_blueprint(labeling)
    answers_from(app, read_answers)
