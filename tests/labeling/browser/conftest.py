"""Fixtures of the labeling page's browser tests: one Chromium, a harness, and a bench to work at."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.labeling.browser.bench import Bench
from tests.labeling.browser.harness import Desk, Harness, running


@pytest.fixture(scope="module")
def browser(chromium: Browser) -> Browser:
    """One Chromium for the tests of a file."""
    return chromium


@pytest.fixture(scope="module")
def harness() -> Iterator[Harness]:
    """One server for the tests of a file; each test puts its own desk on it."""
    with running() as harness:
        yield harness


@pytest.fixture
def bench(browser: Browser, harness: Harness) -> Iterator[Callable[..., Bench]]:
    """Return a function that opens the labeling page on a config and tasks."""
    opened: list[Bench] = []

    def open_bench(
        xml: str, tasks: list[dict[str, Any]], *, context: dict[str, Any] | None = None, **desk: Any
    ) -> Bench:
        harness.desk = Desk(xml, tasks, **desk)
        bench = Bench(browser.new_context(**{"viewport": {"width": 1280, "height": 800}, **(context or {})}), harness)
        opened.append(bench)
        return bench.open()

    yield open_bench
    for bench in opened:
        faults = bench.close()
        assert not faults, faults
