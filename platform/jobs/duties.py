"""Periodic duties that rooms register: return expired assignments, delete old exports, clean up files.

Workers share them: whoever moves a duty's `due_at` on does it, once each period.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

import sqlalchemy as sa
import structlog
from sqlalchemy.exc import IntegrityError

from foundation.database import db, own_transaction, unit_of_work
from jobs.claim import moment_of
from jobs.models import Duty
from tenants.isolation import organization_context
from tenants.models import Organization

Act = Callable[[], None]

log = structlog.get_logger("labelroom")


@dataclass(frozen=True, slots=True)
class Periodic:
    """A duty: what is done, how often, and whether once for each organization or once for all."""

    name: str
    period: dt.timedelta
    act: Act
    per_organization: bool


DUTIES: dict[str, Periodic] = {}


def every(seconds: float, name: str, *, per_organization: bool = True) -> Callable[[Act], Act]:
    """Register a function that a worker calls each period, in a unit of work of its own.

    It is called inside each active organization in turn, or with `per_organization=False` once outside of any.
    """

    def register(act: Act) -> Act:
        DUTIES[name] = Periodic(name, dt.timedelta(seconds=seconds), act, per_organization)
        return act

    return register


def do_duties() -> None:
    """Do what is due and nobody else has taken. What fails in one organization is logged and due again next time."""
    for duty in DUTIES.values():
        if _take(duty):
            _do(duty)


def _take(duty: Periodic) -> bool:
    with own_transaction(write=False) as connection:
        due_at = connection.execute(sa.select(Duty.due_at).where(Duty.name == duty.name)).scalar_one_or_none()
        if due_at is not None and due_at > moment_of(connection):
            return False
    if due_at is None:
        return _introduce(duty)
    with own_transaction() as connection:
        moment = moment_of(connection)
        mine = sa.update(Duty).where(Duty.name == duty.name, Duty.due_at <= moment)
        return connection.execute(mine.values(due_at=moment + duty.period)).rowcount == 1


def _introduce(duty: Periodic) -> bool:
    try:
        with own_transaction() as connection:
            due_at = moment_of(connection) + duty.period
            connection.execute(sa.insert(Duty).values(name=duty.name, due_at=due_at))
    except IntegrityError:  # another worker was first
        return False
    return True


def _do(duty: Periodic) -> None:
    if not duty.per_organization:
        _attempt(duty)
        return
    with unit_of_work(write=False):
        active = sa.select(Organization.id).where(Organization.status == "active").order_by(Organization.id)
        organization_ids = list(db.session.scalars(active))
    for organization_id in organization_ids:
        with organization_context(organization_id):
            _attempt(duty)


def _attempt(duty: Periodic) -> None:
    try:
        with unit_of_work():
            duty.act()
    except Exception as error:
        log.error("duty failed", duty=duty.name, exc_info=error)
    finally:
        db.session.remove()
