"""The labeling page with the real server behind it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from axe_core_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, Page
from werkzeug.serving import make_server

from foundation.database import db
from labeling.models import Annotation, Draft
from projects.models import Task
from tests.browsing import watched_page
from tests.labeling.browser.bench import eventually
from tests.labeling.browser.harness import Quiet
from tests.labeling.desks import Floor, boxes, open_floor
from tests.people import People

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("backend", ["sqlite"])]


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """Serve the application on a free port and yield its origin."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()


@pytest.fixture
def origin(app: Flask) -> Iterator[str]:
    with served(app) as origin:
        yield origin


@pytest.fixture
def tab(browser: Browser, origin: str, people: People) -> Iterator[Callable[..., Page]]:
    """Return a function that opens a page as a member; breaches of the content policy fail the test."""
    contexts = []
    faults: list[str] = []

    def open_tab(path: str, role: str = "annotator", **options: Any) -> Page:
        cookie = people.client(role).get_cookie("labelroom")
        assert cookie
        context = browser.new_context(viewport={"width": 1280, "height": 800}, **options)
        context.add_cookies([{"name": "labelroom", "value": cookie.value, "url": origin}])
        contexts.append(context)
        page = watched_page(context, faults)
        page.goto(origin + people.url(path))
        return page

    yield open_tab
    for context in contexts:
        context.close()
    assert not faults, faults


def label_path(floor: Floor) -> str:
    return f"/projects/{floor.public_id}/label"


def shown(page: Page, number: int) -> None:
    place = page.locator(".labeling-header [data-number]")
    eventually(lambda: place.inner_text() == f"#{number}", f"task {number} being shown")


def test_reviews_are_labeled_by_key_until_all_is_done(people: People, tab: Callable[..., Page]) -> None:
    floor = open_floor(people, tasks=4)
    page = tab(label_path(floor))
    for number, key in enumerate("1221", 1):
        shown(page, number)
        page.keyboard.press(key)
        page.keyboard.press("Enter")
    eventually(lambda: page.locator("[data-card=all_done]").is_visible(), "the end")
    eventually(lambda: floor.figures() == (4, 0, 0), "all answers being in")
    with people.inside(write=False):
        chosen = [
            row.results[0]["value"]["choices"][0] for row in db.session.query(Annotation).order_by(Annotation.task_id)
        ]
    assert chosen == ["good", "bad", "bad", "good"]


def test_a_draft_is_kept_by_the_server_and_comes_back(people: People, tab: Callable[..., Page]) -> None:
    floor = open_floor(people, tasks=2)
    page = tab(label_path(floor))
    shown(page, 1)
    page.keyboard.press("2")

    def kept() -> bool:
        with people.inside(write=False):
            return db.session.query(Draft).count() == 1

    eventually(kept, "the draft being kept")
    page.evaluate("localStorage.clear()")
    page.reload()
    shown(page, 1)
    assert page.locator(":checked").get_attribute("value") == "bad"


def test_an_earlier_answer_is_corrected(people: People, tab: Callable[..., Page]) -> None:
    floor = open_floor(people, tasks=2)
    page = tab(label_path(floor))
    shown(page, 1)
    page.keyboard.press("1")
    page.keyboard.press("Enter")
    shown(page, 2)
    eventually(lambda: floor.figures()[0] == 1, "the first answer being in")
    page.keyboard.press("Alt+ArrowLeft")
    shown(page, 1)
    page.keyboard.press("2")
    page.keyboard.press("Enter")
    shown(page, 2)

    def corrected() -> bool:
        with people.inside(write=False):
            return bool(db.session.query(Annotation).one().results[0]["value"]["choices"] == ["bad"])

    eventually(corrected, "the correction being in")


