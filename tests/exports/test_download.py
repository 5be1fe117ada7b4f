"""Downloading a file: who may, which part of it, and what is said when it isn't there."""

from __future__ import annotations

import datetime as dt
import threading
import time

import pytest
import sqlalchemy as sa

from exports.expire import expire_exports
from exports.models import Export
from exports.start_export import start_report
from files.models import StoredFile
from files.store import file_store
from foundation.clock import now
from foundation.database import db
from tests.exports.shelf import Shelf, fill_shelf
from tests.people import People


@pytest.fixture
def shelf(people: People) -> Shelf:
    return fill_shelf(people)


def test_a_token_and_a_members_session_both_download(people: People, shelf: Shelf) -> None:
    export = shelf.made()
    by_token = people.app.test_client().get(export.download_path, headers=people.bearer())
    by_session = people.client("manager").get(export.download_path)
    assert by_token.status_code == by_session.status_code == 200
    assert by_token.get_data() == by_session.get_data()
    assert by_token.headers["Content-Disposition"] == f'attachment; filename="{export.file_name}"'
    assert by_token.content_type == "application/json"
    assert by_token.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in by_token.headers["Content-Security-Policy"]
    assert by_token.headers["Accept-Ranges"] == "bytes"


@pytest.mark.parametrize(
    ("role", "status"),
    [("owner", 200), ("admin", 200), ("manager", 200), ("reviewer", 403), ("annotator", 403), ("viewer", 403)],
)
def test_who_runs_projects_may_download_an_export(people: People, shelf: Shelf, role: str, status: int) -> None:
    assert people.client(role).get(shelf.made().download_path).status_code == status


@pytest.mark.parametrize(("role", "status"), [("manager", 200), ("reviewer", 200), ("viewer", 200), ("annotator", 403)])
def test_a_report_is_for_all_but_annotators(people: People, shelf: Shelf, role: str, status: int) -> None:
    with people.inside():
        report = start_report(shelf.project())
    shelf.work()
    response = people.client(role).get(report.download_path)
    assert response.status_code == status
    if status == 200:
        assert response.get_data().startswith(b"%PDF-")


def test_another_organization_is_told_the_same_as_of_an_export_that_never_was(people: People, shelf: Shelf) -> None:
    export = shelf.made()
    stranger, bearer = people.stranger(), people.other.bearer()
    for path in (export.download_path, "/api/exports/export_zzzzzzzzzzzz/download"):
        by_session = stranger.get(path)
        by_token = people.app.test_client().get(path, headers=bearer)
        asked = path.split("/")[3]
        assert by_session.status_code == by_token.status_code == 404
        assert (by_token.json or {})["error_code"] == "EXPORT_NOT_FOUND"
        assert by_token.get_data().replace(asked.encode(), b"") == by_session.get_data().replace(asked.encode(), b"")


def test_nobody_is_asked_to_sign_in_first(people: People, shelf: Shelf) -> None:
    path = shelf.made().download_path
    assert people.app.test_client().get(path).status_code == 401
    assert people.app.test_client().get(path, headers={"Authorization": "Bearer lr_no"}).status_code == 401
    read_only = people.bearer(("projects:read",))
    assert people.app.test_client().get(path, headers=read_only).status_code == 403


def test_a_session_beside_a_token_counts_for_nothing(people: People, shelf: Shelf) -> None:
    path = shelf.made().download_path
    assert people.client("owner").get(path, headers=people.other.bearer()).status_code == 404


def test_a_member_of_two_organizations_reaches_the_files_of_both(people: People, shelf: Shelf) -> None:
    theirs = fill_shelf(people.other)
    with people.other.inside():
        people.other.member("manager").user_id = people.user_ids["owner"]
    mine = people.client("owner")
    assert mine.get(shelf.made().download_path).status_code == 200
    assert mine.get(theirs.made().download_path).status_code == 200


