"""Finding a request's organization and entering it: by its slug for members, by number for tokens."""

from __future__ import annotations

from flask import g
from sqlalchemy import bindparam, select

from foundation.database import db
from foundation.errors import NotFound
from tenants.isolation import announce, signed_in_user, tenant
from tenants.models import Member, Organization, User
from tenants.ready import Ready


def enter(organization: Organization) -> None:
    """Make `organization` this request's, for the session and for PostgreSQL."""
    g.organization = organization
    g.slug = organization.slug  # these three also when a rollback has emptied the row
    g.language_of_organization = organization.language
    g.zone_of_organization = organization.time_zone
    if "tenant_token" not in g:
        g.tenant_token = tenant.set(organization.id)
    announce(db.session())


def leave() -> None:
    """Forget the organization and the user when the request ends."""
    if (token := g.pop("tenant_token", None)) is not None:
        tenant.reset(token)
    signed_in_user.set(None)


# Built once: every page and every call of a page runs them.
_ORGANIZATION = Ready(select(Organization).where(Organization.id == bindparam("id")))
_MEMBER = Ready(select(Member).where(Member.user_id == bindparam("of_user"), Member.removed_at.is_(None)))


def enter_as_member(user: User, organization: Organization | None) -> Member:
    """Enter an organization and return the membership; raises NotFound alike without either."""
    if organization is None or organization.status != "active":
        raise NotFound
    enter(organization)
    found = _MEMBER.first(of_user=user.id)
    if found is None:
        raise NotFound
    g.member = found[0]
    return found[0]


def enter_by_number(organization_id: int) -> Organization | None:
    """Enter the organization a token names; None when it isn't there or isn't active."""
    found = _ORGANIZATION.first(id=organization_id)
    if found is None or found[0].status != "active":
        return None
    enter(found[0])
    return found[0]
