"""Signed-in browsers. The cookie holds a secret; the row with its hash makes it revocable."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets

from flask import g
from flask_login import LoginManager, UserMixin
from sqlalchemy import bindparam, select

from foundation.clock import now
from foundation.database import db
from tenants.isolation import signed_in_user
from tenants.models import Organization, User, UserSession
from tenants.ready import Ready

LIFETIME = dt.timedelta(days=14)
IDLE = dt.timedelta(hours=12)

login_manager = LoginManager()
login_manager.session_protection = ""  # "basic" marks sessions as not fresh, which nothing here asks for


class SignedIn(UserMixin):
    """What Flask-Login keeps: the session's secret, its row and its user."""

    def __init__(self, secret: str, row: UserSession, user: User) -> None:
        self.id = secret
        self.row = row
        self.user = user


def hash_of(secret: str) -> str:
    """Return what is stored of a session's secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def start_session(user: User, *, address: str, agent: str) -> SignedIn:
    """Store a new session of `user` and return it for `login_user`."""
    secret = secrets.token_urlsafe(32)
    row = UserSession(
        id_hash=hash_of(secret), user_id=user.id, expires_at=now() + LIFETIME, address=address, agent=agent[:200]
    )
    db.session.add(row)
    db.session.flush()
    return SignedIn(secret, row, user)


_SESSION = Ready(  # all three are global tables: one question for what every page needs to know of them
    select(UserSession, User, Organization)
    .join(User, User.id == UserSession.user_id)
    .outerjoin(Organization, Organization.slug == bindparam("slug"))
    .where(UserSession.id_hash == bindparam("id_hash"))
)


@login_manager.user_loader  # type: ignore[untyped-decorator]  # Flask-Login has no types
def find_session(secret: str) -> SignedIn | None:
    """Return the live session of a cookie's secret; the organization of the address is kept for entering it."""
    found = _SESSION.first(id_hash=hash_of(secret), slug=g.get("slug_asked_for"))
    if found is None:
        return None
    row, user, g.organization_asked_for = found
    if (
        row.revoked_at is not None
        or row.expires_at <= now()
        or row.seen_at <= now() - IDLE
        or user.disabled_at is not None
    ):
        return None
    signed_in_user.set(user.id)
    return SignedIn(secret, row, user)


def end_session(row: UserSession) -> None:
    """Revoke a session; effective on the next request."""
    row.revoked_at = now()
