"""Statements made ready once keep to the same walls, and bring the same objects, as the ORM's."""

import pytest
import sqlalchemy as sa
from flask import Flask

from foundation.clock import now
from foundation.database import Base, db, unit_of_work
from tenants.isolation import HERE, CrossTenant, NoTenant, organization_context
from tenants.models import Invitation, Member, OrganizationSettings, Token
from tenants.ready import Ready, ReadyChange, write_changes
from tests.people import People

MEMBERS = Ready(sa.select(Member.id))
MEMBER = Ready(sa.select(Member).where(Member.id == sa.bindparam("of_member")))
MEMBER_AFRESH = Ready(sa.select(Member).where(Member.id == sa.bindparam("of_member")), fresh=True)
TABLE = Base.metadata.tables["memberships"]
RENAME = ReadyChange(
    sa.update(TABLE)
    .where(TABLE.c.id == sa.bindparam("of_member"), TABLE.c.organization_id == HERE)
    .values(name=sa.bindparam("new_name"))
)


def test_a_ready_query_sees_whichever_organization_executes_it(people: People) -> None:
    for room in (people, people.other, people):
        with room.inside(write=False):
            assert {id_ for (id_,) in MEMBERS.all()} == set(room.member_ids.values())


def test_each_table_of_a_join_is_confined(people: People) -> None:
    joined = Ready(sa.select(Token.id, Member.id).outerjoin(Member, Member.id == sa.bindparam("of_member")))
    people.token()
    with people.inside(write=False):
        assert {member for _, member in joined.all(of_member=people.other.member_ids["owner"])} == {None}


def test_outside_any_organization_it_raises(app: Flask) -> None:
    with app.app_context(), pytest.raises(NoTenant), unit_of_work(write=False):
        MEMBERS.all()


def test_a_session_never_serves_two_organizations(people: People) -> None:
    with people.app.app_context(), unit_of_work(write=False):
        with organization_context(people.organization_id):
            MEMBERS.all()
        with pytest.raises(CrossTenant), organization_context(people.other.organization_id):
            MEMBERS.all()


def test_a_change_reaches_no_other_organizations_row(people: People) -> None:
    with people.inside():
        assert RENAME.execute({"of_member": people.other.member_ids["owner"], "new_name": "Mallory"}) == 0
        assert RENAME.execute({"of_member": people.member_ids["owner"], "new_name": "Olga"}) == 1


def test_a_new_row_of_another_organization_is_refused(people: People) -> None:
    with people.app.app_context(), organization_context(people.organization_id):
        row = OrganizationSettings()
        db.session.add(row)
        row.organization_id = people.other.organization_id
        with pytest.raises(CrossTenant):
            write_changes()
        db.session.rollback()


def test_rows_are_the_objects_the_session_has(people: People) -> None:
    with people.inside():
        member = people.member("viewer")
        ((found,),) = MEMBER.all(of_member=member.id)
        assert found is member
        assert found in db.session


def test_a_loaded_object_is_changed_like_any_other(people: People) -> None:
    with people.inside():
        ((member,),) = MEMBER.all(of_member=people.member_ids["viewer"])
        assert member.created_at.tzinfo is not None
        member.name = "Vera"
    with people.inside(write=False):
        assert people.member("viewer").name == "Vera"


def test_changes_are_written_before_a_query_and_once(people: People) -> None:
    with people.inside():
        member = people.member("viewer")
        member.name = "Vincent"
        ((name,),) = Ready(sa.select(Member.name).where(Member.id == sa.bindparam("of_member"))).all(
            of_member=member.id
        )
        assert name == "Vincent"
        assert not db.session.dirty


def test_a_new_row_gets_its_id_and_defaults(people: People) -> None:
    with people.inside():
        row = Invitation(created_by_id=people.member_ids["owner"], role="viewer", token_hash="x" * 64, expires_at=now())
        db.session.add(row)
        write_changes()
        assert row.id
        assert row.organization_id == people.organization_id
        assert not db.session.new
        kept = row.id
    with people.inside(write=False):
        assert db.session.get_one(Invitation, (people.organization_id, kept)).role == "viewer"


def test_a_rolled_back_change_is_forgotten(people: People) -> None:
    with people.app.app_context(), organization_context(people.organization_id):
        member = people.member("viewer")
        before, member.name = member.name, "Nobody"
        write_changes()
        db.session.rollback()
        assert member.name == before


def test_afresh_means_as_the_database_has_it(people: People) -> None:
    with people.inside():
        member = people.member("reviewer")
        RENAME.execute({"of_member": member.id, "new_name": "Rita"})
        MEMBER.all(of_member=member.id)
        assert member.name != "Rita"
        MEMBER_AFRESH.all(of_member=member.id)
        assert member.name == "Rita"


def test_failures_are_sqlalchemys(people: People) -> None:
    with people.app.app_context(), organization_context(people.organization_id):
        people.member("viewer").username = people.member("owner").username
        with pytest.raises(sa.exc.IntegrityError):
            write_changes()
        db.session.rollback()


def test_lists_of_any_length_are_refused(people: People) -> None:
    listed = Ready(sa.select(Member.id).where(Member.id.in_(sa.bindparam("ids", expanding=True))))
    with people.inside(write=False), pytest.raises(ValueError, match="lists"):
        listed.all(ids=[1])


def test_a_plan_the_server_keeps_shows_each_organization_its_own(backend: str, people: People) -> None:
    if backend != "postgresql":
        pytest.skip("a file keeps no plans")
    kept = 0
    for room in (people, people.other) * 60:  # often enough for each connection of the pool to prepare and generalize
        with room.inside(write=False):
            assert {id_ for (id_,) in MEMBERS.all()} == set(room.member_ids.values())
            seen = db.session.connection().exec_driver_sql("SELECT id FROM memberships").scalars().all()
            assert set(seen) == set(room.member_ids.values())  # the policy alone: this text names no organization
            prepared = (
                "SELECT coalesce(max(generic_plans), 0) FROM pg_prepared_statements WHERE statement ~ 'memberships'"
            )
            kept = max(kept, db.session.connection().exec_driver_sql(prepared).scalar_one())
    assert kept > 0


def test_constants_stand_in_the_text_that_is_planned(backend: str, people: People) -> None:
    free = Ready(sa.select(Member.id).where(Member.role == "it's 100%", Member.id > sa.bindparam("over")))
    with people.inside(write=False):
        assert free.all(over=0) == []
        assert ("'it''s 100%%'" if backend == "postgresql" else "'it''s 100%'") in free._readings[backend].sql.text
