"""The look in a real browser: all parts, light and dark, wide and narrow, in both languages, and their scripts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from axe_core_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from foundation import catalogs
from tests.browsing import serving, watched_page
from tests.foundation.contrast import contrast, tokens
from tests.foundation.gallery import make_gallery

pytestmark = pytest.mark.browser

GROUNDS = ("background", "surface", "raised")


@pytest.fixture(scope="module")
def gallery() -> Iterator[str]:
    catalogs.compile_catalogs()
    with serving(make_gallery()) as address:
        yield address


@pytest.fixture
def page(chromium: Browser, gallery: str) -> Iterator[Page]:
    context = chromium.new_context(viewport={"width": 1440, "height": 900}, color_scheme="light")
    complaints: list[str] = []
    page = watched_page(context, complaints)
    page.goto(f"{gallery}/?lang=en")
    yield page
    context.close()
    assert complaints == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_axe_finds_nothing_and_nothing_is_wider_than_the_page(
    chromium: Browser, gallery: str, scheme: Any, width: int, language: str
) -> None:
    context = chromium.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page = context.new_page()
    for path in ("/", "/error/404", "/error/500"):
        page.goto(f"{gallery}{path}?lang={language}")
        found = [(one["id"], one["nodes"][0]["html"]) for one in Axe().run(page)["violations"]]
        assert found == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_has_four_and_a_half_times_contrast_and_controls_three(scheme: str) -> None:
    colors = {name: pair[scheme] for name, pair in tokens().items()}
    words = [("text", ground) for ground in (*GROUNDS, "accent-soft", "ok-soft", "warn-soft", "bad-soft", "well")]
    words += [
        (name, ground) for name in ("muted", "accent-text", "ok-text", "warn-text", "bad-text") for ground in GROUNDS
    ]
    words += [(f"{name}-text", f"{name}-soft") for name in ("accent", "ok", "warn", "bad")]
    words += [("on-accent", "accent"), ("on-accent", "accent-strong"), ("on-bad", "bad"), ("on-bad", "bad-strong")]
    low = {pair: round(contrast(colors[pair[0]], colors[pair[1]]), 2) for pair in words}
    assert {pair: ratio for pair, ratio in low.items() if ratio < 4.5} == {}
    marks = [(name, ground) for name in ("accent", "ok", "warn", "bad", "focus", "line-strong") for ground in GROUNDS]
    low = {pair: round(contrast(colors[pair[0]], colors[pair[1]]), 2) for pair in marks}
    assert {pair: ratio for pair, ratio in low.items() if ratio < 3} == {}


def test_a_dialog_opens_closes_by_escape_and_gives_the_focus_back(page: Page) -> None:
    opener = page.locator("[data-opens=delete-it]:visible").first
    opener.click()
    assert page.locator("#delete-it").is_visible()
    assert page.evaluate("document.activeElement.id") == "delete-it-name"
    assert [one["id"] for one in Axe().run(page)["violations"]] == []
    page.keyboard.press("Escape")
    assert not page.locator("#delete-it").is_visible()
    assert opener.evaluate("element => element === document.activeElement")


def test_deleting_waits_until_exactly_the_name_is_typed(page: Page) -> None:
    page.locator("[data-opens=delete-it]:visible").first.click()
    send = page.locator("#delete-it [type=submit]")
    assert send.is_disabled()
    page.keyboard.type("商品评")
    assert send.is_disabled()
    page.keyboard.type("论 ")
    assert send.is_enabled()


def test_slash_goes_to_the_search_and_does_not_when_something_is_typed_elsewhere(page: Page) -> None:
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.type") == "search"
    page.locator("#note").focus()
    page.keyboard.type("a/b")
    assert page.locator("#note").input_value() == "a/b"


def test_rows_are_walked_by_keys_and_opened_by_enter_and_by_a_click_anywhere(page: Page) -> None:
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("k")
    page.keyboard.press("Enter")
    page.wait_for_url("**#2")
    page.locator("tr[data-row]").nth(3).locator("td").nth(1).click()
    page.wait_for_url("**#4")


def test_a_menu_opens_by_keyboard_walks_by_arrows_and_closes_by_escape(page: Page) -> None:
    menu = page.locator("tr[data-row]").first.locator("details.menu")
    menu.locator("summary").focus()
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.textContent.trim()") == "导出"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")
    assert menu.get_attribute("open") is None
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"


def test_colours_are_chosen_and_remembered(page: Page, gallery: str) -> None:
    page.locator("[data-theme-choice=dark]").click()
    page.goto(f"{gallery}/?lang=en")
    assert page.locator("html").get_attribute("data-theme") == "dark"
    assert page.locator("[data-theme-choice=dark]").get_attribute("aria-pressed") == "true"
    lightness = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert "0.19" in lightness or "19%" in lightness


def test_the_side_is_a_drawer_on_narrow_screens(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    link = page.locator("#side .side-link").first
    expect(link).not_to_be_visible()
    page.locator("[data-opens-drawer]").click()
    expect(link).to_be_visible()
    page.keyboard.press("Escape")
    expect(link).not_to_be_visible()


def test_an_invalid_form_is_swapped_and_its_faulty_field_has_the_focus(page: Page) -> None:
    page.locator("#typed").fill("bad")
    page.locator("#part button").click()
    page.wait_for_selector("#typed[aria-invalid=true]:focus")
    assert page.locator("#typed").input_value() == "bad"


def test_the_focus_stays_on_the_button_through_a_swap(page: Page) -> None:
    page.locator("#typed").fill("good")
    page.locator("#typed").press("Enter")
    expect(page.locator("#typed")).to_have_js_property("defaultValue", "good")
    page.wait_for_selector("#typed:focus")
    assert page.evaluate("document.activeElement.id") == "typed"


def test_a_refusal_says_why_changes_nothing_and_stays_until_it_is_read(page: Page) -> None:
    page.get_by_role("link", name="Refused").click()
    notice = page.locator("#messages .notice.bad")
    notice.wait_for()
    assert "Someone was faster" in notice.inner_text()
    assert page.locator("#part").is_visible()
    notice.get_by_role("button").click()
    assert notice.count() == 0


def test_what_polls_goes_on_until_it_is_done_and_rests_while_someone_types_in_it(page: Page) -> None:
    page.evaluate("htmx.ajax('GET', '/part?polls=3', {target: '#part', swap: 'outerHTML'})")
    page.wait_for_selector("#part[data-poll]")
    page.locator("#typed").focus()
    left = page.locator("#left").inner_text()
    page.wait_for_timeout(900)
    assert page.locator("#left").inner_text() == left
    page.locator("#typed").blur()
    expect(page.locator("#left")).to_have_text("0")
    assert page.locator("#part").get_attribute("data-poll") is None


def test_a_secret_is_copied_with_a_click(page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.locator("[data-copy-from=s1]").click()
    page.wait_for_selector("[data-copied]")
    assert page.evaluate("navigator.clipboard.readText()") == "lr_1_Abcdefghijklmnopqrstuvwxyz0123456789"


def test_a_menu_stays_within_the_window(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 500})
    menu = page.locator("tr[data-row]").nth(2).locator("details.menu")
    page.evaluate(
        "element => window.scrollTo(0, element.getBoundingClientRect().bottom + scrollY - innerHeight)",
        menu.element_handle(),
    )
    menu.locator("summary").click()
    box = menu.locator(".menu-list").bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    assert box["y"] + box["height"] <= 500


def test_a_breach_of_the_policy_and_an_error_of_a_script_are_noticed(chromium: Browser, gallery: str) -> None:
    complaints: list[str] = []
    context = chromium.new_context()
    page = watched_page(context, complaints)
    page.goto(gallery)
    page.evaluate("document.head.append(Object.assign(document.createElement('style'), {textContent: 'p {}'}))")
    page.evaluate("setTimeout(() => { throw new Error('on purpose'); })")
    page.goto(gallery)
    context.close()
    assert complaints == ["style-src-elem inline", "on purpose"]
