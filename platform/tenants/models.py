"""Organizations, users and what joins them. Users, sessions and organizations are global, all else is a tenant's."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from foundation.clock import now
from foundation.database import Base
from tenants.isolation import TenantRow, link


class Organization(Base):
    """The tenant."""

    __tablename__ = "organizations"
    __table_args__ = {"sqlite_autoincrement": True}
    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(sa.String(63), unique=True)
    name: Mapped[str]
    status: Mapped[str] = mapped_column(sa.String(16), default="active")  # active, suspended, deleting
    language: Mapped[str] = mapped_column(sa.String(8), default="zh")
    time_zone: Mapped[str] = mapped_column(sa.String(64), default="Asia/Shanghai")
    created_at: Mapped[dt.datetime] = mapped_column(default=now)


class User(Base):
    """A person with one sign-in, across organizations."""

    __tablename__ = "users"
    __table_args__ = {"sqlite_autoincrement": True}
    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str]
    email_folded: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str] = mapped_column(default="")
    password_hash: Mapped[str] = mapped_column(default="")
    language: Mapped[str | None] = mapped_column(sa.String(8))
    is_operator: Mapped[bool] = mapped_column(default=False)
    disabled_at: Mapped[dt.datetime | None]
    created_at: Mapped[dt.datetime] = mapped_column(default=now)


class UserSession(Base):
    """A signed-in browser; the cookie holds the secret whose hash this is."""

    __tablename__ = "sessions"
    __table_args__ = (sa.Index("ix_sessions_user_id", "user_id"), {"sqlite_autoincrement": True})
    id: Mapped[int] = mapped_column(primary_key=True)
    id_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id", ondelete="CASCADE"))
    created_at: Mapped[dt.datetime] = mapped_column(default=now)
    seen_at: Mapped[dt.datetime] = mapped_column(default=now)
    expires_at: Mapped[dt.datetime]
    address: Mapped[str] = mapped_column(default="")
    agent: Mapped[str] = mapped_column(default="")
    revoked_at: Mapped[dt.datetime | None]


class SignInAttempt(Base):
    """A try to sign in, kept for its limits; e-mail addresses only as hashes."""

    __tablename__ = "sign_in_attempts"
    __table_args__ = (
        sa.Index("ix_sign_in_attempts_email_hash_at", "email_hash", "at"),
        sa.Index("ix_sign_in_attempts_address_at", "address", "at"),
        {"sqlite_autoincrement": True},
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    email_hash: Mapped[str] = mapped_column(sa.String(64))
    address: Mapped[str]
    at: Mapped[dt.datetime] = mapped_column(default=now)
    ok: Mapped[bool] = mapped_column(default=False)


class Member(TenantRow, Base):
    """A membership: a user's role in one organization. Never deleted, so that every "who" keeps its name."""

    __tablename__ = "memberships"
    constraints = (
        sa.UniqueConstraint("organization_id", "user_id"),
        sa.UniqueConstraint("organization_id", "username"),
        sa.UniqueConstraint("organization_id", "public_id"),
        sa.Index("ix_memberships_user_id", "user_id"),
    )
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    public_id: Mapped[str] = mapped_column(sa.String(32))
    username: Mapped[str]
    name: Mapped[str] = mapped_column(default="")
    role: Mapped[str] = mapped_column(sa.String(16))  # owner, admin, manager, reviewer, annotator, viewer
    last_active_at: Mapped[dt.datetime | None]
    removed_at: Mapped[dt.datetime | None]


class Invitation(TenantRow, Base):
    """A link that makes whoever opens it a member; only its hash is kept."""

    __tablename__ = "invitations"
    parents = (("memberships", "created_by_id"),)
    constraints = (sa.UniqueConstraint("organization_id", "token_hash"),)
    created_by_id: Mapped[int]
    email: Mapped[str | None]
    role: Mapped[str] = mapped_column(sa.String(16))
    token_hash: Mapped[str] = mapped_column(sa.String(64))
    expires_at: Mapped[dt.datetime]
    accepted_by_id: Mapped[int | None]
    accepted_at: Mapped[dt.datetime | None]
    revoked_at: Mapped[dt.datetime | None]
    created_by: Mapped[Member] = link("Invitation.created_by_id", "Member")


class Token(TenantRow, Base):
    """An API credential; only its SHA-256 is kept, the secret has more than 170 bits."""

    __tablename__ = "tokens"
    parents = (("memberships", "created_by_id"),)
    constraints = (sa.UniqueConstraint("organization_id", "hash"),)
    created_by_id: Mapped[int]
    name: Mapped[str]
    hash: Mapped[str] = mapped_column(sa.String(64))
    prefix: Mapped[str]  # the first characters, to recognize it by
    scopes: Mapped[list[Any]]
    role: Mapped[str] = mapped_column(sa.String(16))  # its maker's role then: the ceiling
    personal: Mapped[bool] = mapped_column(default=False)
    expires_at: Mapped[dt.datetime | None]
    last_used_at: Mapped[dt.datetime | None]
    last_used_address: Mapped[str | None]
    revoked_at: Mapped[dt.datetime | None]
    rotated_from_id: Mapped[int | None]
    created_by: Mapped[Member] = link("Token.created_by_id", "Member")


class SigningSecret(TenantRow, Base):
    """A secret callbacks are signed with; two are valid while one is being rotated."""

    __tablename__ = "signing_secrets"
    sealed: Mapped[str]
    retires_at: Mapped[dt.datetime | None]


class OrganizationSettings(TenantRow, Base):
    """What an owner can set."""

    __tablename__ = "organization_settings"
    constraints = (sa.UniqueConstraint("organization_id"),)
    export_days: Mapped[int] = mapped_column(default=7)
    default_overlap: Mapped[int] = mapped_column(default=1)


class AuditEvent(TenantRow, Base):
    """Who did what to what, when, from where. Appended, never changed; a sealer fills the last three in id order."""

    __tablename__ = "audit_events"
    constraints = (
        sa.UniqueConstraint("organization_id", "seq"),
        sa.Index("ix_audit_events_organization_id_at_id", "organization_id", "at", "id"),
    )
    at: Mapped[dt.datetime] = mapped_column(default=now)
    actor_member_id: Mapped[int | None]
    token_id: Mapped[int | None]
    action: Mapped[str] = mapped_column(sa.String(64))
    object_kind: Mapped[str] = mapped_column(sa.String(32), default="")
    object_id: Mapped[str] = mapped_column(default="")
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)
    address: Mapped[str] = mapped_column(default="")
    request_id: Mapped[str] = mapped_column(default="")
    seq: Mapped[int | None]
    hash: Mapped[str | None] = mapped_column(sa.String(64))
    previous_hash: Mapped[str | None] = mapped_column(sa.String(64))


class IdempotencyKey(TenantRow, Base):
    """A POST's first answer, returned again for the same key within 24 hours; as bytes, so that replays are equal."""

    __tablename__ = "idempotency_keys"
    constraints = (
        sa.UniqueConstraint("organization_id", "method_path", "key"),
        sa.Index("ix_idempotency_keys_organization_id_expires_at", "organization_id", "expires_at"),
    )
    method_path: Mapped[str]
    key: Mapped[str] = mapped_column(sa.String(255))
    body_hash: Mapped[str] = mapped_column(sa.String(64))
    status: Mapped[int] = mapped_column(sa.SmallInteger)
    headers: Mapped[dict[str, Any]] = mapped_column(default=dict)
    body: Mapped[bytes] = mapped_column(sa.LargeBinary)
    expires_at: Mapped[dt.datetime]
