"""Making, renewing and revoking API tokens."""

import datetime as dt
from collections.abc import Sequence

from flask_babel import lazy_gettext as _l

from foundation.clock import now
from foundation.database import db
from foundation.errors import Conflict, Invalid
from tenants.audit import record
from tenants.isolation import current_organization_id
from tenants.models import Member, Token
from tenants.tokens import SCOPES, hash_of, new_secret

LONGEST_NAME = 100
SHOWN = 12  # characters of a token by which it is recognized
LONGEST_OVERLAP = dt.timedelta(days=30)


class TokenOver(Conflict):
    """The token is revoked or has run out."""

    code = "token_over"
    default_message = _l("This token doesn't work any more. Make a new one.")


def issue_token(
    maker: Member, name: str, scopes: Sequence[str], expires_at: dt.datetime | None = None
) -> tuple[Token, str]:
    """Make a token and return it with its secret, which is kept nowhere. The maker's role is its ceiling.

    Raises Invalid for name, scopes or expires_at.
    """
    token, secret = _make(maker, checked_name(name), checked_scopes(scopes), expires_at)
    record("token.created", token, name=token.name, scopes=token.scopes, expires_at=_text(expires_at))
    return token, secret


def rotate_token(token: Token, overlap: dt.timedelta, *, by: Member) -> tuple[Token, str]:
    """Make a successor with the same name, scopes and role; the old one works for `overlap` more.

    The successor gets the time the old one had. Raises TokenOver, and Invalid for an overlap beyond 30 days.
    """
    check_works(token)
    if not dt.timedelta() <= overlap <= LONGEST_OVERLAP:
        raise Invalid.field("overlap", _l("Let both work for at most 30 days."))
    moment = now()
    until = moment + (token.expires_at - token.created_at) if token.expires_at else None
    successor, secret = _make(by, token.name, token.scopes, until)
    successor.rotated_from_id = token.id
    if overlap:
        token.expires_at = min(token.expires_at or moment + overlap, moment + overlap)
    else:
        token.revoked_at = moment
    db.session.flush()
    record(
        "token.rotated",
        token,
        name=token.name,
        successor=successor.id,
        works_until=_text(token.expires_at if overlap else moment),
    )
    return successor, secret


def revoke_token(token: Token) -> None:
    """End a token at once; raises TokenOver when it has ended."""
    check_works(token)
    token.revoked_at = now()
    db.session.flush()
    record("token.revoked", token, name=token.name)


def check_works(token: Token) -> None:
    """Raise TokenOver unless the token works."""
    if token.revoked_at is not None or (token.expires_at is not None and token.expires_at <= now()):
        raise TokenOver


def checked_name(name: str) -> str:
    """The token's name without surrounding space; raises Invalid."""
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME:
        raise Invalid.field("name", _l("Give it a name of 1 to 100 characters: where it is used."))
    return name


def checked_scopes(scopes: Sequence[str]) -> list[str]:
    """The scopes in their order; raises Invalid for none or an unknown one."""
    if not scopes or not set(scopes) <= set(SCOPES):
        raise Invalid.field("scopes", _l("Choose at least one of the scopes."))
    return [scope for scope in SCOPES if scope in scopes]


def _make(maker: Member, name: str, scopes: Sequence[str], expires_at: dt.datetime | None) -> tuple[Token, str]:
    if expires_at is not None and expires_at <= now():
        raise Invalid.field("expires_at", _l("Choose a day to come."))
    secret = new_secret(current_organization_id())
    token = Token(
        created_by_id=maker.id,
        name=name,
        hash=hash_of(secret),
        prefix=secret[:SHOWN],
        scopes=list(scopes),
        role=maker.role,
        expires_at=expires_at,
    )
    db.session.add(token)
    db.session.flush()
    return token, secret


def _text(moment: dt.datetime | None) -> str | None:
    return moment.isoformat() if moment else None
