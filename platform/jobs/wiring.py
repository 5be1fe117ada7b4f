"""Wires the jobs room into the application."""

import sqlalchemy as sa
from flask import Flask

from foundation.database import db
from jobs.enqueue import after_commit, after_rollback


def wire(app: Flask) -> None:
    """Ring the bell after commits; register the room's pages."""
    app.extensions.setdefault("doorbell", {})
    if not sa.event.contains(db.session, "after_commit", after_commit):
        sa.event.listen(db.session, "after_commit", after_commit)
        sa.event.listen(db.session, "after_rollback", after_rollback)
