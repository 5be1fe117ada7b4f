"""A user's own account."""

from __future__ import annotations

import sqlalchemy as sa
from flask import Flask

from foundation.database import db
from tenants.models import Member, User
from tests.people import People
from tests.tenants.accounts import PASSWORD, browser, make_user, sign_in

NEW = "a quite different long password"


def test_changing_the_password_signs_out_every_other_browser(app: Flask) -> None:
    email, here, elsewhere = make_user(app), browser(app), browser(app)
    sign_in(here, email)
    sign_in(elsewhere, email)
    assert here.post("/account/password", data={"current": PASSWORD, "password": NEW}).status_code == 303
    assert here.get("/account").status_code == 200
    assert elsewhere.get("/account").status_code == 302
    assert sign_in(browser(app), email, PASSWORD).status_code == 422
    assert sign_in(browser(app), email, NEW).status_code == 303


def test_the_password_changes_only_for_whoever_knows_the_current_one(app: Flask) -> None:
    email, client = make_user(app), browser(app)
    sign_in(client, email)
    refused = client.post("/account/password", data={"current": "guess", "password": NEW})
    assert refused.status_code == 422
    assert "This isn&#39;t your current password." in refused.text
    assert sign_in(browser(app), email, PASSWORD).status_code == 303


def test_weak_passwords_are_refused_with_a_reason(app: Flask) -> None:
    email, client = make_user(app), browser(app)
    sign_in(client, email)
    for weak, reason in (
        ("short", "at least 12"),
        ("aaaaaaaaaaaaaa", "first that are guessed"),
        ("Password1234", "first that are guessed"),
        (email.upper(), "first that are guessed"),
        ("x" * 300, "at most 256"),
    ):
        refused = client.post("/account/password", data={"current": PASSWORD, "password": weak})
        assert refused.status_code == 422
        assert reason in refused.text


def test_a_new_name_shows_in_all_organizations_of_the_user_and_in_no_one_elses(people: People) -> None:
    client = people.client("annotator")
    assert client.post("/account", data={"name": "  李  雷 ", "language": "zh"}).status_code == 303
    with people.inside(write=False):
        assert people.member("annotator").name == "李 雷"
        assert people.member("annotator2").name != "李 雷"
        user = db.session.get_one(User, people.user_ids["annotator"])
        assert (user.name, user.language) == ("李 雷", "zh")


def test_a_name_that_is_empty_or_too_long_is_refused_and_kept_in_the_form(people: People) -> None:
    client = people.client("annotator")
    refused = client.post("/account", data={"name": "x" * 101, "language": ""})
    assert refused.status_code == 422
    assert "x" * 101 in refused.text
    assert client.post("/account", data={"name": "", "language": ""}).status_code == 422
    with people.inside(write=False):
        assert db.session.scalar(sa.select(Member.name).where(Member.id == people.member_ids["annotator"])) != ""


def test_a_user_signs_out_one_browser_or_all_others_but_nobody_elses(app: Flask) -> None:
    email, here, there, third = make_user(app), browser(app), browser(app), browser(app)
    for client in (here, there, third):
        sign_in(client, email)
    ids = sorted(
        {
            int(part.split("/")[0])
            for part in here.get("/account").text.split("/account/sessions/")[1:]
            if part[0].isdigit()
        }
    )
    assert len(ids) == 2
    stranger = browser(app)
    sign_in(stranger, make_user(app))
    assert stranger.post(f"/account/sessions/{ids[0]}/end").status_code == 404
    assert here.post(f"/account/sessions/{ids[0]}/end").status_code == 303
    assert sorted(client.get("/account").status_code for client in (here, there, third)) == [200, 200, 302]
    here.post("/account/sessions/end-others")
    assert sorted(client.get("/account").status_code for client in (here, there, third)) == [200, 302, 302]
