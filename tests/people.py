"""The people of every test: an owner, an administrator, a manager, a reviewer, two annotators, a viewer, a stranger."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer

from foundation.database import db, unit_of_work
from foundation.public_ids import new_public_id
from tenants.isolation import organization_context
from tenants.models import Member, Organization, Token, User
from tenants.roles import ROLES
from tenants.sessions import start_session
from tenants.tokens import SCOPES, hash_of, new_secret

UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}


class SignedInClient(FlaskClient):
    """A test client that sends the CSRF token a page would send."""

    def open(self, *args: Any, **kwargs: Any) -> Any:
        """Send a request; those that change state carry `X-CSRFToken`."""
        if str(kwargs.get("method", "GET")).upper() in UNSAFE:
            headers = dict(kwargs.get("headers") or {})
            headers.setdefault("X-CSRFToken", self.csrf_token())
            kwargs["headers"] = headers
        return super().open(*args, **kwargs)

    def csrf_token(self) -> str:
        """Return a token that fits this client's session."""
        with self.session_transaction() as session:
            raw = session.setdefault("csrf_token", secrets.token_hex(20))
        key = self.application.secret_key or ""
        return str(URLSafeTimedSerializer(key, salt="wtf-csrf-token").dumps(raw))


@dataclass
class Room:
    """One organization with its members by role (`annotator2` is a second annotator)."""

    app: Flask
    organization_id: int
    slug: str
    member_ids: dict[str, int] = field(default_factory=dict)
    user_ids: dict[str, int] = field(default_factory=dict)
    emails: dict[str, str] = field(default_factory=dict)

    @contextmanager
    def inside(self, *, write: bool = True) -> Iterator[None]:
        """Work with `db.session` inside this organization; commits at the end."""
        with self.app.app_context(), organization_context(self.organization_id), unit_of_work(write=write):
            yield

    def member(self, role: str) -> Member:
        """Return the member of a role; inside `inside()` only."""
        return db.session.get_one(Member, (self.organization_id, self.member_ids[role]))

    def client(self, role: str) -> SignedInClient:
        """Return a browser signed in as the member of a role."""
        with self.app.app_context(), unit_of_work():
            user = db.session.get_one(User, self.user_ids[role])
            secret = start_session(user, address="127.0.0.1", agent="tests").id
        client = SignedInClient(self.app, self.app.response_class)
        with client.session_transaction() as session:
            session["_user_id"] = secret
            session["_fresh"] = True
        return client

    def url(self, path: str = "") -> str:
        """Return the path of a page in this organization."""
        return f"/o/{self.slug}{path}"

    def token(self, scopes: tuple[str, ...] = SCOPES, **changes: Any) -> str:
        """Create an API token and return its secret."""
        secret = new_secret(self.organization_id)
        with self.inside():
            db.session.add(
                Token(
                    name="tests",
                    hash=hash_of(secret),
                    prefix=secret[:12],
                    scopes=list(scopes),
                    role="owner",
                    created_by_id=self.member_ids["owner"],
                    **changes,
                )
            )
        return secret

    def bearer(self, scopes: tuple[str, ...] = SCOPES) -> dict[str, str]:
        """Return the header of a fresh token."""
        return {"Authorization": f"Bearer {self.token(scopes)}"}


@dataclass
class People(Room):
    """The organization of a test, with a stranger's beside it."""

    other: Room = field(kw_only=True)

    def stranger(self) -> SignedInClient:
        """Return a browser signed in as the owner of the other organization."""
        return self.other.client("owner")


def make_room(app: Flask, kind: type[Room] = Room, **more: Any) -> Any:
    """Create an organization with a member of each role."""
    mark = secrets.token_hex(4)
    with app.app_context(), unit_of_work():
        organization = Organization(slug=f"room-{mark}", name=f"Room {mark}", language="en")
        db.session.add(organization)
        users = {}
        for role in (*ROLES, "annotator2"):
            email = f"{role}-{mark}@example.com"
            users[role] = User(email=email, email_folded=email, name=f"{role.title()} {mark}")
        db.session.add_all(users.values())
        db.session.flush()
        room = kind(app, organization.id, organization.slug, **more)
        room.user_ids = {role: user.id for role, user in users.items()}
        room.emails = {role: user.email for role, user in users.items()}
    with room.inside():
        for role, user_id in room.user_ids.items():
            member = Member(
                user_id=user_id,
                public_id=new_public_id("user"),
                username=f"{role}-{mark}",
                name=f"{role.title()} {mark}",
                role=role.rstrip("2"),
            )
            db.session.add(member)
            db.session.flush()
            room.member_ids[role] = member.id
    return room


def make_people(app: Flask) -> People:
    """Create a test's organization and the stranger's."""
    people: People = make_room(app, People, other=make_room(app))
    return people
