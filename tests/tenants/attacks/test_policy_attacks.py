"""Row-level security on PostgreSQL: what it stops, that it fails closed, and that nothing we ship passes by it."""

from __future__ import annotations

import random
import subprocess
import threading
from collections.abc import Callable, Iterator

import psycopg
import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import DBAPIError, ProgrammingError

from application.create_app import create_app
from foundation.database import db, unit_of_work
from foundation.settings import Settings
from projects.models import Task
from tenants.isolation import organization_context, tenant_tables
from tenants.roles_check import UnsafeDatabase, check_database
from tests.people import People, make_people
from tests.servers import PostgreSQL, postgresql_program
from tests.tenants.attacks.targets import SECRET, Scene, set_scene

UPSERT = (
    "INSERT INTO organization_settings (organization_id, created_at, export_days, default_overlap) "
    "VALUES (%(them)s, now(), 1, 1) ON CONFLICT (organization_id) DO UPDATE SET export_days = 99"
)


@pytest.fixture(scope="module")
def house(make_app: Callable[..., Flask]) -> Flask:
    """An application of this file on PostgreSQL."""
    return make_app("postgresql")


@pytest.fixture
def scene(house: Flask) -> Scene:
    """Two organizations with a project each."""
    return set_scene(make_people(house))


@pytest.fixture
def raw(house: Flask) -> Iterator[psycopg.Connection[tuple[object, ...]]]:
    """A connection as the application's role, without anything of ours around it."""
    url = house.config["SETTINGS"].database.replace("+psycopg", "")
    with psycopg.connect(url) as connection:
        yield connection
        connection.rollback()


def enter(connection: psycopg.Connection[tuple[object, ...]], organization: int) -> None:
    """Announce an organization the way the session does."""
    connection.execute(f"SET LOCAL app.organization_id = '{organization}'".encode())


def test_without_a_setting_there_are_no_rows_and_no_inserts(
    scene: Scene, raw: psycopg.Connection[tuple[object, ...]]
) -> None:
    assert raw.execute("SELECT count(*) FROM tasks").fetchone() == (0,)
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        raw.execute(
            "INSERT INTO signing_secrets (organization_id, created_at, sealed) VALUES (%s, now(), 'x')",
            [scene.mine.organization_id],
        )


def test_after_a_transaction_the_setting_is_gone(scene: Scene, raw: psycopg.Connection[tuple[object, ...]]) -> None:
    enter(raw, scene.mine.organization_id)
    assert raw.execute("SELECT count(*) FROM tasks").fetchone() == (1,)
    raw.commit()
    assert raw.execute("SELECT count(*) FROM tasks").fetchone() == (0,)


def test_raw_sql_sees_only_the_organization_announced(
    scene: Scene, raw: psycopg.Connection[tuple[object, ...]]
) -> None:
    enter(raw, scene.mine.organization_id)
    rows = raw.execute("SELECT organization_id, data::text FROM tasks").fetchall()
    assert {row[0] for row in rows} == {scene.mine.organization_id}
    assert SECRET not in str(rows)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE tasks SET order_key = 5 WHERE id = %(task)s",
        "DELETE FROM tasks WHERE id = %(task)s",
        "DELETE FROM projects WHERE id = %(project)s",
    ],
)
def test_raw_changes_of_their_rows_change_nothing(
    scene: Scene, raw: psycopg.Connection[tuple[object, ...]], statement: str
) -> None:
    before = scene.fingerprint()
    enter(raw, scene.mine.organization_id)
    assert raw.execute(statement.encode(), {"task": scene.theirs.task, "project": scene.theirs.project}).rowcount == 0
    raw.commit()
    assert scene.fingerprint() == before


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO signing_secrets (organization_id, created_at, sealed) VALUES (%(them)s, now(), 'planted')",
        "UPDATE tasks SET organization_id = %(them)s",
        UPSERT,
        "TRUNCATE tasks CASCADE",
        "COPY tasks FROM STDIN",
        "ALTER TABLE tasks DISABLE ROW LEVEL SECURITY",
        "DROP POLICY own_organization ON tasks",
        "SET ROLE postgres",
        "UPDATE audit_events SET action = 'nothing happened'",
        "DELETE FROM audit_events",
    ],
)
def test_what_the_application_may_not_do_is_refused(
    scene: Scene, raw: psycopg.Connection[tuple[object, ...]], statement: str
) -> None:
    before = scene.fingerprint()
    enter(raw, scene.mine.organization_id)
    with pytest.raises(psycopg.Error):
        raw.execute(statement.encode(), {"them": scene.theirs.organization_id})
    raw.rollback()
    assert scene.fingerprint() == before


