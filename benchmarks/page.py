"""What the labeling page's first visit costs a browser."""

from __future__ import annotations

from playwright.sync_api import Response

from benchmarks.house import House
from benchmarks.projects import create, distribute_to
from benchmarks.table import Row
from tests.browsing import chromium_running


def visit(house: House, task_type: str) -> tuple[int, float, int, float]:
    """Open a labeling page twice; return requests and KB over the wire of the first and of the second visit."""
    public_id = create(house.api(), task_type, 20)
    distribute_to(house, public_id, ["annotator"])
    cookie = house.browser("annotator").headers["Cookie"].partition("=")
    url = f"http://127.0.0.1:{house.port}{house.room.url(f'/projects/{public_id}/label')}"
    with chromium_running() as browser:
        context = browser.new_context()
        context.add_cookies([{"name": cookie[0], "value": cookie[2], "url": url}])
        first, second = _load(context.new_page(), url), _load(context.new_page(), url)
    return (*first, *second)


def _load(page, url: str) -> tuple[int, float]:  # type: ignore[no-untyped-def]  # Playwright's page
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer) if answer.url.startswith(url[:20]) else None)
    page.goto(url, wait_until="networkidle")
    wire = [answer for answer in answers if answer.request.sizes()["responseBodySize"] > 0]
    return len(wire), sum(answer.request.sizes()["responseBodySize"] for answer in wire) / 1000


def rows(house: House) -> list[Row]:
    """Measure a text page and a picture page."""
    found = []
    for task_type in ("ner", "object_detection"):
        requests, kilobytes, again, again_kilobytes = visit(house, task_type)
        found.append(
            Row(
                f"labeling page, first visit, {task_type}",
                house.database,
                f"{requests} requests, {kilobytes:.0f} KB; again {again}, {again_kilobytes:.0f} KB",
                "≤ 12 requests, ≤ 250 KB, cached afterwards",
                "55 requests, 8 MB",
                requests <= 12 and kilobytes <= 250,
            )
        )
    return found
