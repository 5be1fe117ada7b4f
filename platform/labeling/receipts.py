"""What a member is told of an answer that is in; the same key again gets the same receipt."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from foundation.database import db
from labeling.held_task import HeldTask
from labeling.models import Annotation, AnnotationVersion


@dataclass(frozen=True)
class Receipt:
    """An answer that is in. `counted` false and not skipped: it is kept as extra."""

    annotation_id: int
    state: str
    version: int
    counted: bool

    @classmethod
    def of(cls, annotation: Annotation) -> Receipt:
        """Return the receipt of what an annotation says now."""
        return cls(annotation.id, annotation.state, annotation.version, annotation.counted)

    @property
    def extra(self) -> bool:
        """Whether the answer is kept without being counted."""
        return not self.counted and self.state != "skipped"

    def as_json(self) -> dict[str, Any]:
        """Return what the labeling page is told."""
        annotation = {
            "id": self.annotation_id,
            "state": self.state,
            "counted": self.counted,
            "version": self.version,
        }
        return {"annotation": annotation, "extra": self.extra}


def find_receipt(held: HeldTask, client_key: str) -> Receipt | None:
    """Return the receipt this key got before, for the answer as it is now or for one corrected since."""
    annotation = held.annotation
    if annotation is None:
        return None
    if annotation.client_key == client_key:
        return Receipt.of(annotation)
    earlier = db.session.scalar(
        sa.select(AnnotationVersion).where(
            AnnotationVersion.annotation_id == annotation.id, AnnotationVersion.client_key == client_key
        )
    )
    if earlier is None:
        return None
    return Receipt(annotation.id, earlier.state, earlier.version, annotation.counted)
