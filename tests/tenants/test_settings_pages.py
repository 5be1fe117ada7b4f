"""The settings of an organization."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from foundation.database import db
from tenants.models import AuditEvent, Organization
from tenants.queries import settings_of_organization
from tests.people import People

GOOD = {"name": "New name", "language": "zh", "time_zone": "Europe/Berlin", "export_days": "30"}


def test_an_owner_changes_the_settings_with_one_event(people: People) -> None:
    client = people.client("owner")
    assert client.post(people.url("/settings"), data=GOOD).status_code == 303
    with people.inside(write=False):
        organization = db.session.get_one(Organization, people.organization_id)
        assert (organization.name, organization.language, organization.time_zone) == ("New name", "zh", "Europe/Berlin")
        assert settings_of_organization().export_days == 30
        event = db.session.scalars(sa.select(AuditEvent)).one()
        assert event.action == "organization.changed"
        assert event.details["export_days"] == {"before": 7, "after": 30}
    assert client.post(people.url("/settings"), data=GOOD).status_code == 303
    with people.inside(write=False):
        assert db.session.scalar(sa.select(sa.func.count()).select_from(AuditEvent)) == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("language", "fr"),
        ("time_zone", "Mars/Base"),
        ("export_days", "0"),
        ("export_days", "366"),
        ("export_days", "x"),
    ],
)
def test_a_bad_setting_is_named_kept_and_changes_nothing(people: People, field: str, value: str) -> None:
    refused = people.client("owner").post(people.url("/settings"), data=GOOD | {field: value})
    assert refused.status_code == 422
    assert f'id="{field}-fault"' in refused.text
    with people.inside(write=False):
        assert db.session.get_one(Organization, people.organization_id).name != "New name"


def test_settings_are_the_owners_alone(people: People) -> None:
    for role in people.member_ids:
        assert people.client(role).get(people.url("/settings")).status_code == (200 if role == "owner" else 403)
        if role != "owner":
            assert people.client(role).post(people.url("/settings"), data=GOOD).status_code == 403
    assert people.stranger().post(people.url("/settings"), data=GOOD).status_code == 404


def test_a_nul_character_is_refused_by_the_name_of_its_field(people: People) -> None:
    client = people.client("owner")
    assert client.get(people.url("/members?q=a%00b")).status_code == 400
    assert client.post(people.url("/settings"), data=GOOD | {"name": "a\0b"}).status_code == 400
