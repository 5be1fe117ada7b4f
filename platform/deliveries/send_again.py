"""Sending a message again by hand."""

from __future__ import annotations

import sqlalchemy as sa

from deliveries.models import Delivery
from deliveries.outbox import queue_up
from foundation.clock import now
from foundation.database import database_now, db
from jobs.enqueue import ring_after_commit
from jobs.models import JobLine
from tenants.audit import record


def send_again(delivery: Delivery) -> None:
    """Send a message once more: one that has ended begins a new round of tries, one that waits is tried now."""
    record("delivery.sent_again", delivery, state=delivery.state, tries=delivery.attempts)
    if delivery.state != "waiting":
        queue_up(delivery)
        return
    line = JobLine.organization_id == delivery.organization_id, JobLine.job_id == delivery.job_id
    held = JobLine.lease_until > database_now()  # being tried at this moment: nothing to hurry
    waits = sa.update(JobLine).where(*line, sa.not_(sa.func.coalesce(held, sa.false())))
    db.session.connection().execute(waits.values(due_at=database_now()))
    delivery.due_at = now()
    ring_after_commit()
