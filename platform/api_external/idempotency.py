"""Idempotency-Key: a POST sent twice acts once, and both callers get the first answer, byte for byte.

The key's row is written in the transaction of the effect, so there is never one without the other. Of two requests
at the same time the second waits for the first: on PostgreSQL at the unique index, on SQLite for its turn to write.
"""

import datetime as dt
import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass

import sqlalchemy as sa
from flask import Response, request
from flask_babel import lazy_gettext as _l

from api_external.errors import KeyInUse
from api_external.units import end_unit, read_only
from foundation.clock import now
from foundation.database import db
from foundation.errors import Invalid, LabelroomError
from jobs.duties import every
from tenants.models import IdempotencyKey

HEADER = "Idempotency-Key"
LONGEST_KEY = 255
KEPT = dt.timedelta(hours=24)
WAIT_SECONDS = 30
POLL_SECONDS = 0.2
KEPT_HEADERS = ("Content-Type", "Location", "Retry-After")
LOCK_TIMEOUT = "55P03"  # PostgreSQL's lock_not_available


@dataclass(frozen=True)
class Plan:
    """What a checked request will do.

    `act` runs in one transaction and answers. With `afterwards`, that answer stands until `afterwards`, which runs
    outside any transaction for up to `seconds`, gives a better one.
    """

    act: Callable[[], Response]
    afterwards: Callable[[], Response] | None = None
    seconds: float = 0


@dataclass(frozen=True)
class Key:
    """A request's key, its scope, and the hash of its decompressed body."""

    text: str
    method_path: str
    body_hash: str


@every(3600, "api_external.forget_keys")
def forget_keys() -> None:
    """Delete the organization's keys whose day is over."""
    db.session.execute(sa.delete(IdempotencyKey).where(IdempotencyKey.expires_at <= now()))


def key_of_request(body: bytes | bytearray) -> Key | None:
    """Return the key this request came with; raises Invalid for one that is too long."""
    text = request.headers.get(HEADER)
    if not text:
        return None
    if len(text) > LONGEST_KEY:
        raise Invalid.field(HEADER, _l("This must have at most %(most)s characters.", most=LONGEST_KEY))
    return Key(text, f"{request.method} {request.path}", hashlib.sha256(body).hexdigest())


def find_first_answer(key: Key) -> Response | None:
    """Return the answer the key got before, waiting for one that is still being made; raises KeyInUse."""
    deadline = time.monotonic() + WAIT_SECONDS
    while True:
        with read_only():
            row = _find(key)
        if row is None:
            return None
        if row.body_hash != key.body_hash:
            raise KeyInUse
        if not _is_open(row):
            return _replay(row)
        if time.monotonic() > deadline:
            raise KeyInUse(_l("The first request with this Idempotency-Key is still running."), retry_after=5)
        time.sleep(POLL_SECONDS)


def carry_out(plan: Plan, key: Key | None) -> Response:
    """Do what was planned, once for the key."""
    row = None
    if key is not None:
        row = _claim(key)
        if row is None:
            end_unit()
            return find_first_answer(key) or carry_out(plan, key)
    answer = plan.act()
    if row is not None:
        _keep(row, answer, open_for=plan.seconds if plan.afterwards else None)
    if plan.afterwards is None:
        return answer
    end_unit()
    return _finish(plan.afterwards, row)


def _finish(afterwards: Callable[[], Response], row: IdempotencyKey | None) -> Response:
    try:
        answer = afterwards()
    except LabelroomError:
        if row is not None:
            end_unit()
            db.session.delete(row)
            end_unit()  # the failure rolls back what is open, and errors are not kept
        raise
    if row is not None:
        _keep(row, answer)
    return answer


def _find(key: Key) -> IdempotencyKey | None:
    statement = sa.select(IdempotencyKey).where(
        IdempotencyKey.method_path == key.method_path, IdempotencyKey.key == key.text, IdempotencyKey.expires_at > now()
    )
    return db.session.scalar(statement.execution_options(populate_existing=True))


def _claim(key: Key) -> IdempotencyKey | None:
    """Write the key's row; None when another request has done so meanwhile."""
    if db.engine.dialect.name == "postgresql":
        db.session.execute(sa.text(f"SET LOCAL lock_timeout = '{WAIT_SECONDS}s'"))
    mine = (IdempotencyKey.method_path == key.method_path, IdempotencyKey.key == key.text)
    db.session.execute(sa.delete(IdempotencyKey).where(*mine, IdempotencyKey.expires_at <= now()))
    row = IdempotencyKey(
        method_path=key.method_path, key=key.text, body_hash=key.body_hash, status=0, body=b"", expires_at=now() + KEPT
    )
    db.session.add(row)
    try:
        db.session.flush()
    except sa.exc.IntegrityError:
        db.session.rollback()
        return None
    except sa.exc.OperationalError as error:
        if getattr(error.orig, "sqlstate", None) != LOCK_TIMEOUT:
            raise
        message = _l("The first request with this Idempotency-Key is still running.")
        raise KeyInUse(message, retry_after=5) from error
    if db.engine.dialect.name == "postgresql":
        db.session.execute(sa.text("SET LOCAL lock_timeout = DEFAULT"))
    return row


def _keep(row: IdempotencyKey, answer: Response, open_for: float | None = None) -> None:
    row.status = answer.status_code
    row.headers = {name: answer.headers[name] for name in KEPT_HEADERS if name in answer.headers}
    if open_for is not None:
        row.headers["open_until"] = (now() + dt.timedelta(seconds=open_for + 5)).isoformat()
    row.body = answer.get_data()
    db.session.add(row)
    db.session.flush()


def _is_open(row: IdempotencyKey) -> bool:
    """Whether a better answer is on its way; one whose process died is not waited for."""
    until = row.headers.get("open_until")
    return until is not None and dt.datetime.fromisoformat(until) > now()


def _replay(row: IdempotencyKey) -> Response:
    headers = {name: row.headers[name] for name in KEPT_HEADERS if name in row.headers}
    return Response(row.body, row.status, {**headers, "Idempotent-Replayed": "true"})
