"""Projects, label configs, tasks and who they were given to

Code that runs already: none; these are the first tables.
"""

import sqlalchemy as sa
from alembic import op

from migrations import tables

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TABLES = (
    "projects",
    "daily_figures",
    "distributions",
    "label_configs",
    "project_people",
    "tasks",
    "assignments",
    "task_labels",
)


def upgrade() -> None:
    projects()
    daily_figures()
    distributions()
    label_configs()
    project_people()
    tasks()
    assignments()
    task_labels()


def downgrade() -> None:
    tables.drop(TABLES[::-1])


def projects() -> None:
    op.create_table(
        "projects",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("organization_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("external_id", sa.Text(), nullable=True),
        sa.Column("task_type", sa.String(length=32), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("paused_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("config_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("overlap", sa.SmallInteger(), nullable=False),
        sa.Column("distribution", sa.String(length=16), nullable=True),
        sa.Column("order", sa.String(length=16), nullable=False),
        sa.Column("lease_minutes", sa.SmallInteger(), nullable=False),
        sa.Column("instructions", sa.Text(), nullable=False),
        sa.Column("prompt_template", sa.Text(), nullable=True),
        sa.Column("media_origins", sa.JSON(), nullable=False),
        sa.Column("task_count", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("next_inner", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("completed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["organization_id"], ["organizations.id"], name="fk_projects_organization_id"),
        sa.PrimaryKeyConstraint("id", name="pk_projects"),
        sa.UniqueConstraint("organization_id", "id", name="uq_projects_organization_id_id"),
        sa.UniqueConstraint("organization_id", "public_id", name="uq_projects_organization_id_public_id"),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_projects_organization_id_external_id_id", "projects", ["organization_id", "external_id", "id"], unique=False
    )
    op.create_index(
        "ix_projects_organization_id_status_id", "projects", ["organization_id", "status", "id"], unique=False
    )
    tables.protect("projects")


def daily_figures() -> None:
    op.create_table(
        "daily_figures",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("organization_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("project_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("member_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("submitted", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("seconds", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "project_id"],
            ["projects.organization_id", "projects.id"],
            name="fk_daily_figures_organization_id_project_id",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_daily_figures"),
        sa.UniqueConstraint("organization_id", "id", name="uq_daily_figures_organization_id_id"),
        sa.UniqueConstraint(
            "organization_id",
            "project_id",
            "day",
            "member_id",
            name="uq_daily_figures_organization_id_project_id_day_member_id",
        ),
        sqlite_autoincrement=True,
    )
    tables.protect("daily_figures")


def distributions() -> None:
    op.create_table(
        "distributions",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("organization_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("project_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("parameters", sa.JSON(), nullable=False),
        sa.Column("made_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("task_count", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "project_id"],
            ["projects.organization_id", "projects.id"],
            name="fk_distributions_organization_id_project_id",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_distributions"),
        sa.UniqueConstraint("organization_id", "id", name="uq_distributions_organization_id_id"),
        sqlite_autoincrement=True,
    )
    tables.protect("distributions")


def label_configs() -> None:
    op.create_table(
        "label_configs",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("organization_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("project_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("xml", sa.Text(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("author_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(
            ["organization_id", "project_id"],
            ["projects.organization_id", "projects.id"],
            name="fk_label_configs_organization_id_project_id",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_label_configs"),
        sa.UniqueConstraint("organization_id", "id", name="uq_label_configs_organization_id_id"),
        sa.UniqueConstraint(
            "organization_id", "project_id", "version", name="uq_label_configs_organization_id_project_id_version"
        ),
        sqlite_autoincrement=True,
    )
    tables.protect("label_configs")


def project_people() -> None:
    op.create_table(
        "project_people",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("organization_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("project_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("member_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("in_pool", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column(
            "assigned",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            server_default=sa.text("0"),
            nullable=False,
        ),
        sa.Column(
            "open", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), server_default=sa.text("0"), nullable=False
        ),
        sa.Column(
            "completed",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            server_default=sa.text("0"),
            nullable=False,
        ),
        sa.Column(
            "skipped", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), server_default=sa.text("0"), nullable=False
        ),
        sa.Column("seconds", sa.Float(), server_default=sa.text("0"), nullable=False),
        sa.Column(
            "tasks_completed",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            server_default=sa.text("0"),
            nullable=False,
        ),
        sa.Column(
            "tasks_in_progress",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            server_default=sa.text("0"),
            nullable=False,
        ),
        sa.Column(
            "tasks_set_aside",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            server_default=sa.text("0"),
            nullable=False,
        ),
        sa.Column("pool_order_key", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("pool_task_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "project_id"],
            ["projects.organization_id", "projects.id"],
            name="fk_project_people_organization_id_project_id",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_project_people"),
        sa.UniqueConstraint("organization_id", "id", name="uq_project_people_organization_id_id"),
        sa.UniqueConstraint(
            "organization_id", "project_id", "member_id", name="uq_project_people_organization_id_project_id_member_id"
        ),
        sqlite_autoincrement=True,
    )
    tables.protect("project_people")


def tasks() -> None:
    op.create_table(
        "tasks",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("organization_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("project_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("inner_number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("external_id", sa.Text(), nullable=True),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("metadata", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("media_sizes", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("order_key", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("answers_needed", sa.SmallInteger(), server_default=sa.text("1"), nullable=False),
        sa.Column("answers", sa.SmallInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("active", sa.SmallInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("held", sa.SmallInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("free", sa.SmallInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("in_pool", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("status", sa.SmallInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("is_rework", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("skipped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("set_aside_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "project_id"],
            ["projects.organization_id", "projects.id"],
            name="fk_tasks_organization_id_project_id",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_tasks"),
        sa.UniqueConstraint("organization_id", "id", name="uq_tasks_organization_id_id"),
        sa.UniqueConstraint("organization_id", "project_id", "id", name="uq_tasks_organization_id_project_id_id"),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_tasks_free",
        "tasks",
        ["organization_id", "project_id", "order_key", "id"],
        unique=False,
        postgresql_where=sa.text("free > 0"),
        sqlite_where=sa.text("free > 0"),
    )
    op.create_index(
        "ix_tasks_set_aside",
        "tasks",
        ["organization_id", "project_id", "id"],
        unique=False,
        postgresql_where=sa.text("set_aside_at IS NOT NULL"),
        sqlite_where=sa.text("set_aside_at IS NOT NULL"),
    )
    op.create_index(
        "ix_tasks_skipped",
        "tasks",
        ["organization_id", "project_id", "id"],
        unique=False,
        postgresql_where=sa.text("skipped_at IS NOT NULL"),
        sqlite_where=sa.text("skipped_at IS NOT NULL"),
    )
    op.create_index("ix_tasks_status", "tasks", ["organization_id", "project_id", "status", "id"], unique=False)
    op.create_index(
        "uq_tasks_external_id",
        "tasks",
        ["organization_id", "project_id", "external_id"],
        unique=True,
        postgresql_where=sa.text("external_id IS NOT NULL"),
        sqlite_where=sa.text("external_id IS NOT NULL"),
    )
    tables.protect("tasks")


def assignments() -> None:
    op.create_table(
        "assignments",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("organization_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("project_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("task_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("member_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("distribution_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("from_pool", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("has_draft", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("order_key", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organization_id", "member_id"],
            ["memberships.organization_id", "memberships.id"],
            name="fk_assignments_organization_id_member_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "project_id", "task_id"],
            ["tasks.organization_id", "tasks.project_id", "tasks.id"],
            name="fk_assignments_organization_id_project_id_task_id",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_assignments"),
        sa.UniqueConstraint("organization_id", "id", name="uq_assignments_organization_id_id"),
        sa.UniqueConstraint(
            "organization_id", "task_id", "member_id", name="uq_assignments_organization_id_task_id_member_id"
        ),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_assignments_lease",
        "assignments",
        ["organization_id", "lease_until"],
        unique=False,
        postgresql_where=sa.text("lease_until IS NOT NULL"),
        sqlite_where=sa.text("lease_until IS NOT NULL"),
    )
    op.create_index(
        "ix_assignments_mine",
        "assignments",
        ["organization_id", "project_id", "member_id", "state", "order_key", "id"],
        unique=False,
    )
    op.create_index(
        "ix_assignments_person", "assignments", ["organization_id", "project_id", "member_id", "task_id"], unique=False
    )
    tables.protect("assignments")


def task_labels() -> None:
    op.create_table(
        "task_labels",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("organization_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("project_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("task_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("count", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "project_id", "task_id"],
            ["tasks.organization_id", "tasks.project_id", "tasks.id"],
            name="fk_task_labels_organization_id_project_id_task_id",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_task_labels"),
        sa.UniqueConstraint("organization_id", "id", name="uq_task_labels_organization_id_id"),
        sa.UniqueConstraint("organization_id", "task_id", "label", name="uq_task_labels_organization_id_task_id_label"),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_task_labels_label", "task_labels", ["organization_id", "project_id", "label", "task_id"], unique=False
    )
    tables.protect("task_labels")
