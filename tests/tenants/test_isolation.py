"""Nothing of an organization is read or written from another, or from none."""

import pytest
import sqlalchemy as sa
from flask import Flask

from foundation.database import db, unit_of_work
from tenants.isolation import HERE, NAMES_TENANT, CrossTenant, NoTenant, organization_context, prepared
from tenants.models import Member, Token
from tests.people import People


def test_a_query_sees_only_its_own_organization(people: People) -> None:
    with people.inside(write=False):
        mine = set(db.session.scalars(sa.select(Member.id)))
    assert mine == set(people.member_ids.values())


def test_touching_a_tenants_table_outside_any_organization_raises(app: Flask) -> None:
    with app.app_context(), pytest.raises(NoTenant), unit_of_work(write=False):
        db.session.scalars(sa.select(Member.id)).all()


def test_a_session_never_serves_two_organizations(people: People) -> None:
    with people.app.app_context(), unit_of_work(write=False):
        with organization_context(people.organization_id):
            db.session.scalars(sa.select(Member.id)).all()
        with pytest.raises(CrossTenant), organization_context(people.other.organization_id):
            db.session.scalars(sa.select(Member.id)).all()


def test_a_statement_outside_the_orm_is_refused(people: People) -> None:
    with pytest.raises(CrossTenant), people.inside():
        db.session.execute(sa.text("SELECT count(*) FROM memberships"))


def test_raw_sql_cannot_write_another_organizations_rows(people: People) -> None:
    with pytest.raises((sa.exc.IntegrityError, sa.exc.ProgrammingError)), people.inside():
        db.session.connection().execute(
            sa.text(
                "INSERT INTO organization_settings (organization_id, created_at, export_days, default_overlap) "
                "VALUES (:other, CURRENT_TIMESTAMP, 7, 1)"
            ),
            {"other": people.other.organization_id},
        )


def test_a_token_is_found_inside_the_organization_it_names(people: People) -> None:
    from tenants.tokens import find_token

    secret = people.token()
    with people.app.test_request_context(), unit_of_work(write=False):
        found = find_token(secret)
        assert isinstance(found, Token)
        assert found.organization_id == people.organization_id


def test_a_prepared_statement_is_confined_to_whoever_executes_it(people: People) -> None:
    everybody = prepared(sa.select(Member.id).where(Member.role == sa.bindparam("role")))
    for room in (people, people.other, people):
        with room.inside(write=False):
            assert list(db.session.scalars(everybody, {"role": "owner"})) == [room.member_ids["owner"]]


def test_a_prepared_update_is_confined_too(people: People) -> None:
    rename = prepared(sa.update(Member).values(name=sa.bindparam("to")).execution_options(synchronize_session=False))
    with people.inside():
        db.session.execute(rename, {"to": "Renamed"})
    with people.other.inside(write=False):
        assert "Renamed" not in set(db.session.scalars(sa.select(Member.name)))


def test_a_prepared_statement_outside_any_organization_raises(app: Flask) -> None:
    everybody = prepared(sa.select(Member.id))
    with app.app_context(), pytest.raises(NoTenant), unit_of_work(write=False):
        db.session.scalars(everybody).all()


def test_a_core_statement_may_name_the_organization_that_is_here(people: People) -> None:
    table = Member.__table__
    mine = sa.select(table.c.id).where(table.c.organization_id == HERE).execution_options(**{NAMES_TENANT: True})
    for room in (people, people.other):
        with room.inside(write=False):
            assert set(db.session.scalars(mine)) == set(room.member_ids.values())
