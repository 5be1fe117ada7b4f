"""Members, roles and invitations."""

from __future__ import annotations

import datetime as dt
import re
import threading
from typing import Any

import pytest
import sqlalchemy as sa

from foundation.clock import now
from foundation.database import db
from tenants.add_member import add_member
from tenants.models import AuditEvent, Invitation, Member, Token
from tenants.queries import PAGE
from tenants.signals import member_removed
from tests.people import People, SignedInClient
from tests.tenants.accounts import PASSWORD, browser, make_user, sign_in


def public_id(people: People, role: str) -> str:
    with people.inside(write=False):
        return people.member(role).public_id


def role_of(people: People, who: str) -> str:
    with people.inside(write=False):
        return people.member(who).role


def actions(people: People) -> list[str]:
    with people.inside(write=False):
        return list(db.session.scalars(sa.select(AuditEvent.action).order_by(AuditEvent.id)))


def give(client: SignedInClient, people: People, who: str, role: str) -> Any:
    return client.post(people.url(f"/members/{public_id(people, who)}/role"), data={"role": role})


def link_for(people: People, role: str, email: str = "", by: str = "owner") -> str:
    page = people.client(by).post(people.url("/members/invitations"), data={"role": role, "email": email})
    assert page.status_code == 200
    found = re.search(r"/join/[\w-]+/[\w-]+", page.text)
    assert found
    return found[0]


def test_only_owners_and_administrators_see_the_staff(people: People) -> None:
    allowed = {role: people.client(role).get(people.url("/members")).status_code for role in people.member_ids}
    assert allowed == {role: 200 if role in ("owner", "admin") else 403 for role in people.member_ids}
    assert people.stranger().get(people.url("/members")).status_code == 404


def test_the_list_is_searched_by_name_and_address_and_filtered_by_role(people: People) -> None:
    client = people.client("owner")
    page = client.get(people.url(f"/members?q={people.emails['annotator2'].upper()}")).text
    assert people.emails["annotator2"] in page
    assert people.emails["reviewer"] not in page
    assert people.emails["reviewer"] in client.get(people.url("/members?role=reviewer")).text
    assert "Nobody fits" in client.get(people.url("/members?q=100%25")).text


def test_a_role_is_changed_with_one_event(people: People) -> None:
    assert give(people.client("admin"), people, "annotator", "reviewer").status_code == 303
    assert role_of(people, "annotator") == "reviewer"
    assert actions(people) == ["member.role_changed"]


