"""Files nobody will ask for: half-written ones of killed workers, finished ones whose job lost its lease."""

from __future__ import annotations

import datetime as dt
from itertools import islice

from files.queries import known_keys
from files.store import Kept, file_store
from foundation.clock import now
from tenants.isolation import current_organization_id

UNTOUCHED = dt.timedelta(hours=2)  # longer than any job runs
BATCH = 500


def delete_partial() -> None:
    """Delete half-written files that nobody has written to for two hours."""
    oldest = (now() - UNTOUCHED).timestamp()
    for path in file_store().partial.glob("*.partial"):
        if path.stat().st_mtime < oldest:
            path.unlink(missing_ok=True)


def delete_unknown() -> None:
    """Delete the organization's stored files that no row names."""
    store = file_store()
    old = (kept for kept in store.listed(f"{current_organization_id()}/") if kept.changed_at < now() - UNTOUCHED)
    while batch := list(islice(old, BATCH)):
        for kept in _unknown(batch):
            store.delete(kept.key)


def _unknown(batch: list[Kept]) -> list[Kept]:
    known = known_keys([kept.key for kept in batch])
    return [kept for kept in batch if kept.key not in known]
