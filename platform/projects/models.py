"""Projects, their label configs, tasks, who they were given to, and the counts kept with every change."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from foundation.clock import now
from foundation.database import Base
from tenants.isolation import TenantRow, link
from tenants.models import Member

PENDING, IN_PROGRESS, COMPLETED = 0, 1, 2
TASK_STATUS_NAMES = ("pending", "in_progress", "completed")
SYSTEM = 0  # the member id of changes no person caused, in project_people


class Project(TenantRow, Base):
    """Data, a label config, people and a status."""

    __tablename__ = "projects"
    constraints = (
        sa.UniqueConstraint("organization_id", "public_id"),
        sa.Index("ix_projects_organization_id_external_id_id", "organization_id", "external_id", "id"),
        sa.Index("ix_projects_organization_id_status_id", "organization_id", "status", "id"),
    )
    public_id: Mapped[str] = mapped_column(sa.String(32))
    name: Mapped[str]
    description: Mapped[str | None]
    external_id: Mapped[str | None]
    task_type: Mapped[str] = mapped_column(sa.String(32))
    status: Mapped[str] = mapped_column(
        sa.String(16), default="draft"
    )  # draft, configuring, ready, in_progress, completed
    paused_at: Mapped[dt.datetime | None]
    config_id: Mapped[int | None]  # the label_configs row in force
    overlap: Mapped[int] = mapped_column(sa.SmallInteger, default=1)
    distribution: Mapped[str | None] = mapped_column(sa.String(16))  # assigned, shared; null before the first
    order: Mapped[str] = mapped_column(sa.String(16), default="in_order")  # in_order, random
    lease_minutes: Mapped[int] = mapped_column(sa.SmallInteger, default=60)
    instructions: Mapped[str] = mapped_column(default="")  # Markdown
    prompt_template: Mapped[str | None]
    media_origins: Mapped[list[Any]] = mapped_column(default=list)  # at most 32; ["https:"] beyond
    task_count: Mapped[int] = mapped_column(default=0)
    next_inner: Mapped[int] = mapped_column(default=1)
    changed_at: Mapped[dt.datetime] = mapped_column(default=now)  # last change of status or of figures no person caused
    completed_at: Mapped[dt.datetime | None]
    deleted_at: Mapped[dt.datetime | None]


class LabelConfigVersion(TenantRow, Base):
    """One version of a project's label config; never changed once written."""

    __tablename__ = "label_configs"
    parents = (("projects", "project_id"),)
    constraints = (sa.UniqueConstraint("organization_id", "project_id", "version"),)
    project_id: Mapped[int]
    version: Mapped[int]
    xml: Mapped[str]
    confirmed_at: Mapped[dt.datetime | None]
    author_id: Mapped[int | None]
    project: Mapped[Project] = link("LabelConfigVersion.project_id", "Project")


class Task(TenantRow, Base):
    """One row of data to label.

    `answers`: counted answers; `active`: places taken in the pool (waiting or open); `held`: people who have it open or
    keep a draft; `free`: places left in the pool, 0 outside it. `status` follows from them, stored with each change.
    """

    __tablename__ = "tasks"
    parents = (("projects", "project_id"),)
    constraints = (
        sa.UniqueConstraint("organization_id", "project_id", "id"),
        sa.Index(
            "uq_tasks_external_id",
            "organization_id",
            "project_id",
            "external_id",
            unique=True,
            postgresql_where=sa.text("external_id IS NOT NULL"),
            sqlite_where=sa.text("external_id IS NOT NULL"),
        ),
        sa.Index(
            "ix_tasks_free",
            "organization_id",
            "project_id",
            "order_key",
            "id",
            postgresql_where=sa.text("free > 0"),
            sqlite_where=sa.text("free > 0"),
        ),
        sa.Index("ix_tasks_status", "organization_id", "project_id", "status", "id"),
        sa.Index(
            "ix_tasks_skipped",
            "organization_id",
            "project_id",
            "id",
            postgresql_where=sa.text("skipped_at IS NOT NULL"),
            sqlite_where=sa.text("skipped_at IS NOT NULL"),
        ),
        sa.Index(
            "ix_tasks_set_aside",
            "organization_id",
            "project_id",
            "id",
            postgresql_where=sa.text("set_aside_at IS NOT NULL"),
            sqlite_where=sa.text("set_aside_at IS NOT NULL"),
        ),
    )
    project_id: Mapped[int]
    inner_number: Mapped[int]
    external_id: Mapped[str | None]
    data: Mapped[dict[str, Any]]
    caller_metadata: Mapped[dict[str, Any] | None] = mapped_column("metadata", sa.JSON(none_as_null=True))
    media_sizes: Mapped[dict[str, Any] | None] = mapped_column(
        sa.JSON(none_as_null=True)
    )  # {"image": [width, height]} as displayed, pixels
    order_key: Mapped[int] = mapped_column(default=0)
    answers_needed: Mapped[int] = mapped_column(sa.SmallInteger, default=1, server_default=sa.text("1"))
    answers: Mapped[int] = mapped_column(sa.SmallInteger, default=0, server_default=sa.text("0"))
    active: Mapped[int] = mapped_column(sa.SmallInteger, default=0, server_default=sa.text("0"))
    held: Mapped[int] = mapped_column(sa.SmallInteger, default=0, server_default=sa.text("0"))
    free: Mapped[int] = mapped_column(sa.SmallInteger, default=0, server_default=sa.text("0"))
    in_pool: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    status: Mapped[int] = mapped_column(sa.SmallInteger, default=PENDING, server_default=sa.text("0"))
    is_rework: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    skipped_at: Mapped[dt.datetime | None]  # everyone it was promised to skipped it: waits for a manager
    set_aside_at: Mapped[dt.datetime | None]
    updated_at: Mapped[dt.datetime] = mapped_column(default=now)
    project: Mapped[Project] = link("Task.project_id", "Project")