@pytest.mark.parametrize(
    ("asked", "start", "end"),
    [("bytes=0-9", 0, 10), ("bytes=5-", 5, None), ("bytes=-7", -7, None), ("bytes=3-99999", 3, None)],
)
def test_a_range_is_that_part_of_the_file(
    people: People, shelf: Shelf, asked: str, start: int, end: int | None
) -> None:
    export = shelf.made()
    whole = shelf.content(export)
    response = people.client("owner").get(export.download_path, headers={"Range": asked})
    part = whole[start:end]
    first = whole.index(part) if start < 0 else start
    assert response.status_code == 206
    assert response.get_data() == part
    assert response.content_length == len(part)
    assert response.headers["Content-Range"] == f"bytes {first}-{first + len(part) - 1}/{len(whole)}"


def test_a_range_behind_the_end_is_refused_and_several_give_the_whole(people: People, shelf: Shelf) -> None:
    export = shelf.made()
    client = people.client("owner")
    response = client.get(export.download_path, headers={"Range": f"bytes={export.size}-"})
    assert response.status_code == 416
    assert response.headers["Content-Range"] == f"bytes */{export.size}"
    for asked in ("bytes=0-1,4-5", "lines=0-1", "bytes=x"):
        assert client.get(export.download_path, headers={"Range": asked}).status_code == 200


def test_an_interrupted_download_goes_on_only_with_the_same_file(people: People, shelf: Shelf) -> None:
    export = shelf.made()
    client = people.client("owner")
    etag = client.get(export.download_path).headers["ETag"]
    assert etag == f'"{export.sha256}"'
    same = client.get(export.download_path, headers={"Range": "bytes=1-2", "If-Range": etag})
    other = client.get(export.download_path, headers={"Range": "bytes=1-2", "If-Range": '"other"'})
    dated = client.get(
        export.download_path, headers={"Range": "bytes=1-2", "If-Range": "Sat, 21 Nov 2026 09:00:00 GMT"}
    )
    assert (same.status_code, other.status_code, dated.status_code) == (206, 200, 200)
    unchanged = client.get(export.download_path, headers={"If-None-Match": etag})
    assert (unchanged.status_code, unchanged.get_data()) == (304, b"")


def test_head_says_the_size_and_sends_nothing(people: People, shelf: Shelf) -> None:
    export = shelf.made()
    response = people.client("owner").head(export.download_path)
    assert (response.status_code, response.content_length, response.get_data()) == (200, export.size, b"")
    assert response.headers["ETag"] == f'"{export.sha256}"'


def test_an_expired_file_is_gone_from_the_first_second_and_deleted_by_the_sweep(people: People, shelf: Shelf) -> None:
    export = shelf.made()
    with people.inside():
        db.session.execute(sa.update(Export).values(expires_at=now() - dt.timedelta(seconds=1)))
    response = people.app.test_client().get(export.download_path, headers=people.bearer())
    assert (response.status_code, (response.json or {})["error_code"]) == (410, "EXPORT_EXPIRED")
    with people.inside():
        expire_exports()
    with people.inside(write=False):
        assert db.session.scalars(sa.select(Export)).one().state == "expired"
        assert db.session.scalars(sa.select(StoredFile)).all() == []
        assert list(file_store().listed(f"{people.organization_id}/")) == []
    assert people.client("owner").get(export.download_path).status_code == 410


def test_a_file_being_made_is_waited_for(people: People, shelf: Shelf) -> None:
    path = shelf.look(shelf.start()).download_path
    worker = threading.Timer(0.5, shelf.work)
    worker.start()
    response = people.client("owner").get(path)
    worker.join()
    assert response.status_code == 200


def test_a_file_that_takes_too_long_is_a_conflict_that_says_when_to_ask_again(people: People, shelf: Shelf) -> None:
    path = shelf.look(shelf.start()).download_path
    people.app.config["SETTINGS"].export_wait_seconds = 0.3
    try:
        began = time.monotonic()
        response = people.app.test_client().get(path, headers=people.bearer())
        assert time.monotonic() - began < 5
    finally:
        people.app.config["SETTINGS"].export_wait_seconds = 30.0
    assert (response.status_code, (response.json or {})["error_code"]) == (409, "CONFLICT")
    assert int(response.headers["Retry-After"]) > 0


def test_an_export_of_a_deleted_project_is_gone(people: People, shelf: Shelf) -> None:
    export = shelf.made()
    with people.inside():
        shelf.project().deleted_at = now()
    assert people.client("owner").get(export.download_path).status_code == 404
