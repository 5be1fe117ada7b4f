"""Periodic duties: files whose time is over go, and what killed workers left behind."""

from __future__ import annotations

import sqlalchemy as sa

from exports.models import Export
from files.clean_up import delete_partial, delete_unknown
from files.keep import delete_file
from files.queries import find_file
from foundation.clock import now
from foundation.database import db
from jobs.duties import every

AT_A_TIME = 200


@every(300, "exports.expire")
def expire_exports() -> None:
    """Delete the organization's files whose time is over; the exports stay in the history, as expired."""
    over = sa.select(Export).where(Export.state == "completed", Export.expires_at <= now())
    for export in db.session.scalars(over.order_by(Export.id).limit(AT_A_TIME)):
        if export.file_id is not None and (stored := find_file(export.file_id)) is not None:
            delete_file(stored)
        export.state, export.file_id = "expired", None


every(1800, "files.delete_partial", per_organization=False)(delete_partial)
every(6 * 3600, "files.delete_unknown")(delete_unknown)
