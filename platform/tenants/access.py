"""The access rule of every route, declared beside it and enforced in one place before any view runs.

A route without a rule answers 500: forgetting one fails closed, and a test walks the URL map.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar

import structlog
from flask import Flask, Response, current_app, g, request
from flask_babel import lazy_gettext as _l

from foundation.database import db
from foundation.errors import Forbidden, LabelroomError
from tenants.current import Actor, actor, find_user
from tenants.enter import enter_as_member, leave
from tenants.isolation import announce
from tenants.models import Token
from tenants.tokens import find_token

View = TypeVar("View", bound=Callable[..., Any])
Kind = Literal["public", "signed_in", "member", "token", "token_or_member"]


@dataclass(frozen=True)
class Rule:
    """Who may call a route."""

    kind: Kind
    roles: frozenset[str] = field(default_factory=frozenset)
    scope: str | None = None


class SignedOut(LabelroomError):
    """Nobody is signed in: pages lead to the sign-in, scripts get this code."""

    status = 401
    code = "signed_out"
    default_message = _l("You are signed out. Sign in again; nothing you did is lost.")


class InvalidToken(LabelroomError):
    """No bearer token, or one that isn't valid (any more)."""

    status = 401
    code = "INVALID_TOKEN"
    default_message = _l("The token is missing, unknown, expired or revoked.")


class TokenForbids(Forbidden):
    """A valid token whose scope or role doesn't reach that far."""

    default_message = _l("This token's scopes don't allow the call.")


def _mark(rule: Rule) -> Callable[[View], View]:
    def decorate(view: View) -> View:
        if hasattr(view, "access"):
            raise TypeError(f"{view.__name__} has two access rules")
        view.access = rule  # type: ignore[attr-defined]  # functions take attributes; a TypeVar can't say so
        return view

    return decorate


def public(view: View) -> View:
    """Anyone, signed in or not."""
    return _mark(Rule("public"))(view)


def signed_in(view: View) -> View:
    """Any signed-in user, outside an organization."""
    return _mark(Rule("signed_in"))(view)


def member_of(roles: frozenset[str]) -> Callable[[View], View]:
    """Members with one of `roles`; the route has `<slug>`. Strangers get the same 404 as for a slug nobody has."""
    return _mark(Rule("member", roles))


def token(scope: str) -> Callable[[View], View]:
    """Requests with a bearer token of that scope; cookies are ignored."""
    return _mark(Rule("token", scope=scope))


def token_or_member(scope: str, roles: frozenset[str]) -> Callable[[View], View]:
    """A token, or without one a signed-in user; the view finds the organization (the download alone)."""
    return _mark(Rule("token_or_member", roles, scope))


def rule_of(endpoint: str) -> Rule:
    """Return the rule of an endpoint; raises RuntimeError when none was declared."""
    rule = getattr(current_app.view_functions[endpoint], "access", None)
    if not isinstance(rule, Rule):
        raise RuntimeError(f"{endpoint} declares no access rule")
    return rule


def enforce() -> None:
    """Check the rule of the route asked for, and enter its organization."""
    if request.endpoint is None:
        return
    rule = rule_of(request.endpoint)
    actor.set(Actor(address=request.remote_addr or "", request_id=g.get("request_id", "")))
    if rule.kind == "token" or (rule.kind == "token_or_member" and "Authorization" in request.headers):
        _enter_by_token(rule)
    elif rule.kind in ("signed_in", "token_or_member"):
        if find_user() is None:
            raise SignedOut
        announce(db.session())
    elif rule.kind == "member":
        g.slug_asked_for = (request.view_args or {}).pop("slug")
        _enter_by_membership(rule, g.slug_asked_for)


def _enter_by_membership(rule: Rule, slug: str) -> None:
    user = find_user()
    if user is None:
        raise SignedOut
    member = enter_as_member(user, g.organization_asked_for)
    actor.set(Actor(member_id=member.id, address=request.remote_addr or "", request_id=g.get("request_id", "")))
    structlog.contextvars.bind_contextvars(organization=slug, member=member.public_id)
    if member.role not in rule.roles:
        raise Forbidden


def _enter_by_token(rule: Rule) -> None:
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    found = find_token(secret.strip()) if scheme.lower() == "bearer" else None
    if found is None:
        raise InvalidToken
    _bind_token(found)
    if rule.scope not in found.scopes:
        raise TokenForbids


def _bind_token(found: Token) -> None:
    g.token = found
    actor.set(Actor(token_id=found.id, address=request.remote_addr or "", request_id=g.get("request_id", "")))
    structlog.contextvars.bind_contextvars(organization=g.organization.slug, token=found.id)


def _forget(_error: BaseException | None) -> None:
    actor.set(Actor())
    leave()


def init_app(app: Flask) -> None:
    """Enforce the rules of every route; the static files are public."""
    app.view_functions["static"] = public(_sealed(app.view_functions["static"]))
    app.before_request(enforce)
    app.teardown_request(_forget)


def _sealed(view: Callable[..., Any]) -> Callable[..., Response]:
    def static(**arguments: Any) -> Response:
        return current_app.make_response(view(**arguments))

    return static


__all__ = [
    "InvalidToken",
    "Rule",
    "SignedOut",
    "TokenForbids",
    "enforce",
    "member_of",
    "public",
    "rule_of",
    "signed_in",
    "token",
    "token_or_member",
]
