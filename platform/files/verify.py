"""Compares the rows of kept files with what the store holds."""

from __future__ import annotations

import sqlalchemy as sa

from files.models import StoredFile
from files.store import file_store
from foundation.database import db
from tenants.isolation import current_organization_id


def verify_files() -> list[str]:
    """Return which files of the current organization are missing or have another size; empty when all is right."""
    held = {kept.key: kept.size for kept in file_store().listed(f"{current_organization_id()}/")}
    rows = db.session.execute(sa.select(StoredFile.storage_key, StoredFile.size).order_by(StoredFile.id))
    return [_fault(key, size, held.get(key)) for key, size in rows if held.get(key) != size]


def _fault(key: str, size: int, found: int | None) -> str:
    return f"file {key} is missing" if found is None else f"file {key} has {found} bytes instead of {size}"
