"""The `labelroom` command."""

from __future__ import annotations

import click
from flask.cli import FlaskGroup

from application.create_app import create_app


@click.group(cls=FlaskGroup, create_app=create_app, add_default_commands=False)
def main() -> None:
    """Labelroom: a labeling platform that many organizations share."""
