"""Sealing the audit log: each event's hash covers the one before, so that nothing in it changes unseen.

The hashes are keyed (HMAC-SHA-256 with a key derived from the installation's secret key): whoever can write to the
database alone can't make a chain that fits. Only the removal of the very last events leaves no trace in the chain.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import json
from collections.abc import Iterator

import sqlalchemy as sa
from flask import current_app

from foundation.clock import now
from foundation.database import db
from foundation.seal import keys_for
from tenants.models import AuditEvent

SETTLED = dt.timedelta(minutes=1)  # longer than any transaction: events are committed in another order than numbered
BATCH = 2_000
FIRST = "0" * 64


def seal_events() -> None:
    """Give the settled events of the organization their place in the chain, in order of their ids, a batch at most."""
    last = db.session.execute(
        sa.select(AuditEvent.seq, AuditEvent.hash)
        .where(AuditEvent.seq.is_not(None))
        .order_by(AuditEvent.seq.desc())
        .limit(1)
    ).first()
    seq, previous = (last.seq, last.hash) if last else (0, FIRST)
    key = audit_keys()[0]
    settled = sa.select(AuditEvent).where(AuditEvent.seq.is_(None), AuditEvent.at <= now() - SETTLED)
    for event in db.session.scalars(settled.order_by(AuditEvent.id).limit(BATCH)):
        seq += 1
        event.seq, event.previous_hash = seq, previous
        event.hash = previous = hash_of(event, key)


def verify_audit() -> list[str]:
    """Say where the organization's chain is broken, a line each; empty when it is whole."""
    return list(_faults())


def _faults() -> Iterator[str]:
    keys = audit_keys()
    seq, previous = 0, FIRST
    chain = sa.select(AuditEvent).where(AuditEvent.seq.is_not(None)).order_by(AuditEvent.seq)
    for event in db.session.scalars(chain.execution_options(yield_per=1_000)):
        seq += 1
        if event.seq != seq:
            yield f"audit log: event {seq} is missing before {event.seq}"
            seq = event.seq or seq
        elif event.previous_hash != previous:
            yield f"audit log: event {seq} does not follow the one before"
        if not any(hmac.compare_digest(hash_of(event, key), event.hash or "") for key in keys):
            yield f"audit log: event {seq} was changed"
        previous = event.hash or ""


def audit_keys() -> list[bytes]:
    """The keys of the chain, the one new seals are made with first."""
    return keys_for("audit", current_app.config["SETTINGS"])


def hash_of(event: AuditEvent, key: bytes) -> str:
    """The seal of one event: over its place, the hash before, and everything it says."""
    said = [
        event.seq,
        event.previous_hash,
        event.organization_id,
        event.id,
        event.at.astimezone(dt.UTC).isoformat(),
        event.action,
        event.object_kind,
        event.object_id,
        event.details,
        event.actor_member_id,
        event.token_id,
        event.address,
        event.request_id,
    ]
    text = json.dumps(said, sort_keys=True, separators=(",", ":"))
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
