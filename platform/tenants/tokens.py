"""API tokens: `lr_<organization>_<secret><checksum>`, looked up inside the organization they name, kept as SHA-256."""

from __future__ import annotations

import hashlib
import re
import secrets
import zlib

from sqlalchemy import bindparam, select

from foundation.clock import now
from tenants.enter import enter_by_number
from tenants.models import Token
from tenants.ready import Ready

BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
SECRET_LENGTH = 32  # 190 bits
CHECKSUM_LENGTH = 6
SHAPE = re.compile(rf"lr_([1-9][0-9]{{0,17}})_([0-9A-Za-z]{{{SECRET_LENGTH}}})([0-9A-Za-z]{{{CHECKSUM_LENGTH}}})")
SCOPES = ("projects:read", "projects:write", "exports", "labelstudio")


def new_secret(organization_id: int) -> str:
    """Return a fresh token of the organization, with its checksum."""
    body = f"lr_{organization_id}_" + "".join(secrets.choice(BASE62) for _ in range(SECRET_LENGTH))
    return body + _checksum(body)


def _checksum(body: str) -> str:
    number, digits = zlib.crc32(body.encode()), ""
    for _ in range(CHECKSUM_LENGTH):
        number, digit = divmod(number, 62)
        digits = BASE62[digit] + digits
    return digits


def organization_of(secret: str) -> int | None:
    """Return the organization a well-formed token names; None for anything else, without a look at the database."""
    match = SHAPE.fullmatch(secret)
    if match is None or _checksum(secret[:-CHECKSUM_LENGTH]) != match[3]:
        return None
    return int(match[1])


def hash_of(secret: str) -> str:
    """Return what is stored of a token: its SHA-256 in hexadecimal."""
    return hashlib.sha256(secret.encode()).hexdigest()


_TOKEN = Ready(select(Token).where(Token.hash == bindparam("hash")))


def find_token(secret: str) -> Token | None:
    """Return the valid token and enter its organization, or None."""
    organization_id = organization_of(secret)
    if organization_id is None or enter_by_number(organization_id) is None:
        return None
    found = _TOKEN.first(hash=hash_of(secret))
    if found is None:
        return None
    (token,) = found
    if token.revoked_at is not None or (token.expires_at is not None and token.expires_at <= now()):
        return None
    if token.personal and token.created_by.removed_at is not None:
        return None
    return token
