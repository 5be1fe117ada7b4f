"""What people do in the browser, by keys and mouse."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Sequence
from typing import Any

from playwright.sync_api import Browser, Page, expect

from tests.browsing import watched_page
from tests.flow.house import House

PASSWORD = "a password of some length"


def until(find: Callable[[], Any], what: str, seconds: float = 20) -> Any:
    """Return what `find` gives as soon as that is true."""
    end = time.monotonic() + seconds
    while not (found := find()):
        assert time.monotonic() < end, f"{what} didn't come true within {seconds} s"
        time.sleep(0.03)
    return found


class Person:
    """Someone with a browser of their own."""

    def __init__(self, house: House, browser: Browser, email: str) -> None:
        self.house, self.email = house, email
        self.context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="en-US")
        self.context.grant_permissions(["clipboard-read", "clipboard-write"])
        self.complaints: list[str] = []
        self.page: Page = watched_page(self.context, self.complaints)

    def close(self) -> list[str]:
        """Close the browser and return script errors and breaches of the content policy."""
        self.context.close()
        return self.complaints

    def go(self, path: str) -> None:
        """Open a page."""
        self.page.goto(self.house.url + path)

    def sign_in(self) -> None:
        """Sign in by the keyboard."""
        self.go("/sign-in")
        self.page.get_by_label("E-mail").fill(self.email)
        self.page.get_by_label("Password", exact=True).fill(PASSWORD)
        self.page.keyboard.press("Enter")
        self.page.wait_for_url(re.compile(r"/o/"))

    def make_token(self, name: str) -> str:
        """Make an API token on the tokens page and return it as it is shown, once."""
        self.go("/o/acme/tokens")
        self.page.keyboard.press("n")
        self.page.get_by_label("Name").fill(name)
        self.page.get_by_role("button", name="Make token").click()
        shown = self.page.locator("#token-secret")
        shown.wait_for()
        found = re.search(r"lr_\d+_\w+", shown.inner_text() or shown.input_value())
        assert found
        self.page.reload()
        assert found[0] not in self.page.content()
        return found[0]

    def show_secret(self) -> str:
        """Return the callback secret as the tokens page shows it on request."""
        self.go("/o/acme/tokens")
        self.page.get_by_role("button", name="Show").click()
        shown = self.page.locator("#signing-secret")
        shown.wait_for()
        found = re.search(r"whsec_[A-Za-z0-9+/=]+", self.page.content())
        assert found
        return found[0]

    def invite(self) -> str:
        """Invite an annotator and return the link."""
        self.go("/o/acme/members")
        self.page.get_by_role("button", name="Invite").first.click()
        dialog = self.page.locator("dialog[open]")
        if (choice := dialog.get_by_label("Annotator")).count():
            choice.first.check()
        else:
            dialog.get_by_label("Role").select_option("annotator")
        dialog.locator("button.primary").click()
        link = until(lambda: re.search(r"https?://[^\s\"<]+/join/acme/[\w-]+", self.page.content()), "the link")
        return str(link[0])

    def join(self, link: str) -> None:
        """Follow an invitation as someone new."""
        self.page.goto(link)
        self.page.get_by_label("E-mail").fill(self.email)
        self.page.get_by_label("Password", exact=True).fill(PASSWORD)
        self.page.get_by_label("Name").fill(self.email.partition("@")[0].title())
        self.page.get_by_role("button", name="Join").click()
        self.page.wait_for_url(re.compile(r"/o/acme"))

    def configure(self, project: str) -> None:
        """Open the configuration of a project and confirm it."""
        self.go(f"/o/acme/projects/{project}")
        self.page.get_by_role("button", name="Configure").or_(
            self.page.get_by_role("link", name="Configure")
        ).first.click()
        self.page.wait_for_url(re.compile("/configure"))
        self.page.locator("[data-labeling][data-mode=preview][data-started]").wait_for()
        self.page.get_by_role("button", name="Confirm").first.click()
        until(lambda: self.house.api("GET", f"/projects/{project}")["status"] == "ready", "the status ready")

    def distribute(self, project: str, people: Sequence[str], *, pool: bool) -> None:
        """Give a project's tasks to people."""
        self.go(f"/o/acme/projects/{project}/distribute")
        self.page.get_by_role("button", name="None").click()
        for name in people:
            self.page.locator("#people").get_by_label(re.compile(name)).first.check()
        self.page.get_by_label("Shared pool" if pool else "Split between them").check()
        act = self.page.get_by_role("button", name="Open the pool" if pool else re.compile(r"Give \d+ tasks"))
        act.click()
        until(lambda: self.house.api("GET", f"/projects/{project}")["status"] == "in_progress", "the distribution")

    def label(self, project: str) -> None:
        """Open the labeling page and wait for the first task."""
        self.go(f"/o/acme/projects/{project}/label")
        self.page.locator("[data-labeling][data-started]").wait_for()
        self.wait_for_work()

    @property
    def state(self) -> str | None:
        """What the labeling page says it is doing: task, done, empty …"""
        return self.page.locator("[data-labeling]").get_attribute("data-state")

    @property
    def number(self) -> str:
        """The number of the task shown."""
        return self.page.locator(".labeling-header [data-number]").inner_text()

    def wait_for_work(self) -> bool:
        """Wait until a task is shown (True) or there is none left (False)."""
        until(lambda: self.state not in (None, "loading"), "the labeling page")
        return self.state == "task"

    def text(self) -> str:
        """Return the text of the task shown."""
        return self.page.locator("[data-text]").inner_text()

    def submit(self) -> None:
        """Press Ctrl+Enter and wait for the next task or the end, and for the answer to be in."""
        before = self.number
        self.page.keyboard.press("Control+Enter")
        until(lambda: self.state != "task" or self.number != before, "the next task")
        expect(self.page.locator("[data-saved]")).to_have_attribute("data-state", "saved", timeout=20_000)

    def picture(self) -> tuple[float, float, float]:
        """Return left, top and scale (window pixels a picture pixel) of the picture, once it stands still."""
        self.page.locator("[data-stage][data-state=ready]").wait_for()
        self.page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
        place: list[float] = self.page.evaluate(
            "(() => { const i = document.querySelector('[data-image]'); const b = i.getBoundingClientRect();"
            " return [b.left, b.top, b.width / i.naturalWidth]; })()"
        )
        return place[0], place[1], place[2]

    def draw_box(self, box: Sequence[float]) -> None:
        """Drag a box over pixels left, top, right, bottom of the picture."""
        left, top, scale = self.picture()
        self.page.mouse.move(left + box[0] * scale, top + box[1] * scale)
        self.page.mouse.down()
        self.page.mouse.move(left + (box[0] + box[2]) / 2 * scale, top + (box[1] + box[3]) / 2 * scale, steps=3)
        self.page.mouse.move(left + box[2] * scale, top + box[3] * scale, steps=3)
        self.page.mouse.up()

    def draw_polygon(self, points: Sequence[Sequence[float]]) -> None:
        """Click a polygon's points, pixels of the picture, and close it by Enter."""
        left, top, scale = self.picture()
        for x, y in points:
            self.page.mouse.click(left + x * scale, top + y * scale)
        self.page.keyboard.press("Enter")

    def see_regions(self, count: int) -> None:
        """Wait until the page counts so many regions."""
        expect(self.page.locator("[data-region-count]").first).to_have_text(str(count), timeout=20_000)

    def mark(self, start: int, end: int, key: str) -> None:
        """Select characters of the text by the mouse (code points) and press a label's key."""
        places = self.page.evaluate(
            """([start, end]) => {
              const node = document.querySelector('[data-text]').firstChild;
              const units = Array.from(node.data);
              const at = (count) => units.slice(0, count).join('').length;
              const edge = (from, to) => { const range = document.createRange(); range.setStart(node, from);
                range.setEnd(node, to); const boxes = range.getClientRects(); return boxes; };
              const first = edge(at(start), at(start + 1))[0], last = edge(at(end - 1), at(end));
              const tail = last[last.length - 1];
              return [first.left + 1, first.top + first.height / 2, tail.right - 1, tail.top + tail.height / 2];
            }""",
            [start, end],
        )
        self.page.mouse.move(places[0], places[1])
        self.page.mouse.down()
        self.page.mouse.move((places[0] + places[2]) / 2, places[3], steps=3)
        self.page.mouse.move(places[2], places[3], steps=3)
        self.page.mouse.up()
        self.page.keyboard.press(key)
