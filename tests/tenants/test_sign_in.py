"""Signing in and out by the page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask

from foundation.clock import now
from foundation.database import db, unit_of_work
from tenants.models import SignInAttempt, User, UserSession
from tenants.sign_in_limits import FREE_FAILURES, hash_of_email
from tests.people import People
from tests.tenants.accounts import PASSWORD, browser, make_user, sign_in


def test_a_user_signs_in_with_any_spelling_of_the_address_and_comes_back_to_the_page_asked_for(app: Flask) -> None:
    email, client = make_user(app), browser(app)
    response = sign_in(client, f"  {email.upper()} ", next="/account")
    assert (response.status_code, response.location) == (303, "/account")
    assert email.encode() in client.get("/account").data


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(app: Flask) -> None:
    answers = [sign_in(browser(app), email, "wrong password") for email in (make_user(app), "nobody@example.com")]
    assert [answer.status_code for answer in answers] == [422, 422]
    assert all("E-mail or password is wrong." in answer.text for answer in answers)


@pytest.mark.parametrize(
    "target", ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)", "/a\nb"]
)
def test_signing_in_never_leads_to_another_site(app: Flask, target: str) -> None:
    assert sign_in(browser(app), make_user(app), next=target).location == "/"


def test_a_disabled_user_and_one_without_a_password_do_not_sign_in(app: Flask) -> None:
    disabled = make_user(app)
    with app.app_context(), unit_of_work():
        db.session.execute(sa.update(User).where(User.email_folded == disabled).values(disabled_at=now()))
    assert sign_in(browser(app), disabled).status_code == 422
    assert sign_in(browser(app), make_user(app, password=None), "").status_code == 422


def test_what_was_typed_is_kept_but_not_the_password(app: Flask) -> None:
    page = sign_in(browser(app), "someone@example.com", "my secret words").text
    assert 'value="someone@example.com"' in page
    assert "my secret words" not in page


def test_after_five_failures_an_account_waits_even_with_the_right_password_and_then_gets_in(app: Flask) -> None:
    email = make_user(app)
    for _ in range(FREE_FAILURES):
        assert sign_in(browser(app), email, "wrong").status_code == 422
    refused = sign_in(browser(app), email)
    assert refused.status_code == 429
    assert 1 <= int(refused.headers["Retry-After"]) <= 15
    with app.app_context(), unit_of_work():
        of_account = sa.update(SignInAttempt).where(SignInAttempt.email_hash == hash_of_email(email))
        db.session.execute(of_account.values(at=now() - dt.timedelta(seconds=16)))
    assert sign_in(browser(app), email).status_code == 303


def test_an_unknown_account_waits_just_the_same(app: Flask) -> None:
    for _ in range(FREE_FAILURES):
        sign_in(browser(app), "nobody-at-all@example.com", "wrong")
    assert sign_in(browser(app), "nobody-at-all@example.com", "wrong").status_code == 429


def test_an_address_that_fails_thirty_times_waits_whatever_account_it_tries(app: Flask) -> None:
    client = browser(app)
    address = client.environ_base["REMOTE_ADDR"]
    with app.app_context(), unit_of_work():
        db.session.add_all(
            SignInAttempt(email_hash=f"{number:064}", address=address, at=now() - dt.timedelta(minutes=5))
            for number in range(30)
        )
    email = make_user(app)
    assert sign_in(client, email).status_code == 429
    assert sign_in(browser(app), email).status_code == 303


def test_the_whole_installation_takes_a_hundred_tries_a_minute(backend: str, make_app: Callable[..., Flask]) -> None:
    app = make_app(backend)
    with app.app_context(), unit_of_work():
        db.session.add_all(
            SignInAttempt(email_hash=f"{number:064}", address=f"a{number}", ok=True) for number in range(100)
        )
    assert sign_in(browser(app), "someone@example.com").status_code == 429


def test_signing_in_gives_a_new_session_and_keeps_nothing_planted_before(app: Flask) -> None:
    client = browser(app)
    with client.session_transaction() as session:
        session["planted"] = "yes"
    before = client.csrf_token()
    sign_in(client, make_user(app))
    with client.session_transaction() as session:
        assert "planted" not in session
    assert client.post("/account", data={}, headers={"X-CSRFToken": before}).status_code == 400


def test_signing_out_ends_the_session_on_the_server(app: Flask) -> None:
    client = browser(app)
    sign_in(client, make_user(app))
    with client.session_transaction() as session:
        stolen = dict(session)
    assert client.post("/sign-out").location == "/sign-in"
    thief = browser(app)
    with thief.session_transaction() as session:
        session.update(stolen)
    assert thief.get("/account").location == "/sign-in?next=/account"


def test_a_session_unused_for_half_a_day_is_over(app: Flask) -> None:
    email, client = make_user(app), browser(app)
    sign_in(client, email)
    with app.app_context(), unit_of_work():
        user = db.session.scalars(sa.select(User.id).where(User.email_folded == email)).one()
        seen = sa.update(UserSession).where(UserSession.user_id == user)
        db.session.execute(seen.values(seen_at=now() - dt.timedelta(hours=13)))
    assert client.get("/account").status_code == 302


def test_using_the_pages_notes_when_session_and_member_were_last_active(people: People) -> None:
    client = people.client("annotator")
    client.get(people.url())
    with people.inside(write=False):
        assert people.member("annotator").last_active_at is not None


def test_the_language_can_be_chosen_before_signing_in_and_is_kept_afterwards(app: Flask) -> None:
    client = browser(app)
    assert client.post("/language", data={"language": "zh", "next": "/sign-in"}).location == "/sign-in"
    assert 'lang="zh"' in client.get("/sign-in").text
    sign_in(client, make_user(app))
    assert 'lang="zh"' in client.get("/account").text
    assert client.post("/language", data={"language": "xx"}).status_code == 400


def test_the_start_page_leads_to_the_organization_used_last_or_says_there_is_none(people: People) -> None:
    assert people.client("viewer").get("/").location == people.url()
    client = browser(people.app)
    sign_in(client, make_user(people.app))
    assert "belong to no organization" in client.get("/").text


def test_state_is_changed_by_post_alone(people: People) -> None:
    client = people.client("owner")
    assert client.get("/sign-out").status_code == 405
    assert client.get("/account").status_code == 200
    assert PASSWORD not in client.get("/account").text
