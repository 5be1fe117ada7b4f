"""Who is asking, and in which organization. Set by `tenants.access` before a view runs."""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, cast

from flask import g, has_request_context
from flask_login import current_user

from tenants.models import Member, Organization, Token, User, UserSession


@dataclass(frozen=True)
class Actor:
    """Who an audit event names."""

    member_id: int | None = None
    token_id: int | None = None
    address: str = ""
    request_id: str = ""


actor: ContextVar[Actor] = ContextVar("actor", default=Actor())  # noqa: B039 -- frozen


def find_user() -> User | None:
    """Return the signed-in user."""
    signed_in: Any = current_user
    return cast(User, signed_in.user) if signed_in.is_authenticated else None


def reader() -> User:
    """Return the signed-in user; only in views that ask for one."""
    return cast(User, cast(Any, current_user).user)


def current_session() -> UserSession:
    """Return the session of this browser; only in views for the signed-in."""
    return cast(UserSession, cast(Any, current_user).row)


def find_member() -> Member | None:
    """Return the member asking, in this request's organization."""
    return g.get("member") if has_request_context() else None


def current_member() -> Member:
    """Return the member asking; only in views that ask for one."""
    return cast(Member, g.member)


def current_organization() -> Organization:
    """Return the organization of this request."""
    return cast(Organization, g.organization)


def find_organization() -> Organization | None:
    """Return the organization of this request, if it has one."""
    return g.get("organization") if has_request_context() else None


def current_token() -> Token:
    """Return the API token of this request; only in views that ask for one."""
    return cast(Token, g.token)


def find_token_in_use() -> Token | None:
    """Return the API token of this request, if it came with one."""
    return g.get("token") if has_request_context() else None
