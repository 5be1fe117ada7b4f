"""Waiting in a request for a file to be made, without holding a transaction, and never with too many threads."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from flask import current_app

from exports.models import Export
from exports.queries import get_export
from foundation.database import db, unit_of_work
from foundation.settings import Settings
from tenants.isolation import current_organization_id

SHARE_OF_THREADS = 4  # at most one thread in four waits
PER_ORGANIZATION = 2
FIRST_PAUSE, LONGEST_PAUSE = 0.02, 0.1  # seconds


class WaitingPlaces:
    """The places of this process, counted by organization."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._taken: Counter[int] = Counter()

    @contextmanager
    def place(self, organization_id: int, settings: Settings) -> Iterator[bool]:
        """Take a place, if one is free, for the length of the block; yields whether there was one."""
        taken = self._take(organization_id, settings)
        try:
            yield taken
        finally:
            if taken:
                with self._lock:
                    self._taken[organization_id] -= 1

    def _take(self, organization_id: int, settings: Settings) -> bool:
        processes = 1 if settings.is_sqlite else settings.web_processes
        own = max(1, PER_ORGANIZATION // processes)  # processes know nothing of each other, so they divide the two
        with self._lock:
            if self._taken.total() >= settings.threads // SHARE_OF_THREADS or self._taken[organization_id] >= own:
                return False
            self._taken[organization_id] += 1
            return True


places = WaitingPlaces()


def wait_for(export: Export, seconds: float | None = None) -> Export:
    """Return the export when it has ended, or after `seconds` (default: the setting) as it is then.

    Call it after the commit: it ends the session's transaction and looks again in short reading ones. With no place
    free it looks once.
    """
    settings: Settings = current_app.config["SETTINGS"]
    public_id = export.public_id
    db.session.commit()
    until = time.monotonic() + (settings.export_wait_seconds if seconds is None else seconds)
    pause = FIRST_PAUSE
    with places.place(current_organization_id(), settings) as may_wait:
        while (found := _look(public_id)).state == "processing" and may_wait and time.monotonic() + pause < until:
            time.sleep(pause)
            pause = min(pause * 1.5, LONGEST_PAUSE)
    return found


def _look(public_id: str) -> Export:
    with unit_of_work(write=False):
        return get_export(public_id)
