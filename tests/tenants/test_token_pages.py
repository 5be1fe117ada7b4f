"""The tokens page: tokens and the callback secret."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
import sqlalchemy as sa

from foundation.clock import now
from foundation.database import db
from tenants.models import AuditEvent, SigningSecret, Token
from tenants.signing_secrets import signing_secrets
from tenants.tokens import SCOPES, find_token, organization_of
from tests.people import People


def make(people: People, by: str = "owner", **changes: Any) -> Any:
    form = {"name": "Sample center", "scopes": list(SCOPES), "days": "90"} | changes
    return people.client(by).post(people.url("/tokens"), data=form)


def secret_in(page: Any) -> str:
    found = re.search(r"lr_\d+_[0-9A-Za-z]{38}", page.text)
    assert found
    return found[0]


def works(people: People, secret: str) -> bool:
    with people.app.test_request_context():
        return find_token(secret) is not None


def only_token(people: People) -> Token:
    return db.session.scalars(sa.select(Token).order_by(Token.id)).first() or pytest.fail("no token")


def events(people: People) -> list[AuditEvent]:
    with people.inside(write=False):
        return list(db.session.scalars(sa.select(AuditEvent).order_by(AuditEvent.id)))


def test_a_token_is_shown_once_kept_as_a_hash_and_works(people: People) -> None:
    secret = secret_in(make(people, scopes=["exports"]))
    assert organization_of(secret) == people.organization_id
    assert works(people, secret)
    assert secret not in people.client("owner").get(people.url("/tokens")).text
    with people.inside(write=False):
        token = only_token(people)
        assert secret not in (token.hash, token.prefix)
        assert (token.name, token.scopes, token.role) == ("Sample center", ["exports"], "owner")
        assert token.expires_at is not None
        assert dt.timedelta(days=89) < token.expires_at - now() < dt.timedelta(days=91)
    (event,) = events(people)
    assert (event.action, event.actor_member_id) == ("token.created", people.member_ids["owner"])
    assert secret not in str(event.details)


def test_the_makers_role_is_the_ceiling(people: People) -> None:
    make(people, by="admin")
    with people.inside(write=False):
        assert only_token(people).role == "admin"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "x" * 101}, "name"),
        ({"scopes": []}, "scopes"),
        ({"scopes": ["all"]}, "scopes"),
        ({"days": "7"}, "days"),
    ],
)
def test_faults_stand_beside_their_fields_and_nothing_is_made(
    people: People, changes: dict[str, Any], field: str
) -> None:
    page = make(people, **changes)
    assert page.status_code == 422
    assert f'id="{field}-fault"' in page.text
    assert events(people) == []


def test_only_owners_and_administrators_have_tokens(people: People) -> None:
    for role in people.member_ids:
        expected = 200 if role in ("owner", "admin") else 403
        assert people.client(role).get(people.url("/tokens")).status_code == expected
        assert make(people, by=role).status_code == expected
    assert people.stranger().get(people.url("/tokens")).status_code == 404


def test_rotating_lets_both_work_for_the_time_chosen(people: People) -> None:
    old = secret_in(make(people))
    with people.inside(write=False):
        number = only_token(people).id
    owner = people.client("owner")
    assert "Make the new token" in owner.get(people.url(f"/tokens/{number}/rotate")).text
    new = secret_in(owner.post(people.url(f"/tokens/{number}/rotate"), data={"overlap": "24"}))
    assert works(people, old)
    assert works(people, new)
    with people.inside():
        token = only_token(people)
        assert token.expires_at is not None
        assert dt.timedelta(hours=23) < token.expires_at - now() <= dt.timedelta(hours=24)
        token.expires_at = now()
    assert not works(people, old)
    assert works(people, new)
    assert [event.action for event in events(people)] == ["token.created", "token.rotated"]


def test_rotating_at_once_ends_the_old_token(people: People) -> None:
    old = secret_in(make(people))
    with people.inside(write=False):
        number = only_token(people).id
    owner = people.client("owner")
    new = secret_in(owner.post(people.url(f"/tokens/{number}/rotate"), data={"overlap": "0"}))
    assert (works(people, old), works(people, new)) == (False, True)
    assert owner.post(people.url(f"/tokens/{number}/rotate"), data={"overlap": "0"}).status_code == 409
    assert owner.post(people.url(f"/tokens/{number}/rotate"), data={"overlap": "9999"}).status_code == 400


def test_a_revoked_token_stops_at_once_and_is_listed_as_ended(people: People) -> None:
    secret = secret_in(make(people))
    with people.inside(write=False):
        number = only_token(people).id
    admin = people.client("admin")
    assert "can't be undone" in admin.get(people.url(f"/tokens/{number}/revoke")).text
    assert admin.post(people.url(f"/tokens/{number}/revoke")).status_code == 303
    assert not works(people, secret)
    assert "Sample center" not in admin.get(people.url("/tokens")).text.partition('id="tokens"')[2]
    assert "Sample center" in admin.get(people.url("/tokens?show=ended")).text
    assert admin.post(people.url(f"/tokens/{number}/revoke")).status_code == 409
    assert [event.action for event in events(people)] == ["token.created", "token.revoked"]


def test_another_organizations_tokens_are_not_there(people: People) -> None:
    secret = secret_in(make(people))
    with people.inside(write=False):
        number = only_token(people).id
    stranger = people.stranger()
    for act in ("rotate", "revoke"):
        assert stranger.get(people.other.url(f"/tokens/{number}/{act}")).status_code == 404
        assert stranger.post(people.other.url(f"/tokens/{number}/{act}"), data={"overlap": "0"}).status_code == 404
    assert works(people, secret)


def test_the_callback_secret_is_shown_on_request_and_that_is_noted(people: People) -> None:
    page = people.client("admin").post(people.url("/tokens/signing-secret"))
    found = re.search(r"whsec_[A-Za-z0-9+/]{43}=", page.text)
    assert found
    with people.inside():
        assert signing_secrets() == [found[0]]
        assert found[0] not in db.session.scalars(sa.select(SigningSecret.sealed)).one()
    assert "whsec_" not in people.client("owner").get(people.url("/tokens")).text
    assert [event.action for event in events(people)] == ["signing_secret.shown"]
    assert people.client("manager").post(people.url("/tokens/signing-secret")).status_code == 403


def test_a_replaced_callback_secret_stays_valid_for_the_time_chosen(people: People) -> None:
    with people.inside():
        (before,) = signing_secrets()
    people.client("owner").post(people.url("/tokens/signing-secret/rotate"), data={"overlap": "1"})
    with people.inside():
        newest, older = signing_secrets()
        assert older == before != newest
        db.session.execute(
            sa.update(SigningSecret).where(SigningSecret.retires_at.is_not(None)).values(retires_at=now())
        )
    with people.inside():
        assert signing_secrets() == [newest]
    people.client("owner").post(people.url("/tokens/signing-secret/rotate"), data={"overlap": "0"})
    with people.inside():
        assert len(signing_secrets()) == 1
        assert signing_secrets() != [newest]


def test_a_token_in_use_shows_when_and_from_where(people: People) -> None:
    secret = secret_in(make(people))
    client = people.app.test_client()
    assert client.get("/api/external/projects", headers={"Authorization": f"Bearer {secret}"}).status_code == 200
    with people.inside(write=False):
        token = only_token(people)
        assert token.last_used_at is not None
        assert token.last_used_address == "127.0.0.1"
        first = token.last_used_at
    client.get("/api/external/projects", headers={"Authorization": f"Bearer {secret}"})
    with people.inside(write=False):
        assert only_token(people).last_used_at == first


def test_a_tokens_events_name_the_token_not_a_member(people: People) -> None:
    secret = secret_in(make(people))
    body = {"task_type": "text_classification", "name": "From the API", "data": [{"content": "a"}]}
    answer = people.app.test_client().post(
        "/api/external/projects/init", json=body, headers={"Authorization": f"Bearer {secret}"}
    )
    assert answer.status_code < 300, answer.text
    assert "Token “Sample center”" in people.client("owner").get(people.url("/audit?action=project.created")).text
