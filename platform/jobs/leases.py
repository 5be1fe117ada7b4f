"""Keeping the leases of running jobs: a thread of the worker renews them on a connection of its own."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import sqlalchemy as sa
import structlog
from flask import Flask

from foundation.database import own_transaction
from jobs import claim
from jobs.claim import Claimed
from jobs.models import JobLine

RENEWALS = 4  # in the length of a lease

log = structlog.get_logger("labelroom")


class LostLeaseError(Exception):
    """Somebody else holds the job now, or it was ended: nothing more may be written for it."""


@dataclass(slots=True)
class Lease:
    """One running job's hold on its line."""

    line: Claimed
    end: float
    lost: threading.Event = field(default_factory=threading.Event)

    def check(self) -> None:
        """Raise `LostLeaseError` if the last renewal found the line in other hands."""
        if self.lost.is_set():
            raise LostLeaseError


class Keeper:
    """Renews the leases of a worker process. A job over its time gets no more; `overrun` is called once for it."""

    def __init__(self, app: Flask, overrun: Callable[[], None]) -> None:
        self._app, self._overrun = app, overrun
        self._held: dict[int, Lease] = {}
        self._guard = threading.Lock()
        self._thread: threading.Thread | None = None

    @contextmanager
    def holding(self, line: Claimed, seconds: float) -> Iterator[Lease]:
        """Renew the lease of a line while the block runs, for `seconds` at most."""
        lease = Lease(line, time.monotonic() + seconds)
        with self._guard:
            self._held[line.id] = lease
            if self._thread is None:
                self._thread = threading.Thread(target=self._keep, name="leases", daemon=True)
                self._thread.start()
        try:
            yield lease
        finally:
            with self._guard:
                self._held.pop(line.id, None)

    def _keep(self) -> None:
        while True:
            time.sleep(claim.LEASE.total_seconds() / RENEWALS)
            with self._guard:
                leases = list(self._held.values())
            for lease in leases:
                try:
                    self._renew(lease)
                except Exception as error:  # the database may be away for a while; the next round tries again
                    log.warning("lease", line=lease.line.id, error=type(error).__name__)

    def _renew(self, lease: Lease) -> None:
        if lease.lost.is_set():
            return
        if time.monotonic() > lease.end:
            lease.lost.set()
            log.error("job takes too long", line=lease.line.id, kind=lease.line.kind)
            self._overrun()
            return
        with self._app.app_context(), own_transaction() as connection:
            if not renew(connection, lease.line):
                lease.lost.set()


def renew(connection: sa.Connection, line: Claimed) -> bool:
    """Extend a lease from now on; False when the line is gone or in other hands."""
    until = claim.moment_of(connection) + claim.LEASE
    mine = sa.update(JobLine).where(JobLine.id == line.id, JobLine.token == line.token)
    return connection.execute(mine.values(lease_until=until)).rowcount == 1
