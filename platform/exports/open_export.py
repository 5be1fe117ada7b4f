"""Opening a finished file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from exports.errors import ExportExpired, ExportFailed, ExportNotReady
from exports.models import Export
from files.queries import find_file
from files.store import file_store
from foundation.clock import now


@dataclass(frozen=True)
class OpenedFile:
    """A kept file; `read(start, end)` yields the bytes from `start` up to, not including, `end`."""

    file_name: str
    media_type: str
    size: int
    sha256: str
    read: Callable[[int, int], Iterator[bytes]]


def open_export(export: Export) -> OpenedFile:
    """Return the export's file; raises ExportNotReady, ExportFailed or ExportExpired when there is none."""
    details = {"export_id": export.public_id}
    if export.state == "failed":
        raise ExportFailed(export.error, details=details)
    if export.state == "processing":
        raise ExportNotReady(details=details)
    stored = find_file(export.file_id) if export.file_id else None
    if export.expires_at <= now() or stored is None:
        raise ExportExpired(details=details)
    store, key = file_store(), stored.storage_key
    return OpenedFile(
        export.file_name, stored.media_type, stored.size, stored.sha256, lambda start, end: store.read(key, start, end)
    )