class TaskLabel(TenantRow, Base):
    """How often a label stands in a task's counted answers, so that tasks can be found by label."""

    __tablename__ = "task_labels"
    parents = (("tasks", "project_id", "task_id"),)
    constraints = (
        sa.Index("ix_task_labels_label", "organization_id", "project_id", "label", "task_id"),
        sa.UniqueConstraint("organization_id", "task_id", "label"),
    )
    project_id: Mapped[int]
    task_id: Mapped[int]
    label: Mapped[str]
    count: Mapped[int] = mapped_column(default=1)


class Distribution(TenantRow, Base):
    """One act of giving tasks to people."""

    __tablename__ = "distributions"
    parents = (("projects", "project_id"),)
    project_id: Mapped[int]
    kind: Mapped[str] = mapped_column(sa.String(16))  # even, shared
    parameters: Mapped[dict[str, Any]] = mapped_column(default=dict)
    made_by_id: Mapped[int | None]
    undone_at: Mapped[dt.datetime | None]
    task_count: Mapped[int] = mapped_column(default=0)
    project: Mapped[Project] = link("Distribution.project_id", "Project")


class Assignment(TenantRow, Base):
    """A task promised to a member.

    State: waiting (promised, or fetched ahead) → open (shown) → done | skipped; waiting | open → returned (taken back,
    lease out, member removed; `reason` says which); done → rework → open.
    """

    __tablename__ = "assignments"
    parents = (("tasks", "project_id", "task_id"), ("memberships", "member_id"))
    constraints = (
        sa.UniqueConstraint("organization_id", "task_id", "member_id"),
        sa.Index("ix_assignments_mine", "organization_id", "project_id", "member_id", "state", "order_key", "id"),
        sa.Index("ix_assignments_person", "organization_id", "project_id", "member_id", "task_id"),
        sa.Index(
            "ix_assignments_lease",
            "organization_id",
            "lease_until",
            postgresql_where=sa.text("lease_until IS NOT NULL"),
            sqlite_where=sa.text("lease_until IS NOT NULL"),
        ),
    )
    project_id: Mapped[int]
    task_id: Mapped[int]
    member_id: Mapped[int]
    distribution_id: Mapped[int | None]
    state: Mapped[str] = mapped_column(sa.String(16), default="waiting")
    from_pool: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    has_draft: Mapped[bool] = mapped_column(
        default=False, server_default=sa.false()
    )  # this member keeps a draft for the task
    order_key: Mapped[int] = mapped_column(default=0)
    opened_at: Mapped[dt.datetime | None]
    lease_until: Mapped[dt.datetime | None]
    ended_at: Mapped[dt.datetime | None]
    reason: Mapped[str | None]
    task: Mapped[Task] = link("Assignment.task_id", "Task")
    member: Mapped[Member] = link("Assignment.member_id", "Member")


class ProjectPerson(TenantRow, Base):
    """A person's counts in a project, and the changes of task counts this person's acts caused (they may be negative).

    The sums over a project's rows are its figures; no two people share a row, so submits never wait for each other.
    """

    __tablename__ = "project_people"
    parents = (("projects", "project_id"),)
    constraints = (sa.UniqueConstraint("organization_id", "project_id", "member_id"),)
    project_id: Mapped[int]
    member_id: Mapped[int]  # SYSTEM (0) for changes no person caused
    in_pool: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    assigned: Mapped[int] = mapped_column(default=0, server_default=sa.text("0"))
    open: Mapped[int] = mapped_column(default=0, server_default=sa.text("0"))
    completed: Mapped[int] = mapped_column(default=0, server_default=sa.text("0"))
    skipped: Mapped[int] = mapped_column(default=0, server_default=sa.text("0"))
    seconds: Mapped[float] = mapped_column(sa.Float, default=0, server_default=sa.text("0"))
    tasks_completed: Mapped[int] = mapped_column(default=0, server_default=sa.text("0"))
    tasks_in_progress: Mapped[int] = mapped_column(default=0, server_default=sa.text("0"))
    tasks_set_aside: Mapped[int] = mapped_column(default=0, server_default=sa.text("0"))
    pool_order_key: Mapped[int | None]
    pool_task_id: Mapped[int | None]
    updated_at: Mapped[dt.datetime] = mapped_column(default=now)
    project: Mapped[Project] = link("ProjectPerson.project_id", "Project")


class DailyFigure(TenantRow, Base):
    """What a member submitted on one day (UTC) in a project."""

    __tablename__ = "daily_figures"
    parents = (("projects", "project_id"),)
    constraints = (sa.UniqueConstraint("organization_id", "project_id", "day", "member_id"),)
    project_id: Mapped[int]
    member_id: Mapped[int]
    day: Mapped[dt.date] = mapped_column(sa.Date)
    submitted: Mapped[int] = mapped_column(default=0)
    seconds: Mapped[float] = mapped_column(sa.Float, default=0)
    project: Mapped[Project] = link("DailyFigure.project_id", "Project")
