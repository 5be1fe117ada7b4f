from __future__ import annotations

import datetime as dt
import json
import socket

import pytest
import sqlalchemy as sa
from flask import Flask
from standardwebhooks import Webhook

from deliveries.models import Delivery, DeliveryTry
from deliveries.outbox import send
from deliveries.outgoing import check_url
from deliveries.send_again import send_again
from foundation.database import db
from jobs.models import JobLine
from jobs.worker import Workshop
from tenants.signing_secrets import rotate_signing_secret, signing_secrets
from tests.deliveries.receivers import Listener, answer, listening
from tests.jobs.job_lines import let_time_pass, lines
from tests.people import People

BODY = '{"status": "completed", "file_name": "导出.json"}'.encode()


def post(people: People, url: str, *, event_id: str = "msg_1") -> int:
    with people.inside():
        return send(url, BODY, event_id, subject="export_abc").id


def look(people: People, delivery_id: int) -> tuple[Delivery, list[DeliveryTry]]:
    with people.inside(write=False):
        delivery = db.session.get_one(Delivery, (people.organization_id, delivery_id))
        tries = sa.select(DeliveryTry).where(DeliveryTry.delivery_id == delivery_id).order_by(DeliveryTry.number)
        return delivery, list(db.session.scalars(tries))


def work(app: Flask) -> None:
    Workshop(app, 2).work()


def head_of(request: bytes) -> dict[str, str]:
    head = request.partition(b"\r\n\r\n")[0].decode()
    return {name.lower(): value for name, value in (line.split(": ", 1) for line in head.split("\r\n")[1:])}


def verify(people: People, request: bytes) -> None:
    with people.inside():
        secret = signing_secrets()[0]
    Webhook(secret).verify(request.partition(b"\r\n\r\n")[2], head_of(request))


def url_of(receiver: Listener) -> str:
    return f"http://127.0.0.1:{receiver.port}/hook"


def test_a_message_arrives_signed_and_is_noted(app: Flask, people: People) -> None:
    with listening() as receiver:
        delivery_id = post(people, url_of(receiver))
        work(app)
    (request,) = receiver.requests
    assert request.partition(b"\r\n\r\n")[2] == BODY
    assert head_of(request)["webhook-id"] == "msg_1"
    assert head_of(request)["content-type"] == "application/json"
    verify(people, request)
    delivery, (first,) = look(people, delivery_id)
    assert (delivery.state, delivery.attempts) == ("delivered", 1)
    assert delivery.ended_at is not None
    assert (first.number, first.status, first.error_class) == (1, 200, None)
    assert lines(app) == []


def test_nothing_is_sent_for_a_transaction_that_came_to_nothing(app: Flask, people: People) -> None:
    with listening() as receiver:
        with pytest.raises(KeyError):
            post_and_fail(people, url_of(receiver))
        work(app)
    assert receiver.hits == 0


def post_and_fail(people: People, url: str) -> None:
    with people.inside():
        send(url, BODY, "msg_1")
        raise KeyError


def test_the_same_event_for_the_same_url_is_one_delivery(app: Flask, people: People) -> None:
    with listening() as receiver:
        assert post(people, url_of(receiver)) == post(people, url_of(receiver))
        assert post(people, url_of(receiver)) != post(people, url_of(receiver), event_id="msg_2")
        work(app)
    assert receiver.hits == 2


@pytest.mark.parametrize("status", ["500 Oops", "404 Nowhere", "301 Moved", "307 Elsewhere", "429 Slow", "199 Odd"])
def test_anything_but_success_is_tried_again_with_the_same_bytes(app: Flask, people: People, status: str) -> None:
    answers = [status, "204 Fine"]
    with listening(lambda peer, _: answer(peer, answers.pop(0))) as receiver:
        delivery_id = post(people, url_of(receiver))
        work(app)
        delivery, tries = look(people, delivery_id)
        assert (delivery.state, [one.status for one in tries]) == ("waiting", [int(status[:3])])
        assert delivery.due_at is not None
        assert delivery.due_at > dt.datetime.now(dt.UTC)
        work(app)
        assert receiver.hits == 1
        let_time_pass(app, 7)
        work(app)
    first, second = receiver.requests
    assert first.partition(b"\r\n\r\n")[2] == second.partition(b"\r\n\r\n")[2]
    assert head_of(first)["webhook-id"] == head_of(second)["webhook-id"]
    verify(people, second)
    assert look(people, delivery_id)[0].state == "delivered"


