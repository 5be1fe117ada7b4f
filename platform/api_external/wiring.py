"""Wires the api_external room into the application."""

import json
import re

import click
from flask import Flask, current_app
from flask.cli import with_appcontext
from markupsafe import Markup, escape

from api_external import docs, exports, failures, jobs, projects  # noqa: F401 -- the views register themselves
from api_external.openapi import document
from api_external.serve import ProjectId, blueprint
from foundation.languages import in_language

CODE = re.compile(r"`([^`]+)`")


def wire(app: Flask) -> None:
    """Register the calls, the documentation, the form of errors and the command that prints the OpenAPI document."""
    failures.init_app(app)
    app.jinja_env.filters["as_code"] = as_code
    app.url_map.converters["project"] = ProjectId
    app.register_blueprint(blueprint)
    app.cli.add_command(print_openapi)


def as_code(text: str) -> Markup:
    """Return text with what stands between backticks as code."""
    return Markup(CODE.sub(r"<code>\1</code>", str(escape(text))))  # noqa: S704 -- escaped just here


@click.command("openapi")
@click.option("--language", default="en", type=click.Choice(["en", "zh"]), help="Language of the descriptions.")
@with_appcontext
def print_openapi(language: str) -> None:
    """Print the OpenAPI document of the external API."""
    with in_language(language):
        click.echo(json.dumps(document(current_app.config["SETTINGS"].public_url), ensure_ascii=False, indent=2))
