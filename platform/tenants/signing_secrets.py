"""The secrets that callbacks are signed with, one at a time, two while one is being replaced."""

import base64
import datetime as dt
import secrets

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from foundation.clock import now
from foundation.database import db
from foundation.errors import Invalid
from foundation.seal import seal, unseal
from tenants.audit import record
from tenants.models import SigningSecret

PREFIX = "whsec_"  # the Standard Webhooks specification's form: base64 after the prefix
SECRET_BYTES = 32
LONGEST_OVERLAP = dt.timedelta(days=30)


def signing_secrets() -> list[str]:
    """The secrets valid now, the newest first; makes the first one where there is none yet."""
    return [unseal(row.sealed) for row in _valid()] or [_make()]


def show_signing_secret() -> str:
    """The newest secret, for an administrator to read; leaves `signing_secret.shown` in the audit log."""
    secret = signing_secrets()[0]
    record("signing_secret.shown", _valid()[0])
    return secret


def rotate_signing_secret(overlap: dt.timedelta) -> str:
    """Replace the secret; messages carry signatures of both for `overlap`. Raises Invalid beyond 30 days."""
    if not dt.timedelta() <= overlap <= LONGEST_OVERLAP:
        raise Invalid.field("overlap", _l("Let both work for at most 30 days."))
    for row in _valid():
        row.retires_at = min(row.retires_at or now() + overlap, now() + overlap)
    secret = _make()
    record("signing_secret.rotated", _valid()[0], overlap_hours=overlap / dt.timedelta(hours=1))
    return secret


def retiring_until() -> dt.datetime | None:
    """Until when the secret before the newest is valid too; None when there is only one."""
    return max((row.retires_at for row in _valid() if row.retires_at), default=None)


def _valid() -> list[SigningSecret]:
    still = sa.or_(SigningSecret.retires_at.is_(None), SigningSecret.retires_at > now())
    return list(db.session.scalars(sa.select(SigningSecret).where(still).order_by(SigningSecret.id.desc())))


def _make() -> str:
    secret = PREFIX + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()
    db.session.add(SigningSecret(sealed=seal(secret)))
    db.session.flush()
    return secret
