"""Creating, suspending and resuming organizations: an operator's acts, from the command line."""

import re
from zoneinfo import ZoneInfo, available_timezones

import sqlalchemy as sa
from flask import current_app
from flask_babel import lazy_gettext as _l

from foundation.database import db
from foundation.errors import Conflict, Invalid, NotFound
from foundation.languages import LANGUAGES
from tenants.add_member import add_member
from tenants.audit import record
from tenants.isolation import organization_context
from tenants.models import Member, Organization
from tenants.queries import find_organization_by_slug
from tenants.roles import OWNER
from tenants.signing_secrets import signing_secrets

SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
LONGEST_NAME = 100


class SecondOnSqlite(Conflict):
    """SQLite has no row-level security."""

    code = "second_on_sqlite"
    default_message = _l(
        "SQLite has no row-level security. For a second organization use PostgreSQL, "
        "or set LABELROOM_MULTI_TENANT_SQLITE=1 if they trust each other."
    )


def create_organization(
    slug: str,
    name: str,
    *,
    owner_email: str,
    owner_password: str | None = None,
    owner_name: str = "",
    language: str = "",
    time_zone: str = "Asia/Shanghai",
) -> tuple[Organization, Member]:
    """Add an organization with its owner and its first signing secret.

    Raises Invalid for slug, name, language, time_zone, email or password, and SecondOnSqlite.
    """
    settings = current_app.config["SETTINGS"]
    if not SLUG.fullmatch(slug):
        raise Invalid.field("slug", _l("Use 1 to 63 lowercase letters, digits and hyphens."))
    if find_organization_by_slug(slug) is not None:
        raise Invalid.field("slug", _l("This slug is taken."))
    if (
        settings.is_sqlite
        and not settings.multi_tenant_sqlite
        and db.session.scalar(sa.select(sa.func.count(Organization.id)))
    ):
        raise SecondOnSqlite
    organization = Organization(
        slug=slug,
        name=checked_name(name),
        language=checked_language(language or settings.language),
        time_zone=checked_time_zone(time_zone),
    )
    db.session.add(organization)
    db.session.flush()
    with organization_context(organization.id):
        record("organization.created", organization, slug=slug, name=organization.name)
        owner = add_member(owner_email, OWNER, password=owner_password, name=owner_name)
        signing_secrets()
        db.session.flush()
    return organization, owner


def set_status(slug: str, status: str) -> Organization:
    """Suspend (`suspended`) or resume (`active`) an organization; raises NotFound."""
    organization = find_organization_by_slug(slug)
    if organization is None:
        raise NotFound
    if organization.status != status:
        organization.status = status
        with organization_context(organization.id):
            record("organization.resumed" if status == "active" else "organization.suspended", organization)
            db.session.flush()
    return organization


def checked_name(name: str) -> str:
    """An organization's name without surrounding space; raises Invalid."""
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise Invalid.field("name", _l("Give a name of 1 to 100 characters."))
    return name


def checked_language(language: str) -> str:
    """The language; raises Invalid for one we don't speak."""
    if language not in LANGUAGES:
        raise Invalid.field("language", _l("Choose one of the languages."))
    return language


def checked_time_zone(name: str) -> str:
    """The IANA name of a time zone; raises Invalid."""
    if name not in available_timezones():
        raise Invalid.field("time_zone", _l("Choose a time zone such as Asia/Shanghai."))
    return ZoneInfo(name).key
