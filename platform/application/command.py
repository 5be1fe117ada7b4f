"""The `labelroom` command."""

from __future__ import annotations

import json
import sys
from typing import Any

import click
from flask import current_app
from flask.cli import FlaskGroup, with_appcontext

from application import migrate as migration
from application.create_app import create_app
from application.demo_command import demo_command
from application.process_commands import serve, web, worker
from application.verify_command import verify_command
from foundation.settings import Settings
from tenants.roles_check import create_roles


@click.group(cls=FlaskGroup, create_app=create_app, add_default_commands=False)
def main() -> None:
    """Labelroom: a labeling platform that many organizations share."""


for command in (serve, web, worker, demo_command, verify_command):
    main.add_command(command)


@main.command()
@click.option("--create-roles", "make_roles", is_flag=True, help="PostgreSQL: make the two roles the URLs name, first.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@with_appcontext
def migrate(*, make_roles: bool, as_json: bool) -> None:
    """Bring the database up to date."""
    settings: Settings = current_app.config["SETTINGS"]
    made = create_roles(settings) if make_roles else []
    migration.migrate(current_app)
    say(
        {"migrated": True, "roles": made},
        f"The database is up to date.{' Roles made: ' + ', '.join(made) if made else ''}",
        as_json=as_json,
    )


def say(facts: dict[str, Any], sentence: str, *, as_json: bool) -> None:
    """Print `sentence`, or `facts` as one JSON object."""
    sys.stdout.write((json.dumps(facts, ensure_ascii=False) if as_json else sentence) + "\n")
