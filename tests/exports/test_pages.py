"""The pages of exports and reports."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa

from exports.models import Export
from foundation.database import db
from jobs.models import Job
from tests.exports.shelf import Shelf, fill_shelf
from tests.people import People
from tests.recording import recorded


@pytest.fixture
def shelf(people: People) -> Shelf:
    return fill_shelf(people)


def exports_of(people: People) -> list[Export]:
    with people.inside(write=False):
        return list(db.session.scalars(sa.select(Export).order_by(Export.id)))


@pytest.mark.parametrize(
    ("role", "status"),
    [("owner", 200), ("admin", 200), ("manager", 200), ("reviewer", 403), ("annotator", 403), ("viewer", 403)],
)
def test_exports_are_for_who_runs_projects(people: People, shelf: Shelf, role: str, status: int) -> None:
    client = people.client(role)
    for path in ("/exports", f"/projects/{shelf.public_id}/exports"):
        assert client.get(people.url(path)).status_code == status
    begun = client.post(people.url(f"/projects/{shelf.public_id}/exports"), data={"format": "json"})
    assert begun.status_code == (303 if status == 200 else 403)
    assert len(exports_of(people)) == (1 if status == 200 else 0)


@pytest.mark.parametrize(("role", "status"), [("manager", 200), ("reviewer", 200), ("viewer", 200), ("annotator", 403)])
def test_reports_are_for_all_but_annotators(people: People, shelf: Shelf, role: str, status: int) -> None:
    client, path = people.client(role), people.url(f"/projects/{shelf.public_id}/report")
    assert client.get(path).status_code == status
    assert client.post(path).status_code == (303 if status == 200 else 403)
    if status == 200:
        shelf.work()
        row = client.get(people.url(f"/exports/{exports_of(people)[0].public_id}"))
        assert "/download" in row.text


def test_strangers_find_nothing(people: People, shelf: Shelf) -> None:
    export = shelf.made()
    stranger = people.stranger()
    assert stranger.get(people.url("/exports")).status_code == 404
    for path in (
        f"/projects/{shelf.public_id}/exports",
        f"/projects/{shelf.public_id}/report",
        f"/exports/{export.public_id}",
    ):
        assert stranger.get(people.other.url(path)).status_code == 404
    assert (
        stranger.post(people.other.url(f"/projects/{shelf.public_id}/exports"), data={"format": "json"}).status_code
        == 404
    )


def test_the_form_offers_the_formats_that_fit_and_starts_one(people: People, shelf: Shelf) -> None:
    client, path = people.client("manager"), people.url(f"/projects/{shelf.public_id}/exports")
    offered = re.findall(r'name="format"[^>]*value="(\w+)"', client.get(path).text)
    assert offered == ["json", "csv", "alpaca", "sharegpt"]
    form = {"format": "csv", "completed_only": "y", "callback_url": " https://93.184.216.34/hook "}
    assert client.post(path, data=form).status_code == 303
    export = exports_of(people)[0]
    assert (export.format, export.completed_only, export.callback_url) == ("csv", True, "https://93.184.216.34/hook")
    assert client.post(path, data={"format": "json"}).status_code == 303
    assert exports_of(people)[1].completed_only is False


@pytest.mark.parametrize(
    "form",
    [{"format": "yolo"}, {"format": "x"}, {"format": "json", "callback_url": "ftp://a"},
     {"format": "json", "callback_url": "http://127.0.0.1/x"}],
)  # fmt: skip
def test_a_wrong_form_says_so_keeps_what_was_typed_and_starts_nothing(
    people: People, shelf: Shelf, form: dict[str, str]
) -> None:
    response = people.client("owner").post(people.url(f"/projects/{shelf.public_id}/exports"), data=form)
    assert response.status_code == 422
    assert 'class="fault"' in response.text
    assert form.get("callback_url", "") in response.text
    assert exports_of(people) == []


def test_a_row_polls_with_counts_rate_and_time_left_until_the_file_is_there(people: People, shelf: Shelf) -> None:
    public_id = shelf.start()
    client, path = people.client("owner"), people.url(f"/exports/{public_id}")
    with people.inside():
        started = (
            sa.func.datetime("now", "-10 seconds")
            if db.engine.dialect.name == "sqlite"
            else sa.text("now() - interval '10 seconds'")
        )
        db.session.execute(sa.update(Job).values(state="running", done=50_000, total=100_000, started_at=started))
    going = client.get(path).text
    assert "data-poll" in going
    assert "50,000 / 100,000" in going
    assert "tasks a second" in going
    assert "left" in going
    with people.inside():
        db.session.execute(sa.update(Job).values(state="waiting"))
    shelf.work()
    done = client.get(path).text
    assert "data-poll" not in done
    assert f"/api/exports/{public_id}/download" in done
    assert "Nothing lost" in done


def test_losses_are_said_in_words_with_the_tasks(people: People) -> None:
    value = {"x": 1, "y": 1, "width": 9, "height": 9, "rotation": 20, "rectanglelabels": ["old"]}
    box = {"id": "b", "from_name": "label", "to_name": "image", "type": "rectanglelabels", "origin": "manual",
           "original_width": 200, "original_height": 100, "image_rotation": 0, "value": value}  # fmt: skip
    shelf = fill_shelf(people, tasks=2, task_type="object_detection", labels=["new"], results=[box])
    row = people.client("owner").get(people.url(f"/exports/{shelf.made('yolo').public_id}")).text
    assert "2 rotated boxes became the upright boxes around them." in row
    assert "old (2)" in row
    assert str(shelf.task_ids[0]) in row


def test_a_failed_export_says_why_and_offers_another_start(people: People) -> None:
    shelf = fill_shelf(people, tasks=1, results=[{"type": "choices"}])
    row = people.client("owner").get(people.url(f"/exports/{shelf.made('csv').public_id}")).text
    assert "Failed" in row
    assert "could not be written" in row
    assert "Start again" in row


def test_an_organization_without_exports_is_told_how_to_begin(people: People) -> None:
    page = people.client("owner").get(people.url("/exports")).text
    assert "No export yet" in page
    assert "Create a project first" in page
    fill_shelf(people)
    assert "Choose a project" in people.client("owner").get(people.url("/exports")).text


def test_the_history_pages_by_key(people: People, shelf: Shelf) -> None:
    for _ in range(32):
        shelf.start()
    client = people.client("owner")
    page = client.get(people.url("/exports")).text
    newest = exports_of(people)[-1]
    assert page.count("<tr id=") == 30
    assert newest.public_id in page
    following = re.search(r"before=(\d+)", page)
    assert following
    assert client.get(people.url(f"/exports?before={following[1]}")).text.count("<tr id=") == 2


def test_a_page_of_history_makes_few_queries(people: People, shelf: Shelf) -> None:
    client, path = people.client("owner"), people.url("/exports")
    counts = []
    for more in (1, 20):
        for _ in range(more):
            shelf.start()
        with recorded(people.app) as statements:
            client.get(path)
        counts.append(len(statements))
    assert counts[0] >= counts[1]
