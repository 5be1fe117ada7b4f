"""Messages that go out: kept in the transaction that causes them, so that none is lost and none is sent for nothing."""

from __future__ import annotations

import sqlalchemy as sa

from deliveries.models import Delivery
from foundation.clock import now
from foundation.database import db
from jobs.enqueue import enqueue

SEND = "delivery.send"


def send(url: str, body: bytes, event_id: str, *, kind: str = "export", subject: str = "") -> Delivery:
    """Have `body` POSTed to `url`, signed, and tried again for 24 hours; return the delivery (flushed).

    `event_id` is the `webhook-id`: it and the bytes stay the same over all tries. The same event for the same URL is
    one delivery, returned again. `subject` is the public id of what the message is about.
    """
    same = sa.select(Delivery).where(Delivery.event_id == event_id, Delivery.url == url)
    if (known := db.session.scalar(same)) is not None:
        return known
    delivery = Delivery(event_id=event_id, url=url, body=body, kind=kind, subject=subject)
    db.session.add(delivery)
    db.session.flush()
    queue_up(delivery)
    return delivery


def queue_up(delivery: Delivery) -> None:
    """Begin a round of tries: 24 hours from the first of them."""
    job = enqueue(SEND, {"delivery": delivery.id, "tries_before": delivery.attempts})
    delivery.state, delivery.job_id, delivery.due_at, delivery.ended_at = "waiting", job.id, now(), None
    db.session.flush()
