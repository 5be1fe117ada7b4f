"""Background work: the tenant's job, and the global line workers poll, which holds no data."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from foundation.clock import now
from foundation.database import Base, BigId
from tenants.isolation import TenantRow


class Job(TenantRow, Base):
    """What was asked for, how far it is, and how it ended."""

    __tablename__ = "jobs"
    constraints = (
        sa.UniqueConstraint("organization_id", "public_id"),
        sa.Index("ix_jobs_organization_id_state_id", "organization_id", "state", "id"),
    )
    public_id: Mapped[str] = mapped_column(sa.String(32))
    kind: Mapped[str] = mapped_column(sa.String(64))
    parameters: Mapped[dict[str, Any]] = mapped_column(default=dict)
    state: Mapped[str] = mapped_column(sa.String(16), default="waiting")  # waiting, running, done, failed, canceled
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int | None]
    position: Mapped[dict[str, Any]] = mapped_column(default=dict)  # where a restarted job goes on
    result: Mapped[dict[str, Any]] = mapped_column(default=dict)
    error: Mapped[str | None]
    log: Mapped[list[Any]] = mapped_column(default=list)
    member_id: Mapped[int | None]
    token_id: Mapped[int | None]
    started_at: Mapped[dt.datetime | None]
    ended_at: Mapped[dt.datetime | None]


class JobLine(Base):
    """A job that hasn't ended. Global: no foreign keys, no data; the row is there as long as there is work to do."""

    __tablename__ = "job_queue"
    __table_args__ = (
        sa.UniqueConstraint("organization_id", "job_id"),
        sa.Index("ix_job_queue_due_at", "due_at"),
        sa.Index("ix_job_queue_lease_until", "lease_until"),
        {"sqlite_autoincrement": True},
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    organization_id: Mapped[int] = mapped_column(BigId)
    job_id: Mapped[int] = mapped_column(BigId)
    kind: Mapped[str] = mapped_column(sa.String(64))
    heavy: Mapped[bool] = mapped_column(default=False)
    due_at: Mapped[dt.datetime] = mapped_column(default=now)
    token: Mapped[str | None] = mapped_column(sa.String(36))
    lease_until: Mapped[dt.datetime | None]
    attempts: Mapped[int] = mapped_column(sa.SmallInteger, default=0)


class Duty(Base):
    """A periodic duty of all workers together: whoever moves `due_at` on does it. Global."""

    __tablename__ = "duties"
    name: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    due_at: Mapped[dt.datetime]
