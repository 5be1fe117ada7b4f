"""Making a file: what is in it, that it is one moment, and that nothing is left behind."""

from __future__ import annotations

import datetime as dt
import json
import threading

import pytest
import sqlalchemy as sa

from deliveries.models import Delivery
from exports.exported import ExportedTask
from exports.format import formats
from exports.models import Export
from exports.snapshot import snapshot
from files.models import StoredFile
from files.store import file_store
from foundation.clock import now
from foundation.database import db
from jobs.models import Job
from jobs.retry_job import retry_job
from labeling.models import Annotation
from projects.models import Task
from tenants.bulk import insert_rows
from tenants.models import AuditEvent
from tests.exports.shelf import annotation, fill_shelf
from tests.people import People


def test_a_file_is_made_by_a_worker_and_holds_the_completed_tasks(people: People) -> None:
    shelf = fill_shelf(people, tasks=3, answered=2)
    assert shelf.look(shelf.start()).state == "processing"
    export = shelf.made()
    assert (export.state, export.total, export.error) == ("completed", 2, None)
    content = shelf.content(export)
    assert export.size == len(content)
    rows = json.loads(content)
    assert [row["external_id"] for row in rows] == ["row-1", "row-2"]
    assert [row["id"] for row in rows] == shelf.task_ids[:2]
    assert rows[0]["content"] == "第 1 条"
    assert rows[0]["annotations"][0]["result"][0]["value"] == {"choices": ["good"]}
    with people.inside(write=False):
        assert rows[0]["annotations"][0]["annotator"]["user_id"] == people.member("annotator").public_id


def test_all_tasks_are_in_json_when_asked_for_and_those_set_aside_only_there(people: People) -> None:
    shelf = fill_shelf(people, tasks=4, answered=2)
    with people.inside():
        db.session.execute(sa.update(Task).where(Task.id == shelf.task_ids[3]).values(set_aside_at=now()))
    rows = json.loads(shelf.content(shelf.made(completed_only=False)))
    assert [(row["status"], row["set_aside"]) for row in rows] == [
        ("completed", False), ("completed", False), ("pending", False), ("pending", True),
    ]  # fmt: skip
    assert shelf.made("csv", completed_only=False).total == 3
    assert shelf.made("json").total == 2


@pytest.mark.parametrize("name", ["json", "csv", "sharegpt", "alpaca"])
def test_the_same_data_gives_the_same_bytes(people: People, name: str) -> None:
    shelf = fill_shelf(people, tasks=5, answered=4)
    assert shelf.content(shelf.made(name)) == shelf.content(shelf.made(name))


def test_an_export_of_no_task_is_a_valid_empty_file(people: People) -> None:
    shelf = fill_shelf(people, tasks=0)
    export = shelf.made("sharegpt")
    assert (export.state, export.total, shelf.content(export)) == ("completed", 0, b"[]")


def test_the_file_is_named_and_expires_by_the_moment_of_the_request(people: People) -> None:
    shelf = fill_shelf(people)
    export = shelf.made("alpaca")
    short = shelf.public_id[: len("proj_") + 6]
    assert export.file_name == f"export_{short}_alpaca_{now():%Y%m%d}.json"
    assert abs(export.expires_at - now() - dt.timedelta(days=7)) < dt.timedelta(minutes=5)


def test_what_is_committed_after_the_snapshot_began_is_not_in_the_file(people: People) -> None:
    shelf = fill_shelf(people, tasks=2, answered=1)
    with people.app.app_context():
        seen: list[ExportedTask] = []
        with people.inside(write=False):
            project = shelf.project()

        def submit() -> None:
            with people.inside():
                insert_rows(Annotation, [annotation(shelf.project(), people, shelf.task_ids[1], "[]")])
                db.session.execute(sa.update(Task).where(Task.id == shelf.task_ids[1]).values(status=2))

        with people.inside(write=False), snapshot(project, completed_only=True, set_aside=False) as moment:
            assert moment.count() == 1
            writer = threading.Thread(target=submit)
            writer.start()
            writer.join(20)
            seen = list(moment.tasks())
        assert [task.id for task in seen] == shelf.task_ids[:1]
    assert shelf.made().total == 2


def test_another_organizations_tasks_are_never_read(people: People) -> None:
    mine, theirs = fill_shelf(people), fill_shelf(people.other)
    rows = json.loads(mine.content(mine.made(completed_only=False)))
    assert {row["id"] for row in rows} == set(mine.task_ids)
    assert not set(mine.task_ids) & set(theirs.task_ids)


def test_losses_are_kept_with_the_export(people: People) -> None:
    shelf = fill_shelf(people, tasks=1)
    with people.inside():
        second = annotation(shelf.project(), people, shelf.task_ids[0], "[]", role="annotator2")
        insert_rows(Annotation, [second])
    report = shelf.made("alpaca").report
    assert report["further_answers"] == {"count": 1, "tasks": shelf.task_ids, "names": {}}


