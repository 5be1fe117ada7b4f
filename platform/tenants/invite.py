"""Inviting by link: the link is shown once, only its hash is kept."""

import datetime as dt
import hashlib
import secrets

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from foundation.clock import now
from foundation.database import db
from foundation.errors import Invalid, LabelroomError, NotFound
from tenants.add_member import join
from tenants.audit import record
from tenants.change_member import check_reach
from tenants.current import Actor, actor
from tenants.emails import checked_email, fold_email
from tenants.models import Invitation, Member, User
from tenants.roles import ROLES

LIFETIME = dt.timedelta(days=7)


class InvitationOver(LabelroomError):
    """The link was used, withdrawn, or is too old."""

    status = 410
    code = "invitation_over"
    default_message = _l("This invitation was used, withdrawn, or is older than seven days. Ask for a new link.")


class ForSomeoneElse(LabelroomError):
    """The invitation names another e-mail address."""

    status = 403
    code = "for_someone_else"
    default_message = _l("This invitation is for another e-mail address. Sign in with that one.")


def invite(by: Member, role: str, email: str = "") -> tuple[Invitation, str]:
    """Make an invitation and the secret of its link. With an address only its owner can accept.

    Raises Invalid for role or email, AboveYou for a role above the inviter's.
    """
    if role not in ROLES:
        raise Invalid.field("role", _l("Choose one of the roles."))
    check_reach(by, role)
    secret = secrets.token_urlsafe(24)
    invitation = Invitation(
        created_by_id=by.id,
        email=checked_email(email) if email.strip() else None,
        role=role,
        token_hash=hash_of(secret),
        expires_at=now() + LIFETIME,
    )
    db.session.add(invitation)
    db.session.flush()
    record("invitation.created", invitation, role=role, email=invitation.email)
    return invitation, secret


def revoke_invitation(invitation: Invitation) -> None:
    """Make the link worthless; raises InvitationOver when it is already."""
    check_open(invitation)
    invitation.revoked_at = now()
    db.session.flush()
    record("invitation.revoked", invitation, role=invitation.role, email=invitation.email)


def get_invitation_by_secret(secret: str) -> Invitation:
    """The invitation of a link, in the organization of the unit of work; raises NotFound, InvitationOver."""
    found = db.session.scalar(sa.select(Invitation).where(Invitation.token_hash == hash_of(secret)))
    if found is None:
        raise NotFound
    check_open(found)
    return found


def accept_invitation(invitation: Invitation, user: User) -> Member:
    """Make the user a member; raises InvitationOver, ForSomeoneElse, AlreadyMember."""
    if invitation.email and fold_email(invitation.email) != user.email_folded:
        raise ForSomeoneElse
    taken = sa.update(Invitation).where(Invitation.id == invitation.id, Invitation.accepted_at.is_(None))
    if db.session.execute(taken.values(accepted_at=now())).rowcount != 1:  # type: ignore[attr-defined]  # an UPDATE's result has it
        raise InvitationOver
    member = join(user, invitation.role, why="invited")
    invitation.accepted_by_id = member.id
    db.session.flush()
    who = actor.get()
    actor.set(Actor(member_id=member.id, address=who.address, request_id=who.request_id))
    record("invitation.accepted", invitation, role=invitation.role, username=member.username)
    return member


def check_open(invitation: Invitation) -> None:
    """Raise InvitationOver when the link works no more."""
    if invitation.accepted_at or invitation.revoked_at or invitation.expires_at <= now():
        raise InvitationOver


def hash_of(secret: str) -> str:
    """What is stored of a link's secret."""
    return hashlib.sha256(secret.encode()).hexdigest()
