"""Making someone a member."""

import re

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from foundation.database import db
from foundation.errors import Conflict, Invalid
from foundation.public_ids import new_public_id
from tenants.audit import record
from tenants.models import Member, User
from tenants.roles import ROLES
from tenants.users import create_user, find_user_by_email

LONGEST_USERNAME = 64


class AlreadyMember(Conflict):
    """The person belongs to the organization already."""

    code = "already_member"
    default_message = _l("This person is a member already.")


def add_member(email: str, role: str, *, password: str | None = None, name: str = "") -> Member:
    """Make the person with this address a member, and a user if they have no sign-in yet.

    Raises AlreadyMember, and Invalid for email, role, name or password. An existing user's password stays.
    """
    user = find_user_by_email(email) or create_user(email, name=name, password=password)
    return join(user, role, why="added")


def join(user: User, role: str, *, why: str) -> Member:
    """Make a user a member; one who had left comes back as who they were. Leaves `member.added` in the audit log."""
    if role not in ROLES:
        raise Invalid.field("role", _l("Choose one of the roles."))
    member = db.session.scalar(sa.select(Member).where(Member.user_id == user.id))
    if member is not None and member.removed_at is None:
        raise AlreadyMember
    if member is None:
        member = Member(
            user_id=user.id,
            public_id=new_public_id("user"),
            username=free_username(user.email),
            name=user.name or user.email.partition("@")[0],
            role=role,
        )
        db.session.add(member)
    else:
        member.removed_at = None
        member.role = role
    db.session.flush()
    record("member.added", member, username=member.username, role=role, how=why)
    return member


def free_username(email: str) -> str:
    """The first part of the address, with a number when another member has that one."""
    wanted = re.sub(r"[\s\x00-\x1f]+", "", email.partition("@")[0])[:LONGEST_USERNAME] or "member"
    taken = set(
        db.session.scalars(sa.select(Member.username).where(Member.username.startswith(wanted, autoescape=True)))
    )
    number, username = 1, wanted
    while username in taken:
        number += 1
        username = f"{wanted}{number}"
    return username
