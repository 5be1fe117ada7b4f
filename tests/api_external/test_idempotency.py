"""Idempotency-Key: what is sent twice happens once."""

import datetime as dt
import gzip
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from api_external import idempotency
from foundation.clock import now
from foundation.database import db
from projects.models import Project
from tenants.models import IdempotencyKey
from tests.api_external.calls import Caller
from tests.people import People, Room, make_people

BODY: dict[str, Any] = {"name": "n", "task_type": "ner", "data": [{"content": "a"}]}
KEY = {"Idempotency-Key": "batch 001 / 键".encode().decode("latin-1")}


def project_count(room: Room) -> int:
    with room.inside(write=False):
        return len(db.session.scalars(sa.select(Project.id)).all())


def test_the_first_answer_comes_again_byte_for_byte(people: People) -> None:
    caller = Caller(people)
    first = caller.post("/projects/init", BODY, KEY)
    again = caller.post("/projects/init", BODY, KEY)
    rotated = Caller(people).post("/projects/init", BODY, KEY)
    assert "Idempotent-Replayed" not in first.headers
    for answer in (again, rotated):
        assert (answer.status_code, answer.data, answer.content_type) == (200, first.data, first.content_type)
        assert answer.headers["Idempotent-Replayed"] == "true"
    assert project_count(people) == 1


def test_the_decompressed_bytes_are_what_is_compared(people: People) -> None:
    caller = Caller(people)
    body = b'{"name": "n", "task_type": "ner", "data": []}'
    first = caller.post("/projects/init", body, KEY)
    packed = caller.post("/projects/init", gzip.compress(body), KEY | {"Content-Encoding": "gzip"})
    assert packed.data == first.data
    assert caller.post("/projects/init", body + b" ", KEY).status_code == 409


def test_the_same_key_with_another_body_is_refused(people: People) -> None:
    caller = Caller(people)
    caller.post("/projects/init", BODY, KEY)
    answer = caller.post("/projects/init", BODY | {"name": "m"}, KEY)
    assert (answer.status_code, answer.json["error_code"]) == (409, "CONFLICT")
    assert project_count(people) == 1


def test_errors_are_not_kept(people: People) -> None:
    caller = Caller(people)
    assert caller.post("/projects/init", BODY | {"name": ""}, KEY).status_code == 400
    assert caller.post("/projects/init", BODY, KEY).status_code == 200


def test_a_key_is_of_one_organization_and_one_path(people: People) -> None:
    caller, stranger = Caller(people), Caller(people.other)
    mine, theirs = caller.post("/projects/init", BODY, KEY).json, stranger.post("/projects/init", BODY, KEY).json
    assert mine["project_id"] != theirs["project_id"]
    rows = {"data": [{"content": "b"}]}
    answer = caller.post(f"/projects/{mine['project_id']}/tasks", rows, KEY)
    assert answer.json == {"added": 1, "duplicates": 0, "task_count": 2}
    assert caller.post(f"/projects/{mine['project_id']}/tasks", rows, KEY).json == answer.json


def test_a_key_is_free_again_after_a_day(people: People) -> None:
    caller = Caller(people)
    first = caller.post("/projects/init", BODY, KEY)
    with people.inside():
        kept = db.session.scalars(sa.select(IdempotencyKey)).one()
        assert abs(kept.expires_at - now() - dt.timedelta(hours=24)) < dt.timedelta(seconds=20)
        kept.expires_at = now() - dt.timedelta(seconds=1)
    assert caller.post("/projects/init", BODY, KEY).json["project_id"] != first.json["project_id"]


def test_keys_whose_day_is_over_are_deleted(people: People) -> None:
    caller = Caller(people)
    for key in ("old", "young"):
        caller.post("/projects/init", BODY, {"Idempotency-Key": key})
    with people.inside():
        old = db.session.scalars(sa.select(IdempotencyKey).where(IdempotencyKey.key == "old")).one()
        old.expires_at = now() - dt.timedelta(seconds=1)
    with people.inside():
        idempotency.forget_keys()
    with people.inside(write=False):
        assert db.session.scalars(sa.select(IdempotencyKey.key)).all() == ["young"]


