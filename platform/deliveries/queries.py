"""Reading deliveries."""

from __future__ import annotations

import sqlalchemy as sa

from deliveries.models import Delivery, DeliveryTry
from foundation.database import db
from foundation.errors import NotFound

STATES = ("waiting", "delivered", "failed")
PAGE = 50


def get_delivery(delivery_id: int) -> Delivery:
    """Return a delivery of this organization or raise NotFound."""
    delivery = db.session.scalar(sa.select(Delivery).where(Delivery.id == delivery_id))
    if delivery is None:
        raise NotFound
    return delivery


def list_deliveries(state: str | None = None, *, before: int | None = None) -> list[Delivery]:
    """Return up to a page and one more, newest first; `before` is the id after which the page begins."""
    newest = sa.select(Delivery).order_by(Delivery.id.desc()).limit(PAGE + 1)
    if state is not None:
        newest = newest.where(Delivery.state == state)
    if before is not None:
        newest = newest.where(Delivery.id < before)
    return list(db.session.scalars(newest))


def count_by_state() -> dict[str, int]:
    """Return how many deliveries there are in each state."""
    counted = sa.select(Delivery.state, sa.func.count()).group_by(Delivery.state)
    return dict.fromkeys(STATES, 0) | {state: number for state, number in db.session.execute(counted)}  # noqa: C416  # rows, not pairs, to mypy


def last_tries(deliveries: list[Delivery]) -> dict[int, DeliveryTry]:
    """Return the last try of each delivery that has one, by delivery id."""
    ids = [delivery.id for delivery in deliveries]
    same = sa.and_(Delivery.id == DeliveryTry.delivery_id, Delivery.organization_id == DeliveryTry.organization_id)
    last = (
        sa.select(DeliveryTry)
        .join(Delivery, same)
        .where(DeliveryTry.delivery_id.in_(ids), DeliveryTry.number == Delivery.attempts)
    )
    return {one.delivery_id: one for one in db.session.scalars(last)}


def tries_of(delivery: Delivery) -> list[DeliveryTry]:
    """Return all tries of a delivery, the last first."""
    tries = sa.select(DeliveryTry).where(DeliveryTry.delivery_id == delivery.id)
    return list(db.session.scalars(tries.order_by(DeliveryTry.number.desc())))
