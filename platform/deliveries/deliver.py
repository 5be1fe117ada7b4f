"""One try of a delivery, and what follows from it."""

from __future__ import annotations

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from deliveries.models import Delivery, DeliveryTry
from deliveries.outbox import SEND
from deliveries.outgoing import Answer, Failure, door
from deliveries.schedule import next_delay
from deliveries.signing import signed_headers
from foundation.clock import now
from foundation.database import db, unit_of_work
from jobs.kinds import Again, Outcome, job_kind
from jobs.models import Job
from jobs.running import RunningJob
from tenants.signing_secrets import signing_secrets

GONE = 410
HOPELESS = frozenset({Failure.URL, Failure.BLOCKED})


def give_up(job: Job) -> None:
    """Mark the delivery of a job that came to no end as failed."""
    delivery = _delivery(job.parameters["delivery"])
    delivery.state, delivery.due_at, delivery.ended_at = "failed", None, now()


@job_kind(SEND, seconds=120, when_failed=give_up, label=_l("Delivery"))
def deliver(running: RunningJob) -> Outcome:
    """Send the message once; note the try together with what comes next: the end, or another try."""
    with unit_of_work():
        delivery = _delivery(running.parameters["delivery"])
        secrets = signing_secrets()
    at = now()
    headers = {"Content-Type": "application/json", **signed_headers(secrets, delivery.event_id, at, delivery.body)}
    answer = door().post(delivery.url, delivery.body, headers)
    running.check()
    delivery = db.session.merge(delivery)
    delivery.attempts += 1
    db.session.add(
        DeliveryTry(
            delivery_id=delivery.id,
            number=delivery.attempts,
            at=at,
            status=answer.status,
            error_class=answer.failure,
            milliseconds=answer.milliseconds,
        )
    )
    db.session.flush()
    return _what_next(delivery, answer, running.parameters["tries_before"])


def _what_next(delivery: Delivery, answer: Answer, tries_before: int) -> Outcome:
    """Delivered with any 2xx; ended by 410 and by a place nothing is sent to; anything else is tried again."""
    if answer.failure is None:
        return _end(delivery, "delivered")
    if answer.status == GONE or answer.failure in HOPELESS:
        return _end(delivery, "failed")
    first = sa.select(DeliveryTry.at).where(
        DeliveryTry.delivery_id == delivery.id, DeliveryTry.number == tries_before + 1
    )
    since_first = now() - db.session.scalars(first).one()
    delay = next_delay(delivery.attempts - tries_before, since_first, retry_after=answer.retry_after)
    if delay is None:
        return _end(delivery, "failed")
    delivery.due_at = now() + delay
    return Again(delay)


def _end(delivery: Delivery, state: str) -> dict[str, str | int | None]:
    delivery.state, delivery.due_at, delivery.ended_at = state, None, now()
    db.session.flush()
    return {"state": state, "tries": delivery.attempts}


def _delivery(delivery_id: int) -> Delivery:
    return db.session.scalars(sa.select(Delivery).where(Delivery.id == delivery_id)).one()