def test_a_callback_is_queued_with_the_end_of_the_export(people: People) -> None:
    shelf = fill_shelf(people, tasks=2)
    public_id = shelf.start("json", callback_url="https://callback.invalid/hook")
    with people.inside(write=False):
        assert db.session.scalar(sa.select(sa.func.count(Delivery.id))) == 0
    shelf.work()
    export = shelf.look(public_id)
    with people.inside(write=False):
        sent = db.session.scalars(sa.select(Delivery)).one()
    assert (sent.subject, sent.event_id) == (public_id, f"msg_{public_id}_completed")
    assert list(json.loads(sent.body)) == [
        "project_id", "export_id", "status", "format", "total_exported", "file_url", "file_name", "file_size",
        "error_message",
    ]  # fmt: skip
    assert json.loads(sent.body) == {
        "project_id": shelf.public_id, "export_id": public_id, "status": "completed", "format": "json",
        "total_exported": 2, "file_url": f"http://localhost:8003{export.download_path}",
        "file_name": export.file_name, "file_size": export.size, "error_message": None,
    }  # fmt: skip


def test_a_fault_no_further_try_can_mend_fails_at_once_and_says_so(people: People) -> None:
    shelf = fill_shelf(people, tasks=1, results=[{"type": "choices"}])
    public_id = shelf.start("csv", callback_url="https://callback.invalid/hook")
    shelf.work()
    export = shelf.look(public_id)
    assert export.state == "failed"
    assert export.error
    with people.inside(write=False):
        body = json.loads(db.session.scalars(sa.select(Delivery)).one().body)
    assert body["status"] == "failed"
    assert body["error_message"] == export.error
    assert (body["file_url"], body["file_name"], body["file_size"], body["total_exported"]) == (None,) * 4
    response = people.client("owner").get(export.download_path, headers={"Accept": "application/json"})
    assert response.status_code == 500


def test_an_export_of_a_project_deleted_meanwhile_fails_for_good_and_says_so(people: People) -> None:
    shelf = fill_shelf(people)
    shelf.start(callback_url="https://callback.invalid/hook")
    with people.inside():
        shelf.project().deleted_at = now()
    shelf.work()
    with people.inside(write=False):
        assert db.session.scalars(sa.select(Export.state)).one() == "failed"
        assert db.session.scalars(sa.select(Job.state).where(Job.kind == "export.build")).one() == "failed"
        assert json.loads(db.session.scalars(sa.select(Delivery)).one().body)["status"] == "failed"


def test_a_failed_export_that_is_tried_again_can_still_succeed(people: People) -> None:
    shelf = fill_shelf(people, tasks=1, results=[{"type": "choices"}])
    export = shelf.made("csv")
    assert export.state == "failed"
    with people.inside():
        db.session.execute(sa.update(Annotation).values(results=[]))
        retry_job(db.session.scalars(sa.select(Job).where(Job.id == export.job_id)).one())
    shelf.work()
    again = shelf.look(export.public_id)
    assert (again.state, again.error, again.total) == ("completed", None, 1)


def test_starting_an_export_leaves_an_audit_event_and_a_job(people: People) -> None:
    shelf = fill_shelf(people)
    public_id = shelf.start()
    with people.inside(write=False):
        event = db.session.scalars(sa.select(AuditEvent).where(AuditEvent.action == "export.started")).one()
        export = db.session.scalars(sa.select(Export)).one()
        job = db.session.scalars(sa.select(Job)).one()
    assert event.object_id == public_id == export.public_id
    assert (job.kind, job.id) == ("export.build", export.job_id)


def test_nothing_half_written_is_left_behind(people: People) -> None:
    shelf = fill_shelf(people)
    shelf.made()
    with people.inside(write=False):
        stored = db.session.scalars(sa.select(StoredFile)).one()
        kept = [each.key for each in file_store().listed(f"{people.organization_id}/")]
        assert kept == [stored.storage_key]
        assert list(file_store().partial.iterdir()) == []


def test_boxes_and_outlines_come_out_of_the_database_as_they_were_drawn(people: People) -> None:
    value = {"x": 10, "y": 20, "width": 25, "height": 50, "rotation": 0, "rectanglelabels": ["硬币"]}
    box = {"id": "b", "from_name": "label", "to_name": "image", "type": "rectanglelabels", "origin": "manual",
           "original_width": 200, "original_height": 100, "image_rotation": 0, "value": value}  # fmt: skip
    shelf = fill_shelf(people, tasks=2, answered=1, task_type="object_detection", labels=["猫", "硬币"], results=[box])
    found = json.loads(shelf.content(shelf.made("coco", completed_only=False)))
    assert [each["bbox"] for each in found["annotations"]] == [[20, 20, 50, 50]]
    assert found["annotations"][0]["category_id"] == 2
    assert [each["width"] for each in found["images"]] == [200, 0]
    assert [each["name"] for each in found["categories"]] == ["猫", "硬币"]
    for name in formats():
        if name not in ("sharegpt", "alpaca"):
            assert shelf.made(name).state == "completed"
