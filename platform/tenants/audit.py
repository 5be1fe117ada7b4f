"""The audit log: one event for each act that changes something, in the act's own transaction."""

from typing import Any

from foundation.database import db
from tenants.current import actor
from tenants.models import AuditEvent


def record(action: str, subject: Any = None, **details: Any) -> None:
    """Append "`action` happened to `subject`", by whoever is asking. `details` never hold secrets or task data."""
    who = actor.get()
    kind = type(subject).__name__.lower() if subject is not None else ""
    if subject is not None and getattr(subject, "id", None) is None:
        db.session.flush()
    name = str(getattr(subject, "public_id", None) or getattr(subject, "id", "")) if subject is not None else ""
    db.session.add(
        AuditEvent(
            action=action,
            object_kind=kind,
            object_id=name,
            details=details,
            actor_member_id=who.member_id,
            token_id=who.token_id,
            address=who.address,
            request_id=who.request_id,
        )
    )