def test_a_receiver_that_is_gone_ends_it_at_once(app: Flask, people: People) -> None:
    with listening(lambda peer, _: answer(peer, "410 Gone")) as receiver:
        delivery_id = post(people, url_of(receiver))
        work(app)
    delivery, _ = look(people, delivery_id)
    assert (delivery.state, delivery.due_at) == ("failed", None)
    assert lines(app) == []


@pytest.mark.parametrize(
    ("url", "error_class"),
    [("http://10.0.0.1/", "blocked"), ("http://user@127.0.0.1/", "url"), ("ftp://127.0.0.1/", "url")],
)
def test_a_place_nothing_is_sent_to_is_a_failed_delivery(
    app: Flask, people: People, url: str, error_class: str
) -> None:
    delivery_id = post(people, url)
    work(app)
    delivery, (only,) = look(people, delivery_id)
    assert (delivery.state, only.error_class, only.status) == ("failed", error_class, None)


def test_a_host_that_does_not_resolve_is_tried_again(app: Flask, people: People) -> None:
    with app.app_context():
        check_url("http://nowhere.invalid/")
    delivery_id = post(people, "http://nowhere.invalid/")
    work(app)
    delivery, (only,) = look(people, delivery_id)
    assert (delivery.state, only.error_class) == ("waiting", "dns")


def test_retry_after_is_honoured(app: Flask, people: People) -> None:
    with listening(lambda peer, _: answer(peer, "503 Busy", "Retry-After: 900\r\n")) as receiver:
        delivery_id = post(people, url_of(receiver))
        work(app)
        delivery, _ = look(people, delivery_id)
        assert delivery.due_at is not None
        assert 890 < (delivery.due_at - dt.datetime.now(dt.UTC)).total_seconds() <= 900
        (line,) = lines(app)
        assert abs((line.due_at - delivery.due_at).total_seconds()) < 5


def test_after_24_hours_it_is_given_up(app: Flask, people: People) -> None:
    with listening(lambda peer, _: answer(peer, "500 Oops")) as receiver:
        delivery_id = post(people, url_of(receiver))
        work(app)
        with people.inside():  # the first try was a day ago
            db.session.execute(sa.update(DeliveryTry).values(at=dt.datetime.now(dt.UTC) - dt.timedelta(hours=24)))
        let_time_pass(app, 7)
        work(app)
    delivery, tries = look(people, delivery_id)
    assert (delivery.state, len(tries)) == ("failed", 2)
    assert lines(app) == []


def test_a_message_that_failed_can_be_sent_again(app: Flask, people: People) -> None:
    answers = ["410 Gone", "500 Oops", "200 OK"]
    with listening(lambda peer, _: answer(peer, answers.pop(0))) as receiver:
        delivery_id = post(people, url_of(receiver))
        work(app)
        with people.inside():
            send_again(db.session.get_one(Delivery, (people.organization_id, delivery_id)))
        work(app)
        assert look(people, delivery_id)[0].state == "waiting"
        let_time_pass(app, 7)
        work(app)
    delivery, tries = look(people, delivery_id)
    assert (delivery.state, [one.status for one in tries]) == ("delivered", [410, 500, 200])
    assert len({head_of(request)["webhook-id"] for request in receiver.requests}) == 1


def test_a_message_that_waits_can_be_tried_now(app: Flask, people: People) -> None:
    answers = ["500 Oops", "200 OK"]
    with listening(lambda peer, _: answer(peer, answers.pop(0))) as receiver:
        delivery_id = post(people, url_of(receiver))
        work(app)
        with people.inside():
            send_again(db.session.get_one(Delivery, (people.organization_id, delivery_id)))
        assert len(lines(app)) == 1
        work(app)
    assert look(people, delivery_id)[0].state == "delivered"


def test_after_a_rotation_messages_carry_both_signatures(app: Flask, people: People) -> None:
    with people.inside():
        (old,) = signing_secrets()
        new = rotate_signing_secret(dt.timedelta(days=1))
    with listening() as receiver:
        post(people, url_of(receiver))
        work(app)
    (request,) = receiver.requests
    for secret in (old, new):
        assert Webhook(secret).verify(request.partition(b"\r\n\r\n")[2], head_of(request)) == json.loads(BODY)


def test_the_database_is_free_while_a_receiver_is_slow(app: Flask, people: People) -> None:
    def slow(peer: socket.socket, _request: bytes) -> None:
        with people.inside():
            db.session.execute(sa.update(JobLine).values(kind=JobLine.kind))
        answer(peer)

    with listening(slow) as receiver:
        delivery_id = post(people, url_of(receiver))
        work(app)
    assert look(people, delivery_id)[0].state == "delivered"
