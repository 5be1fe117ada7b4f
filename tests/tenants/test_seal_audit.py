"""The audit log can't be changed unseen."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import ProgrammingError

from foundation.clock import now
from foundation.database import db, make_engine
from jobs.duties import DUTIES
from tenants.audit import record
from tenants.models import AuditEvent
from tenants.seal_audit import SETTLED, seal_events, verify_audit
from tests.people import People


def fill(people: People, count: int, *, age: dt.timedelta = SETTLED * 2) -> None:
    with people.inside():
        for number in range(count):
            record("thing.done", None, number=number, text="说明 😀")
    with people.inside():
        for event in db.session.scalars(sa.select(AuditEvent).where(AuditEvent.seq.is_(None))):
            assert event.at > now() - dt.timedelta(minutes=1)
    tamper(people, f"UPDATE audit_events SET at = '{(now() - age):%Y-%m-%d %H:%M:%S.%f}' WHERE seq IS NULL")


def tamper(people: People, statement: str) -> None:
    """Write past the application, as someone with the database in hand."""
    whole = f"{statement} AND organization_id = {people.organization_id}"
    settings = people.app.config["SETTINGS"]
    if settings.is_sqlite:
        with people.inside():
            db.session.connection().exec_driver_sql(whole)
    else:
        engine = make_engine(settings.admin_database)
        with engine.begin() as connection:
            connection.exec_driver_sql(whole)
        engine.dispose()


def seal(people: People) -> None:
    with people.inside():
        seal_events()


def faults(people: People) -> list[str]:
    with people.inside(write=False):
        return verify_audit()


def test_events_are_chained_in_order_batch_by_batch(people: People) -> None:
    fill(people, 3)
    seal(people)
    fill(people, 2)
    seal(people)
    with people.inside(write=False):
        events = list(db.session.scalars(sa.select(AuditEvent).order_by(AuditEvent.id)))
    assert [event.seq for event in events] == [1, 2, 3, 4, 5]
    assert [event.previous_hash for event in events[1:]] == [event.hash for event in events[:-1]]
    assert len({event.hash for event in events}) == 5
    assert faults(people) == []


def test_what_may_still_be_under_way_is_sealed_later(people: People) -> None:
    fill(people, 2, age=dt.timedelta(seconds=5))
    seal(people)
    with people.inside(write=False):
        assert set(db.session.scalars(sa.select(AuditEvent.seq))) == {None}


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("UPDATE audit_events SET action = 'nothing.done' WHERE seq = 2", "event 2 was changed"),
        ("UPDATE audit_events SET details = '{}' WHERE seq = 3", "event 3 was changed"),
        ("UPDATE audit_events SET actor_member_id = 1 WHERE seq = 1", "event 1 was changed"),
        ("DELETE FROM audit_events WHERE seq = 2", "event 2 is missing"),
        ("UPDATE audit_events SET hash = previous_hash WHERE seq = 2", "event 2 was changed"),
    ],
)
def test_a_change_behind_the_applications_back_is_found(people: People, statement: str, found: str) -> None:
    fill(people, 4)
    seal(people)
    tamper(people, statement)
    assert any(found in fault for fault in faults(people))


def test_the_application_itself_can_neither_change_nor_delete_an_event_on_postgresql(people: People) -> None:
    if people.app.config["SETTINGS"].is_sqlite:
        pytest.skip("SQLite has no roles")
    fill(people, 1)
    for statement in (sa.update(AuditEvent).values(action="x"), sa.delete(AuditEvent)):
        with pytest.raises(ProgrammingError, match="permission denied"), people.inside():
            db.session.execute(statement)


def test_a_chain_of_another_organization_is_left_alone(people: People) -> None:
    fill(people, 2)
    with people.other.inside():
        seal_events()
    with people.inside(write=False):
        assert set(db.session.scalars(sa.select(AuditEvent.seq))) == {None}


def test_workers_seal_every_minute(people: People) -> None:
    duty = DUTIES["audit.seal"]
    assert duty.act is seal_events
    assert duty.per_organization
