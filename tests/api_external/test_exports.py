"""Exports, reports and jobs through the API, with a worker at work beside it."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from exports.models import Export
from files.models import StoredFile
from foundation.clock import now
from foundation.database import db
from jobs.worker import Workshop
from projects.models import Task
from projects.queries import get_project
from projects.verify import verify_project
from tenants.models import IdempotencyKey
from tests.api_external.calls import Caller
from tests.people import People

FIELDS = [
    "project_id", "format", "total_exported", "file_url", "file_name", "file_size", "expires_at", "export_id", "status",
]  # fmt: skip


@pytest.fixture
def caller(people: People) -> Caller:
    """The sample center of the test's organization."""
    return Caller(people)


@contextmanager
def worker(app: Flask) -> Iterator[None]:
    """Work off whatever becomes due, in a thread, for as long as the block runs."""
    workshop = Workshop(app, threads=2)

    def run() -> None:
        while not workshop.stopping.is_set():
            workshop.work()
            time.sleep(0.02)

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield
    finally:
        workshop.stopping.set()
        thread.join()


def work(app: Flask) -> None:
    Workshop(app, threads=2).work()


def test_an_export_is_waited_for_and_answers_as_published(caller: Caller) -> None:
    project_id = caller.init(data=[{"id": "1", "content": "中文"}, {"content": "b"}])["project_id"]
    with worker(caller.room.app):
        answer = caller.post(f"/projects/{project_id}/export", {"format": "json", "completed_only": False})
    assert answer.status_code == 200, answer.text
    export = answer.json
    assert list(export)[:9] == FIELDS
    assert export["project_id"] == project_id
    assert (export["format"], export["status"], export["total_exported"]) == ("json", "completed", 2)
    assert export["file_url"] == f"/api/exports/{export['export_id']}/download"
    assert export["file_name"] == f"export_{project_id[:11]}_json_{now():%Y%m%d}.json"
    file = caller.client.get(export["file_url"], headers=caller.headers)
    assert (file.status_code, len(file.data)) == (200, export["file_size"])
    assert [task["content"] for task in json.loads(file.data)] == ["中文", "b"]
    assert caller.get(f"/exports/{export['export_id']}").json == export


@pytest.mark.parametrize("body", [None, {}, {"format": None, "completed_only": None, "callback_url": None}])
def test_an_empty_body_means_the_defaults(caller: Caller, body: Any) -> None:
    project_id = caller.init(data=[{"content": "a"}])["project_id"]
    with worker(caller.room.app):
        answer = caller.post(f"/projects/{project_id}/export", body)
    assert (answer.status_code, answer.json["format"], answer.json["total_exported"]) == (200, "json", 0)
    assert answer.json["file_size"] > 0


@pytest.mark.parametrize("prefer", ["respond-async", "wait=5, respond-async", "Respond-Async; foo"])
def test_who_prefers_not_to_wait_gets_202_at_once(caller: Caller, prefer: str) -> None:
    project_id = caller.init()["project_id"]
    answer = caller.post(f"/projects/{project_id}/export", {"format": "csv"}, {"Prefer": prefer})
    export = answer.json
    assert answer.status_code == 202
    assert answer.headers["Location"] == f"/api/external/exports/{export['export_id']}"
    assert (export["status"], export["total_exported"], export["file_size"]) == ("processing", None, None)
    assert set(FIELDS) <= set(export)
    assert caller.client.get(answer.headers["Location"], headers=caller.headers).json == export
    work(caller.room.app)
    assert caller.client.get(answer.headers["Location"], headers=caller.headers).json["status"] == "completed"


