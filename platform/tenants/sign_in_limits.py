"""How often signing in may fail: slower and slower for an account, a ceiling for an address and for the installation.

Tries are counted by the hash of the e-mail address, whether or not such an account exists, so that the answer is the
same. Nothing is locked for good: the longest wait is the window.
"""

import datetime as dt
import hashlib
import math
from typing import Any, cast

import sqlalchemy as sa
from flask_babel import gettext as _

from foundation.clock import now
from foundation.errors import LabelroomError
from tenants.models import SignInAttempt

WINDOW = dt.timedelta(minutes=15)
KEPT = dt.timedelta(days=1)
FREE_FAILURES = 5  # of an account, within the window, before waits begin
FIRST_WAIT = dt.timedelta(seconds=15)  # doubled with each further failure
FAILURES_OF_ADDRESS = 30
TRIES_OF_INSTALLATION = 100  # a minute

attempts = cast(sa.Table, SignInAttempt.__table__)


class TooManyTries(LabelroomError):
    """Signing in failed too often; says when to try again."""

    status = 429
    code = "too_many_tries"

    def __init__(self, wait: dt.timedelta) -> None:
        seconds = max(1, math.ceil(wait.total_seconds()))
        self.headers = {"Retry-After": str(seconds)}
        minutes = math.ceil(seconds / 60)
        super().__init__(
            _("Too many tries. Wait %(seconds)s seconds and try again.", seconds=seconds)
            if seconds < 60
            else _("Too many tries. Wait %(minutes)s min and try again.", minutes=minutes)
        )


def hash_of_email(folded: str) -> str:
    """What is kept of an e-mail address in a try."""
    return hashlib.sha256(folded.encode()).hexdigest()


def check_limits(connection: sa.Connection, folded: str, address: str) -> None:
    """Raise TooManyTries when this account, this address or everybody together has failed too often."""
    moment = now()
    recent = attempts.c.at > moment - WINDOW
    succeeded = _one(connection, sa.func.max(attempts.c.at), _of(folded), recent, attempts.c.ok.is_(True))
    since = [attempts.c.at > succeeded] if succeeded else []
    failed = [_of(folded), recent, attempts.c.ok.is_(False), *since]
    count = _one(connection, sa.func.count(), *failed)
    if count >= FREE_FAILURES:
        wait = min(WINDOW, FIRST_WAIT * 2 ** min(count - FREE_FAILURES, 10))
        _wait_until(_one(connection, sa.func.max(attempts.c.at), *failed) + wait)
    of_address = [attempts.c.address == address, recent, attempts.c.ok.is_(False)]
    if address and _one(connection, sa.func.count(), *of_address) >= FAILURES_OF_ADDRESS:
        _wait_until(_one(connection, sa.func.min(attempts.c.at), *of_address) + WINDOW)
    if _one(connection, sa.func.count(), attempts.c.at > moment - dt.timedelta(minutes=1)) >= TRIES_OF_INSTALLATION:
        raise TooManyTries(FIRST_WAIT)


def record_attempt(connection: sa.Connection, folded: str, address: str, *, ok: bool) -> None:
    """Note one try, and forget those of long ago."""
    connection.execute(attempts.insert().values(email_hash=hash_of_email(folded), address=address, ok=ok, at=now()))
    connection.execute(
        attempts.delete().where(attempts.c.email_hash == hash_of_email(folded), attempts.c.at < now() - KEPT)
    )


def _of(folded: str) -> sa.ColumnElement[bool]:
    return attempts.c.email_hash == hash_of_email(folded)


def _one(connection: sa.Connection, figure: sa.ColumnElement[Any], *conditions: sa.ColumnElement[bool]) -> Any:
    return connection.execute(sa.select(figure).select_from(attempts).where(*conditions)).scalar_one()


def _wait_until(moment: dt.datetime) -> None:
    if moment > now():
        raise TooManyTries(moment - now())
