"""Changing a member's role, and ending a membership."""

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from foundation.clock import now
from foundation.database import db
from foundation.errors import Conflict, Forbidden, Invalid, NotFound
from tenants.audit import record
from tenants.isolation import current_organization_id
from tenants.models import Member, Organization, Token
from tenants.roles import OWNER, ROLES, outranks
from tenants.signals import member_removed


class LastOwner(Conflict):
    """An organization without an owner could never be changed again."""

    code = "last_owner"
    default_message = _l("This is the last owner. Make someone else an owner first.")


class AboveYou(Forbidden):
    """Nobody acts on those above them, or gives what they don't have."""

    code = "above_you"
    default_message = _l("Only an owner can do this to an owner, or make one.")


class OwnRole(Forbidden):
    """Nobody raises themselves."""

    code = "own_role"
    default_message = _l("Nobody raises their own role. Ask another owner or administrator.")


def change_role(member: Member, role: str, *, by: Member) -> None:
    """Give `member` another role. Raises Invalid, AboveYou, OwnRole, LastOwner."""
    if role not in ROLES:
        raise Invalid.field("role", _l("Choose one of the roles."))
    lock_staff(member, by)
    check_reach(by, member.role, role)
    if member.id == by.id and outranks(role, member.role):
        raise OwnRole
    if role == member.role:
        return
    if member.role == OWNER:
        check_not_last_owner()
    before, member.role = member.role, role
    db.session.flush()
    record("member.role_changed", member, username=member.username, before=before, after=role)


def remove_member(member: Member, *, by: Member) -> None:
    """End a membership: annotations stay, open assignments go back, personal tokens end. Raises AboveYou, LastOwner."""
    lock_staff(member, by)
    check_reach(by, member.role)
    if member.role == OWNER:
        check_not_last_owner()
    member.removed_at = now()
    personal = sa.update(Token).where(
        Token.created_by_id == member.id, Token.personal.is_(True), Token.revoked_at.is_(None)
    )
    db.session.execute(personal.values(revoked_at=now()))
    db.session.flush()
    member_removed.send(member)
    record("member.removed", member, username=member.username, role=member.role)


def check_reach(by: Member, *roles: str) -> None:
    """Raise AboveYou when one of the roles stands above that of who acts."""
    if any(outranks(role, by.role) for role in roles):
        raise AboveYou


def lock_staff(*members: Member) -> None:
    """Let changes of staff wait for each other, so that two owners can't both be the last to go.

    The members are read again: their roles may have changed during the wait.
    """
    organization = sa.select(Organization.id).where(Organization.id == current_organization_id())
    db.session.execute(organization.with_for_update(key_share=True))
    for member in members:
        db.session.refresh(member)
        if member.removed_at is not None:
            raise NotFound


def check_not_last_owner() -> None:
    """Raise LastOwner when only one owner is left."""
    owners = sa.select(sa.func.count()).select_from(Member).where(Member.role == OWNER, Member.removed_at.is_(None))
    if db.session.scalar(owners) == 1:
        raise LastOwner
