"""The documentation in a real browser: readable for everyone, nothing from elsewhere, no complaint of the policy."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_core_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser

from tests.browsing import serving, watched_page

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def address(make_app: Callable[..., Flask]) -> Iterator[str]:
    """The page's address, on an application of its own."""
    app = make_app("sqlite")
    with serving(app) as base:
        yield f"{base}/api/docs"


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("colours", ["light", "dark"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_axe_finds_nothing_and_nothing_is_cut_off(
    chromium: Browser, address: str, width: int, colours: Any, language: str
) -> None:
    context = chromium.new_context(viewport={"width": width, "height": 900}, locale=language, color_scheme=colours)
    complaints: list[str] = []
    page = watched_page(context, complaints)
    asked: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address)
    assert complaints == []
    assert {url.split("/api/")[0].split("/static/")[0] for url in asked} == {address.split("/api/")[0]}
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    violations = Axe().run(page)["violations"]
    assert [(one["id"], one["nodes"][0]["html"]) for one in violations] == []
    context.close()


def test_an_example_is_copied_with_a_click_and_the_contents_lead_to_it(chromium: Browser, address: str) -> None:
    context = chromium.new_context(locale="en", permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(address)
    page.get_by_role("navigation").get_by_role("link", name="Create a project").click()
    page.wait_for_url("**#create_project")
    page.locator("#create_project").get_by_role("button", name="Copy").click()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith('curl -X POST "http://127.0.0.1')
    assert copied.rstrip().endswith("}'")
    context.close()
