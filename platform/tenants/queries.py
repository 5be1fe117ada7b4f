"""Reading what this room keeps. All but the first three are confined to the organization of the unit of work."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy import select

from foundation.clock import now
from foundation.database import db
from foundation.errors import NotFound
from tenants.isolation import NAMES_TENANT, announce, current_organization_id
from tenants.models import AuditEvent, Invitation, Member, Organization, OrganizationSettings, Token, User

PAGE = 50

Found = TypeVar("Found")


@dataclass(frozen=True)
class MyOrganization:
    """An organization the user belongs to."""

    id: int
    slug: str
    name: str
    role: str


@dataclass(frozen=True)
class Staff:
    """A member with their sign-in address."""

    member: Member
    email: str


def my_organizations(user: User) -> list[MyOrganization]:
    """The active organizations the user is a member of, the one used last first."""
    announce(db.session())
    memberships, organizations = Member.__table__, Organization.__table__
    statement = (
        select(organizations.c.id, organizations.c.slug, organizations.c.name, memberships.c.role)
        .join_from(memberships, organizations, memberships.c.organization_id == organizations.c.id)
        .where(memberships.c.user_id == user.id, memberships.c.removed_at.is_(None), organizations.c.status == "active")
        .order_by(sa.func.coalesce(memberships.c.last_active_at, memberships.c.created_at).desc(), organizations.c.slug)
    )
    rows = db.session.execute(statement, execution_options={NAMES_TENANT: True})
    return [MyOrganization(*row) for row in rows]


def find_organization_by_slug(slug: str) -> Organization | None:
    """The organization of a slug, whatever its status."""
    return db.session.scalar(select(Organization).where(Organization.slug == slug))


def all_organizations() -> list[Organization]:
    """Every organization of the installation, for its operator."""
    return list(db.session.scalars(select(Organization).order_by(Organization.slug)))


def get_organization() -> Organization:
    """The organization of this unit of work; for jobs, which have no request to ask."""
    return db.session.get_one(Organization, current_organization_id())


def members() -> list[Member]:
    """The members, by name."""
    return list(db.session.scalars(select(Member).where(Member.removed_at.is_(None)).order_by(Member.name, Member.id)))


def find_member(public_id: str) -> Member | None:
    """The member of a public id, unless removed."""
    return db.session.scalar(select(Member).where(Member.public_id == public_id, Member.removed_at.is_(None)))


def get_member(public_id: str) -> Member:
    """The member of a public id; raises NotFound."""
    return _or_not_found(find_member(public_id))


def staff(words: str = "", role: str = "", *, after: Member | None = None) -> list[Staff]:
    """A page and one more of the members whose name, username or address contains `words` and who have `role`, by name.

    `after` is the last member of the page before.
    """
    statement = select(Member, User.email).join(User, User.id == Member.user_id).where(Member.removed_at.is_(None))
    if words.strip():
        pattern = _containing(words.strip())
        statement = statement.where(
            sa.or_(
                *(
                    sa.func.lower(column).like(pattern, escape="\\")
                    for column in (Member.name, Member.username, User.email)
                )
            )
        )
    if role:
        statement = statement.where(Member.role == role)
    if after is not None:
        later = sa.and_(Member.name == after.name, Member.id > after.id)
        statement = statement.where(sa.or_(Member.name > after.name, later))
    return [Staff(*row) for row in db.session.execute(statement.order_by(Member.name, Member.id).limit(PAGE + 1))]


def counts_by_role() -> dict[str, int]:
    """How many members have each role."""
    rows = db.session.execute(
        select(Member.role, sa.func.count().label("members")).where(Member.removed_at.is_(None)).group_by(Member.role)
    )
    return {row.role: row.members for row in rows}


def count_owners() -> int:
    """How many owners there are."""
    return counts_by_role().get("owner", 0)


def open_invitations() -> list[Invitation]:
    """Invitations that can still be accepted, newest first."""
    statement = select(Invitation).where(
        Invitation.accepted_at.is_(None), Invitation.revoked_at.is_(None), Invitation.expires_at > now()
    )
    return list(db.session.scalars(statement.order_by(Invitation.id.desc())))


def get_invitation(invitation_id: int) -> Invitation:
    """An invitation of this organization; raises NotFound."""
    return _or_not_found(db.session.scalar(select(Invitation).where(Invitation.id == invitation_id)))


def tokens(*, ended: bool = False) -> list[Token]:
    """The tokens that work, or those revoked or run out; newest first."""
    over = sa.or_(Token.revoked_at.is_not(None), sa.and_(Token.expires_at.is_not(None), Token.expires_at <= now()))
    return list(db.session.scalars(select(Token).where(over if ended else ~over).order_by(Token.id.desc()).limit(200)))


def get_token(token_id: int) -> Token:
    """A token of this organization; raises NotFound."""
    return _or_not_found(db.session.scalar(select(Token).where(Token.id == token_id)))


def settings_of_organization() -> OrganizationSettings:
    """What the owner has set; the defaults where nothing was set yet."""
    found = db.session.scalar(select(OrganizationSettings))
    return found or OrganizationSettings(export_days=7, default_overlap=1)


def audit_events(
    *,
    action: str = "",
    member_id: int | None = None,
    words: str = "",
    before: int | None = None,
    after: int | None = None,
) -> list[AuditEvent]:
    """A page of events and one more, newest first: older than `before`, or just newer than `after` (ids).

    `action` is a whole action or what stands before its dot; `words` are looked for in the object's id.
    """
    statement = select(AuditEvent)
    if action:
        statement = statement.where(sa.or_(AuditEvent.action == action, AuditEvent.action.like(action + ".%")))
    if member_id is not None:
        statement = statement.where(AuditEvent.actor_member_id == member_id)
    if words.strip():
        statement = statement.where(AuditEvent.object_id == words.strip())
    if after is not None:
        newer = db.session.scalars(statement.where(AuditEvent.id > after).order_by(AuditEvent.id).limit(PAGE + 1))
        return list(newer)[::-1]
    if before is not None:
        statement = statement.where(AuditEvent.id < before)
    return list(db.session.scalars(statement.order_by(AuditEvent.id.desc()).limit(PAGE + 1)))


def names_of_members(member_ids: set[int]) -> dict[int, str]:
    """Names by id, of removed members too."""
    rows = db.session.execute(select(Member.id, Member.name, Member.username).where(Member.id.in_(member_ids)))
    return {member_id: name or username for member_id, name, username in rows}


def names_of_tokens(token_ids: set[int]) -> dict[int, str]:
    """Names of tokens by id."""
    return {row.id: row.name for row in db.session.execute(select(Token.id, Token.name).where(Token.id.in_(token_ids)))}


def _containing(words: str) -> str:
    escaped = words.lower().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"


def _or_not_found(found: Found | None) -> Found:
    if found is None:
        raise NotFound
    return found