def test_work_on_a_task_that_another_has_answered_meanwhile_is_kept_as_extra(
    people: People, tab: Callable[..., Page]
) -> None:
    floor = open_floor(people, tasks=1, to=("annotator", "annotator2"), mode="shared")
    page = tab(label_path(floor))
    shown(page, 1)
    page.keyboard.press("1")
    floor.let_leases_run_out()
    floor.sweep()
    other = floor.desk("annotator2")
    other.submit(other.take())
    page.keyboard.press("Enter")
    eventually(lambda: "kept as an extra one" in page.locator("[data-notices]").inner_text(), "the page saying so")
    with people.inside(write=False):
        assert sorted(row.counted for row in db.session.query(Annotation)) == [False, True]


def test_a_session_that_ended_costs_nothing(people: People, tab: Callable[..., Page], origin: str) -> None:
    floor = open_floor(people, tasks=3)
    page = tab(label_path(floor))
    shown(page, 1)
    context = page.context
    context.clear_cookies()
    page.keyboard.press("2")
    page.keyboard.press("Enter")
    dialog = page.locator("[data-dialog=signed-out]")
    dialog.wait_for()
    cookie = people.client("annotator").get_cookie("labelroom")
    assert cookie
    context.add_cookies([{"name": "labelroom", "value": cookie.value, "url": origin}])
    page.locator("[data-try-again]").click()
    dialog.wait_for(state="hidden")
    eventually(lambda: floor.figures()[0] == 1, "the answer being in")


def test_a_skip_carries_its_reason(people: People, tab: Callable[..., Page]) -> None:
    floor = open_floor(people, tasks=2)
    page = tab(label_path(floor))
    shown(page, 1)
    page.keyboard.press("s")
    page.keyboard.press("2")
    shown(page, 2)

    def reason() -> str | None:
        with people.inside(write=False):
            row = db.session.query(Annotation).first()
            return row.skip_reason if row else None

    assert eventually(reason, "the skip being in") == "It can't be read or seen well enough"


@pytest.mark.parametrize(
    ("task_type", "scheme"),
    [("text_classification", "light"), ("ner", "dark"), ("object_detection", "dark"), ("polygon", "light")],
)
def test_axe_finds_nothing(people: People, tab: Callable[..., Page], task_type: str, scheme: str) -> None:
    floor = open_floor(people, tasks=2, task_type=task_type)
    with people.inside():
        for task in db.session.query(Task):
            if "image" in task.data:
                task.data = {"image": "/static/x/icon.svg"}
    page = tab(label_path(floor), color_scheme=scheme)
    shown(page, 1)
    page.wait_for_timeout(300)
    for opened in (None, "skip", "keys"):
        if opened:
            page.keyboard.press("s" if opened == "skip" else "?")
            page.locator(f"[data-dialog={opened}]").wait_for()
        found = Axe().run(page)["violations"]
        assert [(fault["id"], fault["nodes"][0]["html"]) for fault in found] == []
        if opened:
            page.keyboard.press("Escape")


def test_a_shown_task_offers_nothing_to_draw_with_and_its_regions_also_on_a_phone(
    people: People, tab: Callable[..., Page]
) -> None:
    floor = open_floor(people, tasks=1, task_type="object_detection", labels=("coin", "note"))
    desk = floor.desk("annotator")
    assert desk.submit(desk.take(), boxes("coin", "coin")).status_code == 200
    page = tab(f"/projects/{floor.public_id}/tasks/{floor.task_ids[0]}", role="reviewer")
    rows = page.locator("[data-region-row]:visible")
    eventually(lambda: rows.count() == 2, "the list of regions")
    assert not page.get_by_role("button", name="Draw").count()
    assert not page.locator("[data-label][aria-pressed=true]").count()
    assert not page.get_by_role("button", name="Regions").is_visible()
    page.set_viewport_size({"width": 390, "height": 844})
    eventually(lambda: rows.count() == 0, "the list of regions being out of the way")
    page.get_by_role("button", name="Regions").click()
    eventually(lambda: rows.count() == 2, "the list of regions")
    rows.first.get_by_role("button").first.click()
    eventually(lambda: page.locator("[data-label][aria-pressed=true]").all_inner_texts(), "the label of the chosen one")
