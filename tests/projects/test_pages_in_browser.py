"""The projects' pages in a real browser: by mouse and by keys, in both languages and colours, wide and narrow."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from axe_core_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from foundation.database import db, unit_of_work
from projects.distribute import distribute
from projects.queries import find_project, get_project
from projects.verify import verify_project
from tenants.models import User
from tests.browsing import watched_page
from tests.people import People, make_people
from tests.projects.play import assignments_of, ready_project, show, skip, submit

pytestmark = pytest.mark.browser

Open = Callable[..., Page]
LEFT_BEHIND = ("htmx:afterRequest", "htmx:sendError", "htmx:sendAbort")  # of a request that another page cut short


@pytest.fixture
def room(served: tuple[Flask, str]) -> People:
    return make_people(served[0])


@pytest.fixture
def open_page(chromium: Browser, served: tuple[Flask, str], room: People) -> Iterator[Open]:
    """Return a function that opens a page as a manager; at the end no script has failed and no policy was broken."""
    complaints: list[str] = []
    contexts = []

    def listen(message: Any) -> None:
        if message.type == "error" and not message.text.startswith(LEFT_BEHIND):
            complaints.append(message.text)

    def open_it(path: str, *, role: str = "manager", **options: Any) -> Page:
        context = chromium.new_context(**({"viewport": {"width": 1440, "height": 900}} | options))
        contexts.append(context)
        cookie = room.client(role).get_cookie("labelroom")
        assert cookie is not None
        context.add_cookies([{"name": "labelroom", "value": cookie.value, "url": served[1]}])
        page = watched_page(context, complaints)
        page.on("console", listen)
        page.goto(served[1] + room.url(path))
        return page

    yield open_it
    for context in contexts:
        context.close()
    assert complaints == []


def worked_on(room: People) -> str:
    """A project in which some tasks are done, one is open and one was skipped."""
    with room.inside():
        project = ready_project(12)
        distribute(project, [room.member_ids["annotator"], room.member_ids["manager"]])
        first, second, third, *_rest = assignments_of(project, room.member_ids["annotator"])
        submit(first)
        skip(second)
        show(third)
        return project.public_id


@pytest.mark.parametrize(("width", "scheme", "language"), [(1440, "light", "en"), (390, "dark", "zh")])
def test_axe_finds_nothing_and_nothing_is_wider_than_the_page(
    open_page: Open, room: People, width: int, scheme: str, language: str
) -> None:
    public_id = worked_on(room)
    with room.app.app_context(), unit_of_work():
        db.session.execute(sa.update(User).where(User.id == room.user_ids["manager"]).values(language=language))
    inside = f"/projects/{public_id}"
    parts = ("", "/tasks", "/tasks?status=skipped", "/distribute", "/add")
    paths = ("/projects", "/projects/new", *(inside + part for part in parts))
    for path in paths:
        page = open_page(path, viewport={"width": width, "height": 800}, color_scheme=scheme)
        found = [(fault["id"], [node["html"] for node in fault["nodes"]]) for fault in Axe().run(page)["violations"]]
        assert found == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path


def test_people_are_found_chosen_and_given_tasks_with_a_preview(open_page: Open, room: People) -> None:
    with room.inside():
        public_id = ready_project(10).public_id
        name = room.member("annotator2").name
    page = open_page(f"/projects/{public_id}/distribute")
    plan = page.locator("#plan")
    expect(plan).to_contain_text("Choose people")
    page.get_by_role("checkbox", name=re.compile("^Annotator ")).check()
    expect(plan).to_contain_text("10 tasks without enough people")
    page.keyboard.press("/")
    page.keyboard.type("annotator2")
    expect(page.locator("#people > li:visible")).to_have_count(1)
    page.get_by_role("checkbox", name=name).check()
    expect(plan.get_by_role("button")).to_have_text("Give 10 tasks")
    expect(plan.locator("tr")).to_have_count(2)
    expect(page.locator("[data-chosen-count]")).to_have_text(re.compile("^2 / "))
    page.get_by_label("People per task").fill("2")
    page.keyboard.press("Tab")
    expect(plan).to_contain_text("20 places to fill")
    assert "csrf" not in page.url
    plan.get_by_role("button").click()
    expect(page.locator("main")).to_contain_text("10 tasks are given to 2 people.")
    with room.inside():
        project = get_project(public_id)
        assert (project.status, len(assignments_of(project)), verify_project(project)) == ("in_progress", 20, [])


def test_a_pool_has_no_shares_and_is_opened_with_one_button(open_page: Open, room: People) -> None:
    with room.inside():
        public_id = ready_project(4).public_id
    page = open_page(f"/projects/{public_id}/distribute")
    page.get_by_role("button", name="All").click()
    page.get_by_role("radio", name=re.compile("Shared pool")).check()
    expect(page.locator(".share").first).to_be_hidden()
    expect(page.locator("#plan")).to_contain_text("4 tasks come into the pool; 6 people are let in.")
    page.get_by_role("button", name="Open the pool").click()
    expect(page.locator("main")).to_contain_text("The pool is open to 6 people.")


def test_the_figures_follow_the_work_without_a_reload(open_page: Open, room: People) -> None:
    public_id = worked_on(room)
    page = open_page(f"/projects/{public_id}")
    completed = page.locator(".overview-figures a").nth(1)
    expect(completed).to_have_text("1")
    with room.inside():
        submit(assignments_of(get_project(public_id), room.member_ids["annotator"], "open")[0])
    expect(completed).to_have_text("2", timeout=10_000)


def test_a_project_is_found_with_the_keyboard_and_opened(open_page: Open, room: People) -> None:
    with room.inside():
        for name in ("Alpha", "Beta", "Gamma"):
            ready_project(1, name=name)
    page = open_page("/projects")
    page.keyboard.press("/")
    page.keyboard.type("bet")
    expect(page.locator("tr[data-row]")).to_have_count(1)
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.wait_for_url(re.compile("q=bet"))
    page.locator("tr[data-row] td").nth(2).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Beta")


def test_deleting_asks_for_the_name(open_page: Open, room: People) -> None:
    public_id = worked_on(room)
    page = open_page(f"/projects/{public_id}")
    page.locator("summary[aria-label=More]").click()
    page.get_by_role("button", name="Delete…").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Its 12 tasks go with it")
    expect(dialog.get_by_role("button", name="Delete project")).to_be_disabled()
    page.keyboard.type("Reviews")
    dialog.get_by_role("button", name="Delete project").click()
    expect(page.locator("main")).to_contain_text("is deleted.")
    with room.inside(write=False):
        assert find_project(public_id) is None


def test_a_skipped_task_is_given_from_the_tasks_list(open_page: Open, room: People) -> None:
    public_id = worked_on(room)
    with room.inside():
        name = room.member("reviewer").name
    page = open_page(f"/projects/{public_id}/tasks?status=skipped")
    page.get_by_role("combobox", name=re.compile("Give task")).select_option(label=name)
    page.get_by_role("button", name="Give", exact=True).click()
    expect(page.locator("main")).to_contain_text(f"is given to {name}")
    page.wait_for_url(re.compile("status=skipped"))
    expect(page.locator("#tasks")).to_contain_text("No task fits")


def test_the_menu_of_a_row_acts_on_its_task_also_in_a_list_that_was_filtered(open_page: Open, room: People) -> None:
    public_id = worked_on(room)
    with room.inside():
        reviewer, annotator = room.member("reviewer").name, room.member("annotator").name
    page = open_page(f"/projects/{public_id}/tasks")
    completed = page.locator("tbody tr").filter(has=page.get_by_text("Completed", exact=True))
    completed.locator("summary").click()
    expect(page.locator("details.menu[open] form")).to_have_text(["Ask for one more answer", "Put aside"])
    page.keyboard.press("Escape")
    expect(completed.locator("summary")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("is set aside")
    page.get_by_role("combobox", name="Person").select_option(label=annotator)
    page.wait_for_url(re.compile("person="))
    row = page.locator("tbody tr").filter(has=page.get_by_text("Skipped", exact=True))
    number = row.locator(".meta").inner_text().removeprefix("#")
    row.get_by_label(f"What to do with task {number}", exact=True).click()
    page.get_by_label("Give the task to").select_option(label=reviewer)
    page.get_by_role("button", name="Give", exact=True).click()
    expect(page.locator("main")).to_contain_text(f"Task {number} is given to {reviewer}.")
    page.wait_for_url(re.compile("person="))
