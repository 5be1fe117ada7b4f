"""Reading the rows of kept files."""

from __future__ import annotations

import sqlalchemy as sa

from files.models import StoredFile
from foundation.database import db


def find_file(file_id: int) -> StoredFile | None:
    """Return the file with this id."""
    return db.session.scalar(sa.select(StoredFile).where(StoredFile.id == file_id))


def known_keys(keys: list[str]) -> set[str]:
    """Return those of the keys that a row names."""
    return set(db.session.scalars(sa.select(StoredFile.storage_key).where(StoredFile.storage_key.in_(keys))))