def test_htmx_gets_the_list_again_and_a_message(people: People) -> None:
    path = people.url(f"/members/{public_id(people, 'annotator')}/role")
    answer = people.client("owner").post(path, data={"role": "viewer"}, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert answer.text.lstrip().startswith('<div id="members"')
    assert "message" in answer.headers["HX-Trigger"]


def test_nobody_raises_their_own_role_and_administrators_cannot_touch_owners(people: People) -> None:
    admin = people.client("admin")
    assert give(admin, people, "admin", "owner").status_code == 403
    assert give(admin, people, "annotator", "owner").status_code == 403
    assert give(admin, people, "owner", "viewer").status_code == 403
    assert admin.post(people.url(f"/members/{public_id(people, 'owner')}/remove")).status_code == 403
    assert admin.post(people.url("/members/invitations"), data={"role": "owner"}).status_code == 403
    assert (role_of(people, "admin"), role_of(people, "owner"), actions(people)) == ("admin", "owner", [])


def test_an_unknown_role_changes_nothing(people: People) -> None:
    assert give(people.client("owner"), people, "annotator", "emperor").status_code == 400
    assert role_of(people, "annotator") == "annotator"


def test_the_last_owner_can_neither_go_nor_step_down_but_one_of_two_can(people: People) -> None:
    owner = people.client("owner")
    path = people.url(f"/members/{public_id(people, 'owner')}")
    assert owner.post(f"{path}/remove").status_code == 409
    assert owner.post(f"{path}/role", data={"role": "admin"}).status_code == 409
    give(owner, people, "admin", "owner")
    assert owner.post(f"{path}/role", data={"role": "viewer"}).status_code == 303
    assert role_of(people, "owner") == "viewer"


def test_removing_a_member_closes_the_organization_ends_personal_tokens_and_tells_other_rooms(people: People) -> None:
    with people.inside():
        people_token = Token(
            name="own",
            hash="h" * 64,
            prefix="lr",
            scopes=[],
            role="annotator",
            personal=True,
            created_by_id=people.member_ids["annotator"],
        )
        db.session.add(people_token)
    told: list[int] = []

    def listen(member: Member) -> None:
        told.append(member.id)

    annotator = people.client("annotator")
    with member_removed.connected_to(listen):
        path = people.url(f"/members/{public_id(people, 'annotator')}/remove")
        asked = people.client("owner").get(path)
        assert "Annotations stay" in asked.text
        assert people.client("owner").post(path).status_code == 303
    assert told == [people.member_ids["annotator"]]
    assert annotator.get(people.url()).status_code == 404
    assert people.client("owner").post(path).status_code == 404
    with people.inside(write=False):
        assert db.session.scalar(sa.select(Token.revoked_at).where(Token.personal.is_(True))) is not None
    assert actions(people) == ["member.removed"]


def test_a_removed_member_who_is_invited_again_is_the_same_member(people: People) -> None:
    before = public_id(people, "annotator")
    people.client("owner").post(people.url(f"/members/{before}/remove"))
    link = link_for(people, "reviewer")
    assert people.client("annotator").post(link).status_code == 303
    assert (public_id(people, "annotator"), role_of(people, "annotator")) == (before, "reviewer")


def test_another_organizations_staff_is_not_there(people: People) -> None:
    theirs = public_id(people, "annotator")
    stranger = people.stranger()
    for path in (f"/members/{theirs}/remove", f"/members/{theirs}/role"):
        assert stranger.post(people.url(path), data={"role": "viewer"}).status_code == 404
        assert stranger.post(people.other.url(path), data={"role": "viewer"}).status_code == 404
    assert role_of(people, "annotator") == "annotator"


def test_a_new_person_joins_by_link_once(people: People) -> None:
    link, email = link_for(people, "annotator"), f"new-{people.slug}@example.com"
    client = browser(people.app)
    page = client.get(link)
    assert page.status_code == 200
    assert page.headers["Referrer-Policy"] == "no-referrer"
    response = client.post(link, data={"email": email, "password": PASSWORD, "name": "New Person"})
    assert (response.status_code, response.location) == (303, people.url())
    assert client.get(people.url()).status_code == 302
    assert actions(people) == ["invitation.created", "member.added", "invitation.accepted"]
    assert browser(people.app).get(link).status_code == 410
    with people.inside(write=False):
        event = db.session.scalars(sa.select(AuditEvent).where(AuditEvent.action == "invitation.accepted")).one()
        member = db.session.scalars(sa.select(Member).where(Member.username == f"new-{people.slug}")).one()
        assert event.actor_member_id == member.id
        assert member.role == "annotator"


def test_a_person_with_a_sign_in_joins_with_their_password_or_as_the_one_signed_in(people: People) -> None:
    email = make_user(people.app)
    link = link_for(people, "viewer")
    assert (
        browser(people.app).post(link, data={"email": email, "password": "a wrong guess here", "name": "X"}).status_code
        == 422
    )
    assert browser(people.app).post(link, data={"email": email, "password": PASSWORD, "name": ""}).status_code == 303
    second = make_user(people.app)
    client = browser(people.app)
    sign_in(client, second)
    assert client.post(link_for(people, "viewer")).status_code == 303
    assert client.get(people.url("/members")).status_code == 403


def test_faults_of_a_new_sign_in_stand_beside_their_fields_and_nobody_joins(people: People) -> None:
    link = link_for(people, "annotator")
    refused = browser(people.app).post(link, data={"email": "not an address", "password": PASSWORD, "name": "N"})
    assert refused.status_code == 422
    assert 'id="email-fault"' in refused.text
    refused = browser(people.app).post(link, data={"email": "x@example.org", "password": "short", "name": "N"})
    assert 'id="password-fault"' in refused.text
    assert browser(people.app).get(link).status_code == 200


def test_an_invitation_for_an_address_is_for_that_one_alone(people: People) -> None:
    email = make_user(people.app)
    link = link_for(people, "annotator", email=email.upper())
    other = browser(people.app)
    sign_in(other, make_user(people.app))
    assert other.post(link).status_code == 403
    invited = browser(people.app)
    sign_in(invited, email)
    assert invited.post(link).status_code == 303


def test_a_member_who_opens_a_link_stays_who_they_are(people: People) -> None:
    link = link_for(people, "owner")
    assert people.client("annotator").post(link).status_code == 409
    assert role_of(people, "annotator") == "annotator"
    assert browser(people.app).get(link).status_code == 200


@pytest.mark.parametrize("how", ["withdrawn", "old"])
def test_a_link_that_is_withdrawn_or_old_is_gone(people: People, how: str) -> None:
    link = link_for(people, "annotator")
    with people.inside():
        invitation = db.session.scalars(sa.select(Invitation)).one()
        number = invitation.id
        if how == "old":
            invitation.expires_at = now() - dt.timedelta(seconds=1)
    if how == "withdrawn":
        assert people.stranger().post(people.other.url(f"/members/invitations/{number}/revoke")).status_code == 404
        assert people.client("admin").post(people.url(f"/members/invitations/{number}/revoke")).status_code == 303
        assert people.client("admin").post(people.url(f"/members/invitations/{number}/revoke")).status_code == 410
    assert browser(people.app).get(link).status_code == 410
    assert (
        browser(people.app).post(link, data={"email": "y@example.org", "password": PASSWORD, "name": "Y"}).status_code
        == 410
    )


def test_a_link_opens_nothing_in_another_organization(people: People) -> None:
    link = link_for(people, "owner").replace(people.slug, people.other.slug)
    assert browser(people.app).get(link).status_code == 404


def test_links_are_kept_as_hashes_only(people: People) -> None:
    secret = link_for(people, "annotator").rpartition("/")[2]
    with people.inside(write=False):
        assert secret not in db.session.scalars(sa.select(Invitation.token_hash)).one()
    assert secret not in people.client("owner").get(people.url("/members")).text


def test_names_are_text_wherever_they_are_shown(people: People) -> None:
    client = people.client("annotator")
    client.post("/account", data={"name": "<b>bold</b>", "language": ""})
    owner = people.client("owner")
    for path in ("/members", f"/members/{public_id(people, 'annotator')}/remove"):
        page = owner.get(people.url(path)).text
        assert "&lt;b&gt;bold" in page
        assert "<b>bold" not in page


def test_a_long_list_of_members_is_paged_by_name(people: People) -> None:
    with people.inside():
        for number in range(PAGE + 10):
            add_member(f"many-{number:03}-{people.slug}@example.com", "viewer", name=f"Many {number:03}")
    client = people.client("owner")
    first = client.get(people.url("/members?role=viewer")).text
    assert first.count('<tr id="member-') == PAGE
    following = re.search(r'href="([^"]+after=user_[^"]+)"', first)
    assert following
    second = client.get(following[1].replace("&amp;", "&")).text
    assert second.count('<tr id="member-') == 11
    names = re.findall(r"<strong>(Many \d+)</strong>", first + second)
    assert names == sorted(set(names))
    assert len(names) == PAGE + 10


def test_two_owners_who_demote_each_other_at_once_leave_one(people: People) -> None:
    give(people.client("owner"), people, "admin", "owner")
    clients = {"owner": people.client("owner"), "admin": people.client("admin")}
    paths = {"owner": public_id(people, "admin"), "admin": public_id(people, "owner")}
    start = threading.Barrier(2)
    answers: list[int] = []

    def demote(who: str) -> None:
        start.wait()
        path = people.url(f"/members/{paths[who]}/role")
        answers.append(clients[who].post(path, data={"role": "viewer"}).status_code)

    threads = [threading.Thread(target=demote, args=(who,)) for who in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted([role_of(people, "owner"), role_of(people, "admin")]) == ["owner", "viewer"]
    assert 303 in answers
