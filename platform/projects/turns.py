"""Acts on many tasks of a project follow one another; people who label never wait for that."""

from __future__ import annotations

import sqlalchemy as sa

from foundation.database import db
from projects.models import LabelConfigVersion


def take_turn(project_id: int) -> None:
    """Wait until no other act on many of a project's tasks is under way; held until the end of this transaction.

    The row locked for it is the first version of the label config: each project has it, and labeling locks it never.
    Locking the project itself would do the same, but it comes last in the order of locks.
    """
    first = sa.select(LabelConfigVersion.id).where(LabelConfigVersion.project_id == project_id)
    db.session.execute(first.where(LabelConfigVersion.version == 1).with_for_update()).all()
