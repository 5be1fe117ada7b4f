"""Staff, tokens and accounts in a real browser: what is shown once, asked before, said after, and reached by keys."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_core_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browsing import watched_page
from tests.people import People, make_people
from tests.tenants.accounts import PASSWORD

pytestmark = pytest.mark.browser


class Desk:
    """One person's browser on the application."""

    def __init__(self, context: BrowserContext, base: str) -> None:
        self.context = context
        self.base = base
        self.complaints: list[str] = []
        self.page = watched_page(context, self.complaints)

    def open(self, path: str) -> Page:
        """Go to a page; axe finds nothing there and it isn't wider than the window."""
        self.page.goto(self.base + path)
        self.check()
        return self.page

    def check(self) -> None:
        """Let axe look at what is shown now."""
        found = [(one["id"], one["nodes"][0]["html"]) for one in Axe().run(self.page)["violations"]]
        assert found == []
        assert self.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.fixture
def room(served: tuple[Flask, str]) -> People:
    return make_people(served[0])


@pytest.fixture
def sit_down(chromium: Browser, served: tuple[Flask, str], room: People) -> Iterator[Callable[..., Desk]]:
    """Return a function that opens a browser, signed in as a role or not at all."""
    desks: list[Desk] = []

    def sit(role: str | None = "owner", **options: Any) -> Desk:
        context = chromium.new_context(**({"viewport": {"width": 1440, "height": 900}} | options))
        if role:
            cookie = room.client(role).get_cookie("labelroom")
            assert cookie is not None
            context.add_cookies([{"name": "labelroom", "value": cookie.value, "url": served[1]}])
        desks.append(Desk(context, served[1]))
        return desks[-1]

    yield sit
    for desk in desks:
        desk.context.close()
        assert desk.complaints == []


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (1440, "dark"), (390, "light"), (390, "dark")])
def test_every_page_of_the_room_is_clean_at_every_size(
    sit_down: Callable[..., Desk], room: People, width: int, scheme: str
) -> None:
    room.client("owner").post(room.url("/members/invitations"), data={"role": "viewer", "email": "a@example.com"})
    room.client("owner").post(room.url("/tokens"), data={"name": "T", "scopes": "exports", "days": "30"})
    desk = sit_down(viewport={"width": width, "height": 900}, color_scheme=scheme)
    for path in ("/members", "/tokens", "/tokens?show=ended", "/audit", "/settings"):
        desk.open(room.url(path))
    desk.open("/account")
    sit_down(None, viewport={"width": width, "height": 900}, color_scheme=scheme).open("/sign-in")


def test_a_token_is_made_by_keyboard_shown_once_and_replaced(sit_down: Callable[..., Desk], room: People) -> None:
    desk = sit_down()
    page = desk.open(room.url("/tokens"))
    page.keyboard.press("n")
    expect(page.locator("#name")).to_be_focused()
    page.keyboard.type(" ")
    page.keyboard.press("Enter")
    expect(page.locator("#name-fault")).to_be_visible()
    expect(page.locator("#name")).to_be_focused()
    desk.check()
    page.keyboard.type("CI")
    page.keyboard.press("Enter")
    expect(page.locator("#token-secret")).to_contain_text("lr_")
    expect(page.locator("dialog[open]")).to_have_count(0)
    first = page.locator("#token-secret").inner_text()
    page.get_by_role("link", name="Replace…").click()
    expect(page.locator("#rotate-token")).to_be_visible()
    desk.check()
    page.get_by_role("button", name="Make the new token").click()
    expect(page.locator("#token-secret")).not_to_have_text(first)
    expect(page.locator("dialog[open]")).to_have_count(0)
    expect(page.locator("tbody tr")).to_have_count(2)
    page.reload()
    expect(page.locator("#token-secret")).to_have_count(0)


