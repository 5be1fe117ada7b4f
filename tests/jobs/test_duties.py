from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from flask import Flask

from foundation.database import own_transaction
from jobs.duties import DUTIES, do_duties, every
from jobs.models import Duty
from tenants.audit import record
from tenants.isolation import current_organization_id, tenant
from tests.jobs.test_run_job import events
from tests.people import People


@pytest.fixture(autouse=True)
def only_ours() -> Iterator[None]:
    before = dict(DUTIES)
    DUTIES.clear()
    yield
    DUTIES.clear()
    DUTIES.update(before)


def run(app: Flask) -> None:
    with app.app_context():
        do_duties()


def turn_clock(app: Flask, seconds: float) -> None:
    with app.app_context(), own_transaction() as connection:
        for name, due_at in connection.execute(sa.select(Duty.name, Duty.due_at)).all():
            earlier = due_at - dt.timedelta(seconds=seconds)
            connection.execute(sa.update(Duty).where(Duty.name == name).values(due_at=earlier))


def test_a_duty_is_done_once_a_period_in_each_organization(app: Flask, people: People) -> None:
    seen: list[int] = []
    every(60, f"tests.each.{people.slug}")(lambda: seen.append(current_organization_id()))
    run(app)
    run(app)
    assert seen.count(people.organization_id) == 1
    assert seen.count(people.other.organization_id) == 1
    turn_clock(app, 61)
    run(app)
    assert seen.count(people.organization_id) == 2


def test_what_a_duty_does_is_committed(app: Flask, people: People) -> None:
    every(60, f"tests.commit.{people.slug}")(lambda: record("tests.duty"))
    run(app)
    assert events(people, "tests.duty") == 1


def test_a_duty_that_fails_in_one_organization_is_done_in_the_others(app: Flask, people: People) -> None:
    def act() -> None:
        record("tests.partial")
        if current_organization_id() == people.organization_id:
            raise ZeroDivisionError

    every(60, f"tests.partial.{people.slug}")(act)
    run(app)
    assert events(people, "tests.partial") == 0
    with people.other.inside(write=False):
        pass
    assert tenant.get() is None


def test_a_duty_for_all_is_done_once_outside_of_any_organization(app: Flask, people: People) -> None:
    seen: list[int | None] = []
    every(60, f"tests.all.{people.slug}", per_organization=False)(lambda: seen.append(tenant.get()))
    run(app)
    run(app)
    assert seen == [None]
