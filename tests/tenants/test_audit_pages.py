"""The log of who did what, when, from where."""

from __future__ import annotations

import re
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from foundation.assets import STATIC
from foundation.database import db
from tenants.audit import record
from tenants.models import AuditEvent
from tenants.queries import PAGE
from tests.people import People


def rows(page: Any) -> int:
    return str(page.text).count('<tr id="event-')


def test_the_log_pages_by_key_both_ways(people: People) -> None:
    with people.inside():
        for number in range(PAGE * 2 + 5):
            record("thing.done", None, number=number)
    client = people.client("admin")
    first = client.get(people.url("/audit"))
    assert rows(first) == PAGE
    with people.inside(write=False):
        ids = list(db.session.scalars(sa.select(AuditEvent.id).order_by(AuditEvent.id.desc())))
    second = client.get(people.url(f"/audit?before={ids[PAGE - 1]}"))
    third = client.get(people.url(f"/audit?before={ids[2 * PAGE - 1]}"))
    assert (rows(second), rows(third)) == (PAGE, 5)
    assert 'rel="next"' not in third.text
    back = client.get(people.url(f"/audit?after={ids[2 * PAGE]}"))
    assert rows(back) == PAGE
    assert f'id="event-{ids[2 * PAGE - 1]}"' in back.text


def test_the_log_is_filtered_by_act_person_and_object(people: People) -> None:
    client = people.client("owner")
    client.post(people.url("/tokens"), data={"name": "T", "scopes": "exports", "days": "30"})
    client.post(people.url("/members/invitations"), data={"role": "viewer"})
    assert rows(client.get(people.url("/audit"))) == 2
    page = client.get(people.url("/audit?action=token.created"))
    assert rows(page) == 1
    assert "made a token" in page.text
    assert rows(client.get(people.url("/audit?action=invitation"))) == 1
    assert rows(client.get(people.url(f"/audit?member={people.member_ids['admin']}"))) == 0
    assert "Nothing fits" in client.get(people.url("/audit?q=nothing")).text
    with people.inside(write=False):
        event = db.session.scalars(sa.select(AuditEvent).where(AuditEvent.action == "token.created")).one()
    assert rows(client.get(people.url(f"/audit?q={event.object_id}&action=token.created"))) == 1
    assert event.address == "127.0.0.1"
    assert event.request_id


def test_nobody_sees_another_organizations_log(people: People) -> None:
    people.client("owner").post(people.url("/members/invitations"), data={"role": "viewer"})
    assert people.stranger().get(people.url("/audit")).status_code == 404
    assert rows(people.stranger().get(people.other.url("/audit"))) == 0
    for role in ("manager", "reviewer", "annotator", "viewer"):
        assert people.client(role).get(people.url("/audit")).status_code == 403


def test_an_act_that_is_refused_leaves_no_event(people: People) -> None:
    people.client("owner").post(people.url("/tokens"), data={"name": "", "scopes": "exports", "days": "30"})
    assert rows(people.client("owner").get(people.url("/audit"))) == 0


def test_every_act_that_is_recorded_has_words(app: Flask) -> None:
    source = STATIC.parent
    recorded = {
        found
        for path in source.rglob("*.py")
        for found in re.findall(r"""\brecord\(\s*"([\w.]+)\"""", path.read_text(encoding="utf-8"))
    }
    assert recorded
    assert recorded - set(app.extensions["audit_words"]) == set()


@pytest.mark.parametrize("query", ["before=99999999999999999999", "after=-1", "member=²", "member=1e9", "after=x"])
def test_nonsense_in_the_address_of_the_log_is_left_aside(people: People, query: str) -> None:
    assert people.client("owner").get(people.url(f"/audit?{query}")).status_code == 200


@pytest.mark.parametrize("path", ["/tokens/99999999999999999999/revoke", "/tokens/-1/revoke", "/members/u%00/remove"])
def test_ids_that_no_database_knows_are_not_there(people: People, path: str) -> None:
    assert people.client("owner").get(people.url(path)).status_code == 404
