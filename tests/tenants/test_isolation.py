"""Nothing of an organization is read or written from another, or from none."""

import pytest
import sqlalchemy as sa
from flask import Flask

from foundation.database import db, unit_of_work
from tenants.isolation import CrossTenant, NoTenant, organization_context
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
