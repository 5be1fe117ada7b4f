from __future__ import annotations

import base64
import datetime as dt
import secrets

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from deliveries.signing import signed_headers

BODY = '{"status": "completed", "file_name": "导出.json"}'.encode()


def new_secret() -> str:
    return "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()


def headers(*signing_secrets: str, at: dt.datetime | None = None) -> dict[str, str]:
    return signed_headers(signing_secrets, "msg_2KWPBgLlAfxdpx2AI54pPJ85f4W", at or dt.datetime.now(dt.UTC), BODY)


def test_the_official_library_verifies_what_we_sign() -> None:
    secret = new_secret()
    assert Webhook(secret).verify(BODY, headers(secret)) == {"status": "completed", "file_name": "导出.json"}


def test_the_example_of_the_specification_is_signed_as_the_library_signs_it() -> None:
    at = dt.datetime(2026, 2, 3, 10, 30, tzinfo=dt.UTC)
    secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    expected = Webhook(secret).sign("msg_2KWPBgLlAfxdpx2AI54pPJ85f4W", at, BODY.decode())
    assert headers(secret, at=at)["webhook-signature"] == expected


def test_during_a_rotation_old_and_new_receivers_are_both_content() -> None:
    old, new = new_secret(), new_secret()
    both = headers(new, old)
    assert len(both["webhook-signature"].split(" ")) == 2
    Webhook(old).verify(BODY, both)
    Webhook(new).verify(BODY, both)


@pytest.mark.parametrize("change", ["body", "id", "timestamp", "signature", "secret"])
def test_any_change_breaks_the_signature(change: str) -> None:
    secret, body = new_secret(), BODY
    sent = headers(secret)
    match change:
        case "body":
            body = BODY.replace(b"completed", b"completes")
        case "id":
            sent["webhook-id"] += "x"
        case "timestamp":
            sent["webhook-timestamp"] = str(int(sent["webhook-timestamp"]) + 1)
        case "signature":
            sent["webhook-signature"] = "v1," + "A" * 43 + "="
        case _:
            secret = new_secret()
    with pytest.raises(WebhookVerificationError):
        Webhook(secret).verify(body, sent)


def test_a_replay_of_yesterday_is_refused_by_the_timestamp() -> None:
    secret = new_secret()
    sent = headers(secret, at=dt.datetime.now(dt.UTC) - dt.timedelta(days=1))
    with pytest.raises(WebhookVerificationError):
        Webhook(secret).verify(BODY, sent)


@pytest.mark.parametrize("secret", ["", "abc", "whsec_***"])
def test_a_malformed_secret_signs_nothing(secret: str) -> None:
    with pytest.raises(ValueError, match="secret"):
        headers(secret)


def test_without_a_secret_nothing_is_signed() -> None:
    with pytest.raises(ValueError, match="no signing secret"):
        headers()
