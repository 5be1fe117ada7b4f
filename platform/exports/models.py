"""Exports: the file asked for, the job that makes it, what became of it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from foundation.database import Base
from projects.models import Project
from tenants.isolation import TenantRow, link

REPORT = "pdf"  # the format of a progress report


class Export(TenantRow, Base):
    """One file with a project's answers, or a PDF report (`format` pdf)."""

    __tablename__ = "exports"
    parents = (("projects", "project_id"),)
    constraints = (
        sa.UniqueConstraint("organization_id", "public_id"),
        sa.Index("ix_exports_project", "organization_id", "project_id", "id"),
        sa.Index("ix_exports_expires_at", "organization_id", "expires_at"),
    )
    project_id: Mapped[int]
    public_id: Mapped[str] = mapped_column(sa.String(32))
    job_id: Mapped[int | None]
    format: Mapped[str] = mapped_column(sa.String(32))
    completed_only: Mapped[bool] = mapped_column(default=True)
    options: Mapped[dict[str, Any]] = mapped_column(default=dict)
    state: Mapped[str] = mapped_column(sa.String(16), default="processing")  # processing, completed, failed, expired
    total: Mapped[int | None]
    file_id: Mapped[int | None]
    file_name: Mapped[str]
    size: Mapped[int | None]
    sha256: Mapped[str | None] = mapped_column(sa.String(64))
    report: Mapped[dict[str, Any]] = mapped_column(default=dict)
    error: Mapped[str | None]
    expires_at: Mapped[dt.datetime]
    callback_url: Mapped[str | None]
    requested_by_id: Mapped[int | None]
    token_id: Mapped[int | None]
    ended_at: Mapped[dt.datetime | None]
    project: Mapped[Project] = link("Export.project_id", "Project")

    @property
    def download_path(self) -> str:
        """Where the file is downloaded, relative to the host."""
        return f"/api/exports/{self.public_id}/download"
