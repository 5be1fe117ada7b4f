"""Callbacks on their way: the message as stored bytes, and each try."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from foundation.database import Base
from tenants.isolation import TenantRow, link


class Delivery(TenantRow, Base):
    """One callback message. `event_id` is its `webhook-id`, the same over all tries."""

    __tablename__ = "deliveries"
    constraints = (
        sa.UniqueConstraint("organization_id", "event_id", "url"),
        sa.Index("ix_deliveries_organization_id_state_id", "organization_id", "state", "id"),
    )
    event_id: Mapped[str] = mapped_column(sa.String(64))
    kind: Mapped[str] = mapped_column(sa.String(32), default="export")
    subject: Mapped[str] = mapped_column(default="")  # public id of what it is about
    url: Mapped[str]
    body: Mapped[bytes] = mapped_column(sa.LargeBinary)
    state: Mapped[str] = mapped_column(sa.String(16), default="waiting")  # waiting, delivered, failed
    job_id: Mapped[int | None]
    due_at: Mapped[dt.datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    ended_at: Mapped[dt.datetime | None]


class DeliveryTry(TenantRow, Base):
    """One try of a delivery: what came back, never the answer's body."""

    __tablename__ = "delivery_tries"
    parents = (("deliveries", "delivery_id"),)
    constraints = (sa.UniqueConstraint("organization_id", "delivery_id", "number"),)
    delivery_id: Mapped[int]
    number: Mapped[int]
    at: Mapped[dt.datetime]
    status: Mapped[int | None]
    error_class: Mapped[str | None] = mapped_column(sa.String(32))
    milliseconds: Mapped[int]
    delivery: Mapped[Delivery] = link("DeliveryTry.delivery_id", "Delivery")
