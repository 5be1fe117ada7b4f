"""What composite keys stop on both databases, from raw SQL and for roles that pass by the policies too."""

import contextlib
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, IntegrityError

from foundation.database import Base, make_engine
from foundation.sqlite import QueuedConnection
from tenants.isolation import TenantRow, tenant_tables
from tests.people import People
from tests.tenants.attacks.targets import Scene, set_scene

NOW = "2026-01-01 00:00:00"


@contextlib.contextmanager
def administrator(people: People) -> Iterator[sa.Connection]:
    """A connection no policy and no trigger confines."""
    settings = people.app.config["SETTINGS"]
    options = {"connect_args": {"factory": QueuedConnection}} if settings.is_sqlite else {}
    engine = make_engine(settings.admin_database, **options)
    try:
        with engine.begin() as connection:
            yield connection
    finally:
        engine.dispose()


def insert_assignment(scene: Scene, *, organization: int, project: int, task: int, member: int) -> None:
    """Insert an assignment with keys of our choosing, as the administrator."""
    with administrator(scene.people) as connection:
        connection.execute(
            sa.text(
                "INSERT INTO assignments "
                "(organization_id, created_at, project_id, task_id, member_id, state, order_key) "
                "VALUES (:organization, :now, :project, :task, :member, 'waiting', 0)"
            ),
            {"organization": organization, "project": project, "task": task, "member": member, "now": NOW},
        )


def test_a_child_cannot_point_at_another_organizations_parent(people: People) -> None:
    scene = set_scene(people)
    with pytest.raises(IntegrityError):
        insert_assignment(
            scene,
            organization=scene.mine.organization_id,
            project=scene.theirs.project,
            task=scene.theirs.task,
            member=people.member_ids["annotator2"],
        )


def test_a_child_cannot_name_another_organizations_member(people: People) -> None:
    scene = set_scene(people)
    with pytest.raises(IntegrityError):
        insert_assignment(
            scene,
            organization=scene.mine.organization_id,
            project=scene.mine.project,
            task=scene.mine.task,
            member=scene.theirs.member,
        )


def test_a_child_cannot_name_another_project_than_its_tasks(people: People) -> None:
    first, second = set_scene(people), set_scene(people)
    with pytest.raises(IntegrityError):
        insert_assignment(
            first,
            organization=first.mine.organization_id,
            project=second.mine.project,
            task=first.mine.task,
            member=people.member_ids["annotator2"],
        )


def test_deleting_my_row_never_cascades_into_another_organization(people: People) -> None:
    scene = set_scene(people)
    before = scene.fingerprint()
    with administrator(people) as connection:
        connection.execute(
            sa.text("DELETE FROM projects WHERE organization_id = :org AND id = :id"),
            {"org": scene.mine.organization_id, "id": scene.mine.project},
        )
        left = connection.execute(
            sa.text("SELECT count(*) FROM tasks WHERE organization_id = :org"), {"org": scene.mine.organization_id}
        ).scalar_one()
    assert left == 0
    assert scene.fingerprint() == before


def test_two_organizations_may_use_the_same_names(people: People) -> None:
    scene = set_scene(people)
    with administrator(people) as connection:
        names = connection.execute(
            sa.text("SELECT count(*) FROM projects WHERE external_id = 'shared-name' AND organization_id IN (:a, :b)"),
            {"a": scene.mine.organization_id, "b": scene.theirs.organization_id},
        ).scalar_one()
    assert names == 2


def test_every_unique_constraint_of_a_tenants_table_starts_with_the_organization() -> None:
    for table in tenant_tables():
        for constraint in table.constraints:
            if isinstance(constraint, sa.UniqueConstraint):
                assert next(iter(constraint.columns)).name == "organization_id", f"{table.name}: {constraint.name}"
        for index in table.indexes:
            if index.unique:
                assert next(iter(index.columns)).name == "organization_id", f"{table.name}: {index.name}"


def test_every_foreign_key_between_tenants_tables_carries_the_organization() -> None:
    tenants = {table.name for table in tenant_tables()}
    for table in tenant_tables():
        for key in table.foreign_key_constraints:
            if key.referred_table.name in tenants:
                assert "organization_id" in key.column_keys, f"{table.name}: {key.name}"
                assert key.ondelete == "CASCADE", f"{table.name}: {key.name}"
        who = [column for column in table.c if column.name == "user_id"]
        assert not who or table.name == "memberships", f"{table.name} names users, not members"


def test_every_table_is_global_or_a_tenants() -> None:
    known = {"organizations", "users", "sessions", "sign_in_attempts", "job_queue", "duties"}
    tenants = {table.name for table in tenant_tables()}
    assert set(Base.metadata.tables) == known | tenants
    rooms = {model.__tablename__ for model in TenantRow.__subclasses__() if issubclass(model, Base)}
    assert rooms == tenants


def test_replacing_a_row_by_its_number_cannot_hit_another_organization(people: People) -> None:
    scene = set_scene(people)
    before = scene.fingerprint()
    with contextlib.suppress(DBAPIError), people.inside():
        from foundation.database import db

        verb = "INSERT OR REPLACE" if db.engine.dialect.name == "sqlite" else "INSERT"
        db.session.connection().execute(
            sa.text(
                f"{verb} INTO signing_secrets (id, organization_id, created_at, sealed) VALUES (1, :org, :now, 'x')"
            ),
            {"org": scene.theirs.organization_id, "now": NOW},
        )
    assert scene.fingerprint() == before
    with administrator(people) as connection:
        planted = connection.execute(
            sa.text("SELECT count(*) FROM signing_secrets WHERE organization_id = :org"),
            {"org": scene.theirs.organization_id},
        ).scalar_one()
    assert planted == 0
