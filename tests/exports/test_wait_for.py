"""Waiting: how many may, and that it holds nothing meanwhile."""

from __future__ import annotations

import threading
import time

import pytest

from exports.wait_for import WaitingPlaces, wait_for
from foundation.settings import Settings
from tenants.audit import record
from tests.exports.shelf import fill_shelf
from tests.people import People

EMBEDDED = Settings(database_url="sqlite:///x.db", threads=12)
LARGE = Settings(database_url="postgresql://db/x", threads=12, web_processes=2)


@pytest.mark.parametrize(("settings", "own", "all_together"), [(EMBEDDED, 2, 3), (LARGE, 1, 3)])
def test_places_are_a_quarter_of_the_threads_and_two_per_organization(
    settings: Settings, own: int, all_together: int
) -> None:
    places = WaitingPlaces()
    held = []
    for organization_id in (1, 1, 1, 2, 2, 2, 3, 3):
        place = places.place(organization_id, settings)
        held.append((organization_id, place, place.__enter__()))
    assert sum(taken for organization_id, _, taken in held if organization_id == 1) == own
    assert sum(taken for _, _, taken in held) == all_together
    for _, place, _ in held:
        place.__exit__(None, None, None)
    with places.place(9, settings) as taken:
        assert taken


def test_a_wait_ends_with_the_export_or_with_its_time(people: People) -> None:
    shelf = fill_shelf(people)
    export = shelf.look(shelf.start())
    with people.inside():
        began = time.monotonic()
        assert wait_for(export, 0.3).state == "processing"
        assert 0.2 < time.monotonic() - began < 3
    worker = threading.Timer(0.2, shelf.work)
    worker.start()
    with people.inside():
        assert wait_for(export, 20).state == "completed"
    worker.join()


def test_others_write_while_one_waits(people: People) -> None:
    shelf = fill_shelf(people)
    export = shelf.look(shelf.start())
    waiting = threading.Thread(target=_wait, args=(people, export))
    waiting.start()
    time.sleep(0.2)
    began = time.monotonic()
    with people.inside():
        record("test.written")
    assert time.monotonic() - began < 1
    waiting.join()


def _wait(people: People, export: object) -> None:
    with people.inside():
        wait_for(export, 2)  # type: ignore[arg-type]  # an export from another thread's session