def test_a_token_is_revoked_after_a_question(sit_down: Callable[..., Desk], room: People) -> None:
    room.client("owner").post(room.url("/tokens"), data={"name": "Old", "scopes": "exports", "days": "30"})
    page = sit_down().open(room.url("/tokens"))
    page.get_by_role("link", name="Revoke…").click()
    expect(page.locator("#revoke-token")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("dialog[open]")).to_have_count(0)
    expect(page.get_by_text("Old", exact=True)).to_be_visible()
    page.get_by_role("link", name="Revoke…").click()
    page.get_by_role("button", name="Revoke").click()
    expect(page.locator("#messages")).to_contain_text("doesn't work any more")
    expect(page.get_by_text("No tokens yet")).to_be_visible()


def test_members_are_found_while_typing_and_the_address_keeps_the_search(
    sit_down: Callable[..., Desk], room: People
) -> None:
    page = sit_down().open(room.url("/members"))
    page.keyboard.press("/")
    page.keyboard.type("reviewer")
    expect(page.locator("#member-rows tbody tr")).to_have_count(1)
    expect(page.locator("#member-search")).to_be_focused()
    page.wait_for_url("**q=reviewer")
    page.reload()
    expect(page.locator("#member-rows tbody tr")).to_have_count(1)


def test_a_role_is_changed_in_the_list_and_the_focus_stays(sit_down: Callable[..., Desk], room: People) -> None:
    page = sit_down().open(room.url("/members"))
    select = page.get_by_label("Role of Viewer")
    select.focus()
    select.select_option("annotator")
    expect(page.locator("#messages")).to_contain_text("is now: Annotator")
    expect(select).to_be_focused()


def test_a_refused_change_says_why_and_the_list_stays(sit_down: Callable[..., Desk], room: People) -> None:
    page = sit_down().open(room.url("/members"))
    page.locator("tr", has_text=room.emails["owner"]).locator("select").select_option("viewer")
    expect(page.locator("#messages")).to_contain_text("last owner")
    expect(page.locator("tr", has_text=room.emails["owner"])).to_be_visible()


def test_a_person_is_invited_joins_on_a_phone_and_is_removed(sit_down: Callable[..., Desk], room: People) -> None:
    desk = sit_down()
    page = desk.open(room.url("/members"))
    page.get_by_role("button", name="Invite").click()
    page.get_by_role("button", name="Make a link").click()
    link = page.locator("#invitation-link").inner_text()
    desk.check()
    phone = sit_down(None, viewport={"width": 390, "height": 800})
    joining = phone.open(link.removeprefix(phone.base))
    joining.get_by_label("E-mail").fill("fresh@example.com")
    joining.get_by_label("Password").fill(PASSWORD)
    joining.get_by_label("Your name").fill("新人")
    joining.get_by_role("button", name="Join").click()
    expect(joining.locator("#messages")).to_contain_text("Welcome")
    page.goto(phone.base + room.url("/members"))
    page.locator("tr", has_text="新人").get_by_role("link", name="Remove…").click()
    desk.check()
    page.locator("#remove-member").get_by_role("button", name="Remove").click()
    expect(page.locator("#messages")).to_contain_text("no longer a member")
    expect(page.locator("tr", has_text="新人")).to_have_count(0)


def test_signing_in_with_a_wrong_password_keeps_the_address_and_then_works(
    sit_down: Callable[..., Desk], room: People
) -> None:
    link = room.client("owner").post(room.url("/members/invitations"), data={"role": "annotator"}).text
    path = link[link.index("/join/") :].split("<")[0]
    room.app.test_client().get(path)
    desk = sit_down(None)
    page = desk.open(path)
    page.get_by_label("E-mail").fill("again@example.com")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_label("Your name").fill("Again")
    page.get_by_role("button", name="Join").click()
    page.wait_for_url("**/o/**")
    desk.open("/account")
    page.get_by_role("button", name="Sign out").first.click()
    page.get_by_label("E-mail").fill("again@example.com")
    page.get_by_label("Password").fill("not the password")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_contain_text("wrong")
    expect(page.get_by_label("E-mail")).to_have_value("again@example.com")
    expect(page.get_by_label("Password")).to_be_focused()
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/o/**")


def test_the_language_is_switched_in_the_side(sit_down: Callable[..., Desk], room: People) -> None:
    page = sit_down().open(room.url("/members"))
    page.get_by_role("button", name="中文").click()
    expect(page.locator("h1")).to_have_text("成员")
    assert page.url.endswith("/members")