def test_an_export_that_needs_longer_is_202(caller: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(caller.room.app.config["SETTINGS"], "export_wait_seconds", 0.3)
    project_id = caller.init()["project_id"]
    began = time.monotonic()
    answer = caller.post(f"/projects/{project_id}/export")
    assert (answer.status_code, answer.json["status"]) == (202, "processing")
    assert time.monotonic() - began < 3


@pytest.mark.parametrize(
    ("task_type", "there_are"),
    [
        ("text_classification", "json csv sharegpt alpaca"),
        ("ner", "json csv sharegpt alpaca"),
        ("image_classification", "json csv"),
        ("object_detection", "json csv yolo coco pascal_voc"),
        ("polygon", "json csv yolo coco"),
    ],
)
def test_each_type_has_its_formats_and_a_refusal_names_them(caller: Caller, task_type: str, there_are: str) -> None:
    project_id = caller.init(task_type=task_type)["project_id"]
    for name in ("json", "csv", "sharegpt", "yolo", "coco", "alpaca", "pascal_voc"):
        answer = caller.post(f"/projects/{project_id}/export", {"format": name}, {"Prefer": "respond-async"})
        if name in there_are.split():
            assert answer.status_code == 202
            assert answer.json["file_name"].endswith({"csv": ".csv", "yolo": ".zip"}.get(name, ".json"))
        else:
            assert (answer.status_code, answer.json["error_code"]) == (400, "INVALID_REQUEST")
            error = answer.json["details"]["errors"][0]
            assert error["field"] == "format"
            assert set(there_are.split()) <= set(error["message"].replace(",", " ").replace(".", " ").split())


@pytest.mark.parametrize(
    "address", ["ftp://example.com/x", "/callback", "http://127.0.0.1/x", "http://169.254.169.254/", "x"]
)
def test_a_callback_nothing_may_be_sent_to_is_refused(caller: Caller, address: str) -> None:
    project_id = caller.init()["project_id"]
    answer = caller.post(f"/projects/{project_id}/export", {"callback_url": address})
    assert (answer.status_code, answer.json["error_code"]) == (400, "INVALID_REQUEST")
    assert [error["field"] for error in answer.json["details"]["errors"]] == ["callback_url"]


def test_a_host_that_does_not_resolve_now_is_no_reason_to_refuse(caller: Caller) -> None:
    project_id = caller.init()["project_id"]
    body = {"callback_url": "https://sample-center.invalid/callback"}
    assert caller.post(f"/projects/{project_id}/export", body, {"Prefer": "respond-async"}).status_code == 202


def test_the_key_gives_the_final_answer_again_and_makes_no_second_file(caller: Caller) -> None:
    project_id = caller.init()["project_id"]
    key = {"Idempotency-Key": "export-1"}
    with worker(caller.room.app):
        first = caller.post(f"/projects/{project_id}/export", {"format": "csv"}, key)
    again = caller.post(f"/projects/{project_id}/export", {"format": "csv"}, key)
    assert (first.status_code, again.status_code, again.data) == (200, 200, first.data)
    assert again.headers["Idempotent-Replayed"] == "true"
    with caller.room.inside(write=False):
        assert len(db.session.scalars(sa.select(Export)).all()) == 1


def test_two_with_one_key_wait_for_the_same_file(caller: Caller) -> None:
    project_id = caller.init()["project_id"]
    key = {"Idempotency-Key": "export-1"}
    answers: list[Any] = []

    def send() -> None:
        answers.append(Caller(caller.room).post(f"/projects/{project_id}/export", None, key))

    threads = [threading.Thread(target=send) for _ in range(2)]
    for thread in threads:
        thread.start()
        time.sleep(0.3)
    with worker(caller.room.app):
        for thread in threads:
            thread.join()
    assert [answer.status_code for answer in answers] == [200, 200]
    assert len({answer.data for answer in answers}) == 1


def test_an_export_that_failed_is_500_and_its_key_is_free(caller: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    project_id = caller.init()["project_id"]
    key = {"Idempotency-Key": "export-1"}

    def fail() -> None:
        time.sleep(0.3)
        with caller.room.inside():
            db.session.execute(sa.update(Export).values(state="failed", error="no room left"))

    failing = threading.Thread(target=fail)
    failing.start()
    answer = caller.post(f"/projects/{project_id}/export", None, key)
    failing.join()
    assert (answer.status_code, answer.json["error_code"]) == (500, "EXPORT_FAILED")
    export_id = answer.json["details"]["export_id"]
    state = caller.get(f"/exports/{export_id}").json
    assert (state["status"], state["error_message"]) == ("failed", "no room left")
    with caller.room.inside(write=False):
        assert db.session.scalars(sa.select(IdempotencyKey)).all() == []


def test_exports_and_jobs_of_others_are_not_there(people: People) -> None:
    theirs = Caller(people.other)
    project_id = theirs.init()["project_id"]
    export_id = theirs.post(f"/projects/{project_id}/export", None, {"Prefer": "respond-async"}).json["export_id"]
    rows = [{"content": "a"}] * 5_001
    job_id = theirs.post(f"/projects/{project_id}/tasks", {"data": rows}).json["job_id"]
    caller = Caller(people)
    for path, never, code in (
        (f"/exports/{export_id}", "/exports/export_zzzzzzzzzzzz", "EXPORT_NOT_FOUND"),
        (f"/jobs/{job_id}", "/jobs/job_zzzzzzzzzzzz", "NOT_FOUND"),
    ):
        foreign = caller.get(path)
        assert (foreign.status_code, foreign.json["error_code"]) == (404, code)
        assert foreign.text.replace(path.split("/")[2], never.split("/")[2]) == caller.get(never).text


def test_many_rows_are_added_by_a_job_each_once(caller: Caller) -> None:
    project_id = caller.init(data=[{"id": "7", "content": "there"}])["project_id"]
    rows = [{"id": number, "content": f"row {number}", "metadata": {"n": number}} for number in range(12_000)]
    answer = caller.post(f"/projects/{project_id}/tasks", {"data": rows})
    job_id = answer.json["job_id"]
    assert (answer.status_code, answer.json["status"]) == (202, "waiting")
    assert answer.headers["Location"] == f"/api/external/jobs/{job_id}"
    waiting = caller.get(f"/jobs/{job_id}").json
    assert (waiting["status"], waiting["total"], waiting["result"]) == ("waiting", 12_000, None)
    work(caller.room.app)
    job = caller.get(f"/jobs/{job_id}").json
    assert (job["status"], job["done"]) == ("completed", 12_000)
    assert job["result"] == {"added": 11_999, "duplicates": 1, "task_count": 12_000}
    with caller.room.inside(write=False):
        project = get_project(project_id)
        tasks = db.session.scalars(sa.select(Task).where(Task.project_id == project.id).order_by(Task.id)).all()
        assert [task.external_id for task in tasks[:4]] == ["7", "0", "1", "2"]
        assert len({task.inner_number for task in tasks}) == 12_000
        assert tasks[-1].caller_metadata == {"n": 11_999}
        assert verify_project(project) == []


def test_rows_for_a_project_deleted_meanwhile_are_let_go(caller: Caller) -> None:
    project_id = caller.init()["project_id"]
    job_id = caller.post(f"/projects/{project_id}/tasks", {"data": [{"content": "a"}] * 5_001}).json["job_id"]
    with caller.room.inside():
        get_project(project_id).deleted_at = now()
    work(caller.room.app)
    job = caller.get(f"/jobs/{job_id}").json
    assert (job["status"], job["error_message"]) == ("failed", "The project was deleted.")
    with caller.room.inside(write=False):
        assert db.session.scalars(sa.select(StoredFile)).all() == []


def test_five_thousand_rows_are_added_at_once(caller: Caller) -> None:
    project_id = caller.init()["project_id"]
    answer = caller.post(f"/projects/{project_id}/tasks", {"data": [{"content": "a"}] * 5_000})
    assert (answer.status_code, answer.json["added"]) == (200, 5_000)


def test_the_report_is_made_once_for_the_same_figures(caller: Caller) -> None:
    project_id = caller.init(data=[{"content": "a"}])["project_id"]
    accepted = caller.get(f"/projects/{project_id}/report.pdf", {"Prefer": "respond-async"})
    assert (accepted.status_code, accepted.json["status"]) == (202, "processing")
    assert int(accepted.headers["Retry-After"]) > 0
    with worker(caller.room.app):
        report = caller.get(f"/projects/{project_id}/report.pdf")
    assert (report.status_code, report.content_type) == (200, "application/pdf")
    assert report.data.startswith(b"%PDF-")
    assert caller.get(f"/projects/{project_id}/report.pdf").data == report.data
    with caller.room.inside(write=False):
        assert [export.public_id for export in db.session.scalars(sa.select(Export))] == [accepted.json["export_id"]]