@pytest.mark.parametrize(("length", "status"), [(255, 200), (256, 400)])
def test_a_key_has_at_most_255_characters(people: People, length: int, status: int) -> None:
    answer = Caller(people).post("/projects/init", BODY, {"Idempotency-Key": "k" * length})
    assert answer.status_code == status
    if status == 400:
        assert answer.json["details"]["errors"][0]["field"] == "Idempotency-Key"


def test_many_at_the_same_time_create_one_project(people: People) -> None:
    callers = [Caller(people) for _ in range(8)]
    ready = threading.Barrier(len(callers))

    def send(caller: Caller) -> Any:
        ready.wait()
        return caller.post("/projects/init", BODY, KEY)

    with ThreadPoolExecutor(len(callers)) as pool:
        answers = list(pool.map(send, callers))
    assert [answer.status_code for answer in answers] == [200] * 8
    assert len({answer.data for answer in answers}) == 1
    assert sum("Idempotent-Replayed" in answer.headers for answer in answers) == 7
    assert project_count(people) == 1


def test_the_second_waits_for_the_first_and_says_so_when_it_takes_too_long(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    caller = Caller(people)
    caller.post("/projects/init", BODY, KEY)
    with people.inside():
        kept = db.session.scalars(sa.select(IdempotencyKey)).one()
        kept.headers = {**kept.headers, "open_until": (now() + dt.timedelta(seconds=1)).isoformat()}
    monkeypatch.setattr(idempotency, "WAIT_SECONDS", 0.3)
    answer = caller.post("/projects/init", BODY, KEY)
    assert (answer.status_code, answer.json["error_code"]) == (409, "CONFLICT")
    assert int(answer.headers["Retry-After"]) > 0
    monkeypatch.setattr(idempotency, "WAIT_SECONDS", 5)
    assert caller.post("/projects/init", BODY, KEY).status_code == 200  # whoever made it has died; its answer stands


def test_on_postgresql_the_second_waits_at_the_index_and_not_for_ever(
    make_app: Callable[..., Flask], monkeypatch: pytest.MonkeyPatch
) -> None:
    people = make_people(make_app("postgresql"))
    caller = Caller(people)
    monkeypatch.setattr(idempotency, "WAIT_SECONDS", 1)
    with people.inside():  # the first request, in the middle of its work
        db.session.add(
            IdempotencyKey(
                method_path="POST /api/external/projects/init", key="slow", body_hash="", status=0, body=b"",
                expires_at=now() + dt.timedelta(hours=24),
            )
        )  # fmt: skip
        db.session.flush()
        with ThreadPoolExecutor(1) as pool:
            answer = pool.submit(caller.post, "/projects/init", BODY, {"Idempotency-Key": "slow"}).result(20)
        db.session.rollback()
    assert (answer.status_code, answer.json["error_code"]) == (409, "CONFLICT")
    assert int(answer.headers["Retry-After"]) > 0
    assert caller.post("/projects/init", BODY, {"Idempotency-Key": "slow"}).status_code == 200


def test_a_crash_between_effect_and_answer_leaves_neither(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    caller = Caller(people)

    def crash(*_arguments: Any, **_options: Any) -> None:
        raise RuntimeError("the process dies here")

    with monkeypatch.context() as patch:
        patch.setattr(idempotency, "_keep", crash)
        assert caller.post("/projects/init", BODY, KEY).status_code == 500
    assert project_count(people) == 0
    answer = caller.post("/projects/init", BODY, KEY)
    assert answer.status_code == 200
    assert "Idempotent-Replayed" not in answer.headers


def test_without_a_key_each_request_acts(people: People) -> None:
    caller = Caller(people)
    for _ in range(2):
        caller.post("/projects/init", BODY)
    assert project_count(people) == 2
