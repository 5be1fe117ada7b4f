"""Signatures after the Standard Webhooks specification (https://www.standardwebhooks.com)."""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import hashlib
import hmac
from collections.abc import Sequence

PREFIX = "whsec_"


def signed_headers(signing_secrets: Sequence[str], event_id: str, at: dt.datetime, body: bytes) -> dict[str, str]:
    """Return the three `webhook-…` headers of one try.

    During a rotation there are several secrets and as many signatures; a receiver that knows one of them is content.
    ValueError if a secret is malformed or there is none.
    """
    if not signing_secrets:
        raise ValueError("no signing secret")
    seconds = str(int(at.timestamp()))
    content = b".".join((event_id.encode(), seconds.encode(), body))
    signatures = (base64.b64encode(hmac.digest(_key(one), content, hashlib.sha256)).decode() for one in signing_secrets)
    return {
        "webhook-id": event_id,
        "webhook-timestamp": seconds,
        "webhook-signature": " ".join(f"v1,{signature}" for signature in signatures),
    }


def _key(secret: str) -> bytes:
    if not secret.startswith(PREFIX):
        raise ValueError("a signing secret begins with whsec_")
    try:
        return base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except binascii.Error:
        raise ValueError("a signing secret is base64 after its prefix") from None
