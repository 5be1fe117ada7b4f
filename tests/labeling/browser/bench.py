"""What a person does at the labeling page: real pointer and key events, places given in pixels of the picture."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from playwright.sync_api import BrowserContext, Page

from tests.browsing import watched_page
from tests.labeling.browser.configs import choices, reviews
from tests.labeling.browser.harness import Harness

Point = tuple[float, float]
T = TypeVar("T")

COINS = (384, 303)  # pixels of coins.jpg


def eventually(find: Callable[[], T | None], what: str = "it", seconds: float = 5) -> T:
    """Return what `find` gives as soon as it gives something true."""
    end = time.monotonic() + seconds
    while not (found := find()):
        if time.monotonic() > end:
            raise AssertionError(f"{what} didn't come true within {seconds} s")
        time.sleep(0.02)
    return found


class Bench:
    """One tab of one browser context; `faults` are script errors and breaches of the content policy."""

    def __init__(self, context: BrowserContext, harness: Harness) -> None:
        self.context = context
        self.harness = harness
        self.desk = harness.desk
        self.faults: list[str] = []
        self.page = self.new_page()

    def new_page(self) -> Page:
        return watched_page(self.context, self.faults)

    def open(self, query: str = "") -> Bench:
        self.page.goto(self.harness.url + query)
        self.page.locator("[data-labeling][data-started]").wait_for()
        return self

    def close(self) -> list[str]:
        """End the tab and return what went wrong in it."""
        self.context.close()
        return self.faults

    @property
    def state(self) -> str | None:
        return self.page.locator("[data-labeling]").get_attribute("data-state")

    def wait_for(self, state: str) -> None:
        eventually(lambda: self.state == state, f"the page being in state {state}")

    def picture_ready(self) -> None:
        """Wait until the picture stands still in its place."""
        self.wait_for("task")
        self.page.locator("[data-stage][data-state=ready]").wait_for()
        self.painted()

    def number(self) -> str:
        return self.page.locator(".labeling-header [data-number]").inner_text()

    def wait_for_task(self, number: int) -> None:
        eventually(lambda: self.state == "task" and self.number() == f"#{number}", f"task {number} being shown")

    def at(self, point: Point) -> Point:
        """Return the window's place of a pixel of the picture."""
        box = self.page.evaluate(
            "(() => { const i = document.querySelector('[data-image]'); const b = i.getBoundingClientRect();"
            " return [b.left, b.top, b.width / i.naturalWidth]; })()"
        )
        return box[0] + point[0] * box[2], box[1] + point[1] * box[2]

    def move(self, point: Point, *, steps: int = 1) -> None:
        self.page.mouse.move(*self.at(point), steps=steps)

    def drag(self, *points: Point, button: Any = "left", keys: Sequence[str] = ()) -> None:
        """Press at the first point, go through the others and let go at the last."""
        for key in keys:
            self.page.keyboard.down(key)
        self.move(points[0])
        self.page.mouse.down(button=button)
        for point in points[1:]:
            self.move(point, steps=4)
        self.page.mouse.up(button=button)
        for key in keys:
            self.page.keyboard.up(key)

    def click(self, point: Point, *, keys: Sequence[str] = ()) -> None:
        self.drag(point, keys=keys)

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def drag_handle(self, name: str, to: Point, *, keys: Sequence[str] = ()) -> None:
        """Drag a handle of the selected region to a pixel of the picture."""
        box = self.page.locator(f'[data-handle="{name}"] .grip').bounding_box()
        assert box, name
        for key in keys:
            self.page.keyboard.down(key)
        self.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        self.page.mouse.down()
        self.move(to, steps=5)
        self.page.mouse.up()
        for key in keys:
            self.page.keyboard.up(key)

    def submit(self) -> list[dict[str, Any]]:
        """Press Ctrl+Enter and return the results that came in."""
        number = self.number().removeprefix("#")
        before = len(self.desk.receipts)
        self.press("Control+Enter")
        eventually(lambda: len(self.desk.receipts) > before, "the answer being in")
        results: list[dict[str, Any]] = self.desk.answers[int(number)]["results"]
        return results

    def painted(self) -> None:
        """Let the page paint what has changed."""
        self.page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")

    def chosen(self) -> list[str]:
        """Return what the list says of the selected region."""
        self.painted()
        rows = self.page.locator(".region-row.selected").all_inner_texts()
        return rows[0].split() if rows else []

    def rows(self) -> list[str]:
        """Return the list of regions as people read it."""
        self.painted()
        return [" ".join(text.split()) for text in self.page.locator("[data-region-row]").all_inner_texts()]

    def notices(self) -> str:
        return self.page.locator("[data-notices]").inner_text()

    def saved(self) -> str:
        return self.page.locator("[data-saved-text]").inner_text()


def box_of(result: dict[str, Any], size: Point = COINS) -> tuple[float, float, float, float]:
    """Return a box result as left, top, right, bottom in pixels."""
    value = result["value"]
    left, top = value["x"] * size[0] / 100, value["y"] * size[1] / 100
    return left, top, left + value["width"] * size[0] / 100, top + value["height"] * size[1] / 100


def points_of(result: dict[str, Any], size: Point = COINS) -> list[Point]:
    """Return a polygon result's points in pixels."""
    return [(x * size[0] / 100, y * size[1] / 100) for x, y in result["value"]["points"]]


def near(found: Sequence[float], wanted: Sequence[float], within: float = 0.5) -> bool:
    return len(found) == len(wanted) and all(abs(a - b) <= within for a, b in zip(found, wanted, strict=True))


Open = Callable[..., Bench]


def opened(bench: Open, **desk: Any) -> Bench:
    """Open the page with reviews to choose a label for."""
    work = bench(choices(), reviews(), **desk)
    work.wait_for_task(1)
    return work


def answered(work: Bench, count: int) -> None:
    """Wait until so many answers are in."""
    eventually(lambda: len(work.desk.answers) == count, f"{count} answers being in", 20)


def names(work: Bench) -> list[str]:
    """Return the names of the calls the page has made."""
    return [name for name, _, _ in work.desk.calls]