def test_a_conflict_oracle_finds_nothing(scene: Scene, raw: psycopg.Connection[tuple[object, ...]]) -> None:
    enter(raw, scene.mine.organization_id)
    theirs = raw.execute(
        'INSERT INTO projects (organization_id, created_at, public_id, name, task_type, status, overlap, "order", '
        "lease_minutes, instructions, "
        "media_origins, task_count, next_inner, changed_at) "
        "SELECT %s, now(), p, 'n', 'ner', 'draft', 1, 'in_order', 60, '', '[]', 0, 1, now() "
        "FROM unnest(%s::text[]) AS p ON CONFLICT DO NOTHING",
        [scene.mine.organization_id, [scene.theirs.public_id, "proj_mynewproject"]],
    )
    assert theirs.rowcount == 2


def test_copy_to_is_filtered(scene: Scene, raw: psycopg.Connection[tuple[object, ...]]) -> None:
    enter(raw, scene.mine.organization_id)
    with raw.cursor().copy("COPY (SELECT data FROM tasks) TO STDOUT") as copy:
        text = b"".join(bytes(block) for block in copy).decode()
    assert "my own" in text
    assert SECRET not in text


def test_a_dump_as_the_application_fails_instead_of_being_partial(house: Flask) -> None:
    url = house.config["SETTINGS"].database.replace("+psycopg", "")
    dump = subprocess.run(
        [postgresql_program("pg_dump"), "--data-only", "--table=tasks", url],
        capture_output=True,
        text=True,
        check=False,
    )
    assert dump.returncode != 0
    assert "row-level security" in dump.stderr or "permission denied" in dump.stderr


def test_a_savepoint_or_an_error_keeps_the_organization(scene: Scene) -> None:
    with scene.people.inside():
        with pytest.raises(DBAPIError), db.session.begin_nested():
            db.session.connection().execute(sa.text("SELECT 1/0"))
        assert db.session.scalar(sa.select(sa.func.count(Task.id))) == 1
    with scene.people.other.inside(write=False):
        assert SECRET in str(db.session.scalars(sa.select(Task.data)).all())


