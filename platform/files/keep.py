"""Keeping a file: written under a temporary name, checked, put in its place, and noted in the database."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from files.models import StoredFile
from files.store import file_store
from foundation.database import db
from tenants.isolation import current_organization_id


@contextmanager
def partial_file(token: str) -> Iterator[Path]:
    """Yield a local path to write to, named after the job's token; what is still there at the end is deleted."""
    path = file_store().partial / f"{token}.partial"
    try:
        yield path
    finally:
        path.unlink(missing_ok=True)


def put_file(path: Path, *, kind: str, media_type: str, name: str) -> StoredFile:
    """Put a finished local file in its place and return its row, not yet added to the session.

    The key holds the organization and `name`, which is new each time (the job's token): of two attempts at one job,
    each has a file of its own, and the row decides which is the one.
    """
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        size = file.seek(0, 2)
    key = f"{current_organization_id()}/{kind}/{name}"
    file_store().keep(path, key)
    return StoredFile(storage_key=key, size=size, sha256=digest, media_type=media_type, kind=kind)


def delete_file(stored: StoredFile) -> None:
    """Delete the row, and the file with it.

    The file goes first: after a failure the row is still there, and deleting is tried again.
    """
    file_store().delete(stored.storage_key)
    db.session.delete(stored)
