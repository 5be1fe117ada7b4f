"""The operator's commands for organizations, members and tokens."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click
from flask import Flask
from flask.cli import AppGroup

from foundation.clock import iso
from foundation.database import db, unit_of_work
from foundation.errors import Invalid, LabelroomError
from foundation.languages import LANGUAGES
from tenants.add_member import add_member
from tenants.create_organization import create_organization, set_status
from tenants.isolation import organization_context
from tenants.issue_token import issue_token
from tenants.models import Organization
from tenants.queries import all_organizations, find_organization_by_slug, members
from tenants.roles import OWNER, ROLES
from tenants.tokens import SCOPES
from tenants.users import find_user_by_email

organizations = AppGroup("organizations", help="Create, list, suspend and resume organizations.")
members_group = AppGroup("members", help="Add members to an organization.")
tokens = AppGroup("tokens", help="Create API tokens.")

as_json = click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
of_organization = click.option("--organization", "slug", required=True, metavar="SLUG", help="The organization's slug.")


def init_app(app: Flask) -> None:
    """Add the commands to `labelroom`."""
    for group in (organizations, members_group, tokens):
        app.cli.add_command(group)


@organizations.command("create")
@click.argument("slug")
@click.option("--name", required=True, help="The name people see.")
@click.option("--owner-email", required=True)
@click.option("--owner-password", help="For a new user. Without it one is made and printed.")
@click.option("--owner-name", default="")
@click.option("--language", type=click.Choice(list(LANGUAGES)), help="Default: the installation's.")
@click.option("--time-zone", default="Asia/Shanghai", show_default=True)
@as_json
def create(
    slug: str, *, as_json: bool, owner_email: str, owner_password: str | None, language: str | None, **more: Any
) -> None:
    """Create the organization SLUG with its owner."""
    with acting():
        password, shown = password_for(owner_email, owner_password)
        organization, owner = create_organization(
            slug, owner_email=owner_email, owner_password=password, language=language or "", **more
        )
        result = {"slug": slug, "name": organization.name, "owner": owner_email, "owner_id": owner.public_id}
    tell(result | shown, as_json=as_json, text=f"Created {slug} with the owner {owner_email}.", password=shown)


@organizations.command("list")
@as_json
def list_all(*, as_json: bool) -> None:
    """List all organizations."""
    with acting(write=False):
        found = [
            {
                "slug": one.slug,
                "name": one.name,
                "status": one.status,
                "language": one.language,
                "created_at": iso(one.created_at),
            }
            for one in all_organizations()
        ]
    text = "\n".join(f"{one['slug']}\t{one['status']}\t{one['name']}" for one in found)
    tell({"organizations": found}, as_json=as_json, text=text)


@organizations.command("suspend")
@click.argument("slug")
@as_json
def suspend(slug: str, *, as_json: bool) -> None:
    """Close the organization SLUG for its members and tokens; its data stays."""
    change_status(slug, "suspended", as_json=as_json)


@organizations.command("resume")
@click.argument("slug")
@as_json
def resume(slug: str, *, as_json: bool) -> None:
    """Open the organization SLUG again."""
    change_status(slug, "active", as_json=as_json)


@members_group.command("add")
@of_organization
@click.option("--email", required=True)
@click.option("--role", type=click.Choice(ROLES), required=True)
@click.option("--name", default="")
@click.option("--password", help="For a new user. Without it one is made and printed.")
@as_json
def add(slug: str, *, email: str, role: str, name: str, password: str | None, as_json: bool) -> None:
    """Make the person with this address a member."""
    with acting():
        chosen, shown = password_for(email, password)
        with inside(slug):
            member = add_member(email, role, password=chosen, name=name)
        result = {
            "organization": slug,
            "email": email,
            "role": role,
            "member_id": member.public_id,
            "username": member.username,
        }
    tell(result | shown, as_json=as_json, text=f"{email} is now {role} of {slug}.", password=shown)


@tokens.command("create")
@of_organization
@click.option("--name", required=True, help="What the token is for.")
@click.option("--scope", "scopes", multiple=True, type=click.Choice(SCOPES), help="Repeatable. Default: all.")
@as_json
def create_token(slug: str, *, name: str, scopes: tuple[str, ...], as_json: bool) -> None:
    """Create a token, in the name of the first owner, and print it: alone, on standard output, this once."""
    with acting():
        with inside(slug):
            owner = next((member for member in members() if member.role == OWNER), None)
            if owner is None:
                raise click.ClickException(f"{slug} has no owner")
            token, secret = issue_token(owner, name, scopes or SCOPES)
        result = {"organization": slug, "name": token.name, "scopes": token.scopes, "token": secret}
    tell(result, as_json=as_json, text=secret)


@contextmanager
def acting(*, write: bool = True) -> Iterator[None]:
    """A unit of work whose expected failures end the command with status 1 and a sentence on standard error."""
    try:
        with unit_of_work(write=write):
            yield
    except Invalid as error:
        raise click.ClickException("; ".join(f"{fault.field}: {fault.message}" for fault in error.errors)) from error
    except LabelroomError as error:
        raise click.ClickException(str(error.message)) from error


@contextmanager
def inside(slug: str) -> Iterator[None]:
    """Work inside the organization of a slug; what was done is written before it is left."""
    with organization_context(get_organization(slug).id):
        yield
        db.session.flush()


def get_organization(slug: str) -> Organization:
    """The organization of a slug, or the end of the command."""
    found = find_organization_by_slug(slug)
    if found is None:
        raise click.ClickException(f"no organization has the slug {slug}")
    return found


def change_status(slug: str, status: str, *, as_json: bool) -> None:
    """Set an organization's status and say so."""
    with acting():
        get_organization(slug)
        set_status(slug, status)
    tell({"slug": slug, "status": status}, as_json=as_json, text=f"{slug} is {status}.")


def password_for(email: str, given: str | None) -> tuple[str | None, dict[str, str]]:
    """The password for a new user, and what is to be printed of it; an existing user keeps theirs."""
    if find_user_by_email(email) is not None:
        return None, {}
    if given is not None:
        return given, {}
    made = secrets.token_urlsafe(12)
    return made, {"password": made}


def tell(result: dict[str, Any], *, as_json: bool, text: str, password: dict[str, str] | None = None) -> None:
    """Print the outcome as one JSON object or as text."""
    click.echo(json.dumps(result, ensure_ascii=False) if as_json else text)
    if password and not as_json:
        click.echo(f"Password: {password['password']}")
