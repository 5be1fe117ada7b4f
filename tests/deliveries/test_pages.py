from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask

from deliveries.outbox import send
from foundation.database import db
from jobs.worker import Workshop
from tenants.models import AuditEvent
from tests.deliveries.receivers import answer, listening
from tests.deliveries.test_deliver import look, post, url_of
from tests.people import People

RUN_PROJECTS = ["owner", "admin", "manager"]
OTHERS = ["reviewer", "annotator", "viewer"]


@pytest.mark.parametrize("role", RUN_PROJECTS)
def test_the_list_shows_each_message_with_its_last_answer(app: Flask, people: People, role: str) -> None:
    with listening(lambda peer, _: answer(peer, "503 Busy")) as receiver:
        post(people, url_of(receiver))
        Workshop(app, 2).work()
        page = people.client(role).get(people.url("/deliveries")).text
        assert "export_abc" in page
        assert url_of(receiver) in page
        assert "503" in page
        assert 'data-poll="3"' in page


def test_an_empty_list_teaches_what_a_delivery_is(people: People) -> None:
    page = people.client("owner").get(people.url("/deliveries")).text
    assert "Nothing has been sent yet" in page
    assert "callback_url" in page


def test_the_list_is_filtered_by_state(app: Flask, people: People) -> None:
    with listening() as receiver:
        post(people, url_of(receiver), event_id="msg_fine")
        with people.inside():
            send("http://10.0.0.1/", b"{}", "msg_bad", subject="export_bad")
        Workshop(app, 2).work()
    owner = people.client("owner")
    failed = owner.get(people.url("/deliveries?state=failed")).text
    assert "export_bad" in failed
    assert "export_abc" not in failed
    delivered = owner.get(people.url("/deliveries?state=delivered")).text
    assert "export_abc" in delivered
    assert "export_bad" not in delivered
    assert "None in this state" in owner.get(people.url("/deliveries?state=waiting")).text


def test_the_list_pages_by_key(app: Flask, people: People) -> None:
    with people.inside():
        for number in range(53):
            send("http://10.0.0.1/", b"{}", f"msg_{number}", subject=f"export_{number:03}x")
    owner = people.client("owner")
    first = owner.get(people.url("/deliveries")).text
    assert "export_052x" in first
    assert "export_002x" not in first
    before = first.split("before=")[1].split('"')[0].split("&")[0]
    second = owner.get(people.url(f"/deliveries?before={before}")).text
    assert "export_002x" in second
    assert "export_003x" not in second


def test_a_refreshed_list_is_the_same_fragment(app: Flask, people: People) -> None:
    post(people, "http://10.0.0.1/")
    fragment = people.client("owner").get(
        people.url("/deliveries"), headers={"HX-Request": "true", "HX-Target": "deliveries"}
    )
    assert fragment.text.lstrip().startswith('<section class="card" id="deliveries"')


def test_a_message_shows_its_tries_and_can_be_sent_again(app: Flask, people: People) -> None:
    answers = ["410 Gone", "200 OK"]
    with listening(lambda peer, _: answer(peer, answers.pop(0), body=b"<b>secret of theirs</b>")) as receiver:
        delivery_id = post(people, url_of(receiver))
        Workshop(app, 2).work()
        owner, url = people.client("owner"), people.url(f"/deliveries/{delivery_id}")
        page = owner.get(url).text
        assert "410" in page
        assert "The receiver did not accept it" in page
        assert "导出.json" in page
        assert "secret of theirs" not in page
        assert "data-poll" not in page
        sent = owner.post(url + "/send-again", follow_redirects=True)
        assert sent.status_code == 200
        assert "The message is being sent again." in sent.text
        Workshop(app, 2).work()
    assert look(people, delivery_id)[0].state == "delivered"
    with people.inside(write=False):
        audited = sa.select(AuditEvent).where(AuditEvent.action == "delivery.sent_again")
        (event,) = db.session.scalars(audited)
    assert (event.actor_member_id, event.object_id) == (people.member_ids["owner"], str(delivery_id))


@pytest.mark.parametrize("role", OTHERS)
def test_others_see_no_deliveries_and_send_none(app: Flask, people: People, role: str) -> None:
    delivery_id = post(people, "http://10.0.0.1/")
    client = people.client(role)
    for path in ("/deliveries", f"/deliveries/{delivery_id}"):
        assert client.get(people.url(path)).status_code == 403
    assert client.post(people.url(f"/deliveries/{delivery_id}/send-again")).status_code == 403


def test_a_delivery_of_another_organization_does_not_exist(app: Flask, people: People) -> None:
    delivery_id = post(people, "http://10.0.0.1/")
    stranger = people.stranger()
    theirs = people.other.url(f"/deliveries/{delivery_id}")
    assert stranger.get(people.url(f"/deliveries/{delivery_id}")).status_code == 404
    assert stranger.get(theirs).status_code == 404
    assert stranger.post(theirs + "/send-again").status_code == 404
    assert "export_abc" not in stranger.get(people.other.url("/deliveries")).text
