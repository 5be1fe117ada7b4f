"""`labelroom demo`, and the demo `serve --demo` makes on its first start."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click
from flask import Flask, current_app
from flask.cli import with_appcontext

from foundation.database import unit_of_work
from foundation.settings import Settings

if TYPE_CHECKING:
    from application.make_demo import Demo


@click.command("demo")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@with_appcontext
def demo_command(*, as_json: bool) -> None:
    """Make a demo organization with people and sample projects, and print its sign-ins and a token, once."""
    from application.make_demo import make_demo  # other commands needn't load it

    demo = make_demo()
    sys.stdout.write(json.dumps(asdict(demo), ensure_ascii=False) + "\n" if as_json else text_of(demo))


def demo_on_first_start(app: Flask) -> None:
    """Make the demo when there is no organization yet; say where its sign-ins are when it was made before."""
    from application.make_demo import is_empty, make_demo

    settings: Settings = app.config["SETTINGS"]
    kept = settings.data_dir / "demo.txt"
    with app.app_context():
        with unit_of_work(write=False):
            empty = is_empty()
        if empty:
            text = text_of(make_demo())
            keep(kept, text)
            sys.stdout.write(text)
        elif kept.exists():
            sys.stdout.write(f"The demo's sign-ins and its token are in {kept}.\n")
    sys.stdout.flush()


def keep(path: Path, text: str) -> None:
    """Write a file only its owner can read."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(text)


def text_of(demo: Demo) -> str:
    """Return the sign-ins and the token for people to read."""
    settings: Settings = current_app.config["SETTINGS"]
    people = "\n".join(f"  {email:<20} {role:<10} {name}" for email, name, role in demo.people)
    return (
        f"\nA demo organization is ready at {settings.public_url}/o/{demo.organization}\n"
        f"Sign in with one of these addresses and the password {demo.password}\n\n{people}\n\n"
        f"API token: {demo.token}\n"
        f"Try it:    curl -H 'Authorization: Bearer {demo.token}' {settings.public_url}/api/external/projects\n\n"
    )
