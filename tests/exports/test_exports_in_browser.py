"""The exports page in a real browser: a file is asked for, its row fills by itself, and the file is downloaded."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_core_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Page, expect

from tests.browsing import chromium_running, serving, watched_page
from tests.exports.shelf import Shelf, fill_shelf
from tests.people import make_people

pytestmark = pytest.mark.browser


@pytest.fixture
def shelf(make_app: Callable[..., Flask]) -> Iterator[Shelf]:
    """A project of an application that is served at its public address."""
    app = make_app("sqlite")
    with serving(app):
        yield fill_shelf(make_people(app), tasks=3)


@pytest.fixture
def page(shelf: Shelf) -> Iterator[Page]:
    """The project's exports page, opened by its manager; at the end no script has failed and no policy was broken."""
    complaints: list[str] = []
    address = shelf.people.app.config["SETTINGS"].public_url
    cookie = shelf.people.client("manager").get_cookie("labelroom")
    assert cookie is not None
    with chromium_running() as browser:
        context = browser.new_context(accept_downloads=True, locale="en-US")
        context.add_cookies([{"name": "labelroom", "value": cookie.value, "url": address}])
        page = watched_page(context, complaints)
        page.goto(address + shelf.people.url(f"/projects/{shelf.public_id}/exports"))
        yield page
    assert complaints == []


def test_a_file_is_asked_for_appears_by_itself_and_is_downloaded(shelf: Shelf, page: Page, tmp_path: Path) -> None:
    assert Axe().run(page)["violations"] == []
    page.get_by_label("Alpaca").check()
    page.get_by_label("Callback address").fill("http://127.0.0.1/hook")
    page.get_by_role("button", name="Start export").click()
    expect(page.locator(".fault")).to_be_visible()
    expect(page.get_by_label("Alpaca")).to_be_checked()
    expect(page.get_by_label("Callback address")).to_have_value("http://127.0.0.1/hook")
    page.get_by_label("Callback address").fill("")
    page.get_by_role("button", name="Start export").click()
    row = page.locator("tbody tr").first
    expect(row).to_contain_text("Being made")
    shelf.work()
    expect(row).to_contain_text("Ready", timeout=20_000)
    expect(row).to_contain_text("Nothing lost")
    with page.expect_download() as download:
        row.get_by_role("link", name="Download").click()
    download.value.save_as(tmp_path / "file.json")
    assert download.value.suggested_filename.endswith(".json")
    assert [each["output"] for each in json.loads((tmp_path / "file.json").read_text())] == ["good"] * 3
    assert Axe().run(page)["violations"] == []
