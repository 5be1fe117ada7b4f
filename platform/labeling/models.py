"""Answers: drafts, annotations and their versions."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from foundation.clock import now
from foundation.database import Base
from projects.models import Task
from tenants.isolation import TenantRow, link
from tenants.models import Member

_OF_A_TASK = (("tasks", "project_id", "task_id"), ("memberships", "member_id"))


class Draft(TenantRow, Base):
    """What a member has drawn and not yet submitted, one per task and member."""

    __tablename__ = "drafts"
    parents = _OF_A_TASK
    constraints = (sa.UniqueConstraint("organization_id", "task_id", "member_id"),)
    project_id: Mapped[int]
    task_id: Mapped[int]
    member_id: Mapped[int]
    annotation_id: Mapped[int | None]  # the annotation it corrects, if any
    config_version: Mapped[int]
    results: Mapped[list[Any]] = mapped_column(default=list)
    seq: Mapped[int] = mapped_column(default=0)
    tab: Mapped[str] = mapped_column(sa.String(64), default="")
    seconds: Mapped[float] = mapped_column(sa.Float, default=0)
    updated_at: Mapped[dt.datetime] = mapped_column(default=now)
    task: Mapped[Task] = link("Draft.task_id", "Task")
    member: Mapped[Member] = link("Draft.member_id", "Member")


class Annotation(TenantRow, Base):
    """One member's answer for one task. `counted` false: extra, kept but neither counted nor exported."""

    __tablename__ = "annotations"
    parents = _OF_A_TASK
    constraints = (
        sa.UniqueConstraint("organization_id", "client_key"),
        sa.UniqueConstraint("organization_id", "task_id", "member_id"),
        sa.Index("ix_annotations_project", "organization_id", "project_id", "id"),
        sa.Index("ix_annotations_mine", "organization_id", "project_id", "member_id", "submitted_at", "id"),
    )
    project_id: Mapped[int]
    task_id: Mapped[int]
    member_id: Mapped[int]
    assignment_id: Mapped[int | None]
    config_version: Mapped[int]
    state: Mapped[str] = mapped_column(sa.String(16))  # submitted, skipped, accepted, rejected
    counted: Mapped[bool] = mapped_column(default=True)
    results: Mapped[list[Any]] = mapped_column(default=list)
    skip_reason: Mapped[str | None]
    seconds: Mapped[float] = mapped_column(sa.Float, default=0)
    client_key: Mapped[str] = mapped_column(sa.String(64))
    version: Mapped[int] = mapped_column(default=1)
    submitted_at: Mapped[dt.datetime] = mapped_column(default=now)
    updated_at: Mapped[dt.datetime] = mapped_column(default=now)
    task: Mapped[Task] = link("Annotation.task_id", "Task")
    member: Mapped[Member] = link("Annotation.member_id", "Member")


class AnnotationVersion(TenantRow, Base):
    """What an annotation said before it was changed, and why it was."""

    __tablename__ = "annotation_versions"
    parents = (("annotations", "annotation_id"), ("memberships", "by_member_id"))
    constraints = (
        sa.UniqueConstraint("organization_id", "annotation_id", "version"),
        sa.Index("ix_annotation_versions_client_key", "organization_id", "client_key"),
    )
    annotation_id: Mapped[int]
    by_member_id: Mapped[int]
    version: Mapped[int]
    state: Mapped[str] = mapped_column(sa.String(16))
    results: Mapped[list[Any]] = mapped_column(default=list)
    client_key: Mapped[str] = mapped_column(sa.String(64), default="")
    why: Mapped[str] = mapped_column(sa.String(16))  # submit, correct, skip
    at: Mapped[dt.datetime] = mapped_column(default=now)
    annotation: Mapped[Annotation] = link("AnnotationVersion.annotation_id", "Annotation")