def test_a_pool_shared_by_threads_never_serves_the_wrong_organization(house: Flask, scene: Scene) -> None:
    wrong: list[object] = []

    def reader(seed: int) -> None:
        chance = random.Random(seed)
        for _ in range(150):
            rows = chance.choice((scene.mine, scene.theirs))
            try:
                with house.app_context(), organization_context(rows.organization_id), unit_of_work(write=False):
                    seen = (
                        db.session.connection()
                        .execute(sa.text("SELECT DISTINCT organization_id FROM tasks"))
                        .scalars()
                        .all()
                    )
                    if chance.random() < 0.1:
                        db.session.connection().execute(sa.text("SELECT 1/0"))
                if seen != [rows.organization_id]:
                    wrong.append((rows.organization_id, seen))
            except DBAPIError:
                continue

    threads = [threading.Thread(target=reader, args=(seed,)) for seed in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_the_membership_policy_shows_a_user_only_their_own_rows(
    scene: Scene, raw: psycopg.Connection[tuple[object, ...]]
) -> None:
    user = scene.people.other.user_ids["owner"]
    raw.execute(f"SET LOCAL app.user_id = '{user}'".encode())
    assert raw.execute("SELECT DISTINCT user_id FROM memberships").fetchall() == [(user,)]
    assert raw.execute("UPDATE memberships SET role = 'owner'").rowcount == 0


def test_every_tenants_table_has_a_policy_for_every_command(house: Flask) -> None:
    settings: Settings = house.config["SETTINGS"]
    with psycopg.connect(settings.admin_database.replace("+psycopg", "")) as connection:
        policies = {
            str(row[0]): (row[1], row[2])
            for row in connection.execute(
                "SELECT tablename, qual, with_check FROM pg_policies "
                "WHERE policyname = 'own_organization' AND cmd = 'ALL'"
            )
        }
        secured = {row[0] for row in connection.execute("SELECT relname FROM pg_class WHERE relrowsecurity")}
        definers = connection.execute(
            "SELECT proname FROM pg_proc p JOIN pg_namespace n ON n.oid = pronamespace "
            "WHERE prosecdef AND nspname = 'public'"
        ).fetchall()
        views = connection.execute("SELECT viewname FROM pg_views WHERE schemaname = 'public'").fetchall()
        granted = connection.execute(
            "SELECT table_name, privilege_type FROM information_schema.role_table_grants "
            "WHERE grantee = 'app' AND privilege_type IN ('TRUNCATE', 'REFERENCES', 'TRIGGER')"
        ).fetchall()
    for table in tenant_tables():
        assert table.name in secured
        qual, check = policies[table.name]
        assert qual == check
        assert "SELECT" not in str(qual).replace("current_setting", "")
    assert definers == []
    assert views == []
    assert granted == []


def test_partial_indexes_stand_in_the_database_as_in_the_models(house: Flask) -> None:
    settings: Settings = house.config["SETTINGS"]
    with psycopg.connect(settings.admin_database.replace("+psycopg", "")) as connection:
        definitions: dict[str, str] = dict(
            connection.execute("SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'").fetchall()
        )
    for table in tenant_tables():
        for index in table.indexes:
            predicate = index.dialect_options["postgresql"]["where"]
            if predicate is not None:
                assert str(predicate).lower().replace(" ", "") in str(definitions[str(index.name)]).lower().replace(
                    " ", ""
                ).replace("(", "").replace(")", "")


@pytest.mark.parametrize("role", ["postgres", "administrator"])
def test_a_role_that_bypasses_the_policies_is_refused_at_start(house: Flask, postgresql: PostgreSQL, role: str) -> None:
    name = house.config["SETTINGS"].database.rpartition("/")[2]
    engine = sa.create_engine(postgresql.url(name, role))
    with pytest.raises(UnsafeDatabase, match="bypasses"):
        check_database(engine)
    engine.dispose()


def test_a_role_that_owns_the_tables_is_refused_at_start(
    make_settings: Callable[..., Settings], postgresql: PostgreSQL
) -> None:
    settings = make_settings("postgresql")
    name = settings.database.rpartition("/")[2]
    postgresql.execute(
        "DO $$ BEGIN CREATE ROLE maker LOGIN PASSWORD 'maker'; EXCEPTION WHEN duplicate_object THEN NULL; END $$; "
        f"ALTER DATABASE {name} OWNER TO maker;"
    )
    owner = settings.model_copy(
        update={"owner_database_url": postgresql.url(name, "maker"), "database_url": postgresql.url(name, "maker")}
    )
    app = create_app(owner)
    from application.migrate import migrate

    migrate(app)
    with app.app_context():
        with pytest.raises(UnsafeDatabase, match="owns"):
            check_database(db.engine)
        db.engine.dispose()


def test_a_table_without_a_policy_is_refused_at_start(make_app: Callable[..., Flask], postgresql: PostgreSQL) -> None:
    app = make_app("postgresql")
    name = app.config["SETTINGS"].database.rpartition("/")[2]
    with app.app_context():
        check_database(db.engine)
        postgresql.execute("ALTER TABLE drafts DISABLE ROW LEVEL SECURITY", name)
        with pytest.raises(UnsafeDatabase, match="drafts"):
            check_database(db.engine)


def test_the_application_cannot_change_tables(house: Flask) -> None:
    with house.app_context(), pytest.raises(ProgrammingError), unit_of_work():
        db.session.connection().execute(sa.text("ALTER TABLE users ADD COLUMN backdoor text"))


def test_people_of_two_organizations_do_not_share_ids(house: Flask) -> None:
    people: People = make_people(house)
    assert not set(people.member_ids.values()) & set(people.other.member_ids.values())
