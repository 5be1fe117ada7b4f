"""The one door for outgoing HTTP: nothing else in the platform sends a request."""

from __future__ import annotations

import contextlib
import datetime as dt
import enum
import http.client
import ssl
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime

from flask import current_app
from flask_babel import lazy_gettext as _l
from urllib3.exceptions import HTTPError

from deliveries.addresses import Network
from deliveries.connections import (
    AddressRefusedError,
    Budget,
    Guard,
    NameUnknownError,
    PlainConnection,
    Resolver,
    TlsConnection,
    TooMuchError,
    look_up,
    tls_context,
)
from deliveries.destinations import Destination, UrlRefusedError, read_destination

DEADLINE_SECONDS = 15.0
CHECK_SECONDS = 2.0
MAX_ANSWER = 64 * 1024
MAX_BODY = 1024 * 1024
LINGER_SECONDS = 1.0


class Failure(enum.StrEnum):
    """Why a request got no 2xx answer: the whole of what is ever shown, never a byte of the other side's."""

    URL = "url"
    DNS = "dns"
    BLOCKED = "blocked"
    CONNECT = "connect"
    TLS = "tls"
    TIMEOUT = "timeout"
    PROTOCOL = "protocol"
    TOO_LARGE = "too_large"
    HTTP_STATUS = "http_status"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of one request: the status if there was one, the class of failure if it is not a 2xx."""

    status: int | None
    failure: Failure | None
    milliseconds: int
    retry_after: dt.timedelta | None = None


@dataclass(frozen=True)
class Door:
    """Sends requests to public addresses and to the networks the operator allows, each within a total deadline."""

    allowed: Sequence[Network] = ()
    resolver: Resolver = look_up
    deadline: float = DEADLINE_SECONDS
    context: ssl.SSLContext = field(default_factory=tls_context)

    def check(self, url: str) -> None:
        """Raise `UrlRefusedError` when it can be told at once that nothing may be sent there.

        A host that has no address just now is no reason to refuse.
        """
        to = read_destination(url)
        try:
            self._guard.addresses(to.host, to.port, CHECK_SECONDS)
        except NameUnknownError:
            return
        except AddressRefusedError:
            raise UrlRefusedError(_l("The URL leads into a network that messages are not sent to.")) from None

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        """POST a body and return what came of it; a redirect is an answer like any other and is not followed."""
        started = time.monotonic()
        status, failure, retry_after = self._post(url, body, headers)
        return Answer(status, failure, round((time.monotonic() - started) * 1000), retry_after)

    def _post(
        self, url: str, body: bytes, headers: Mapping[str, str]
    ) -> tuple[int | None, Failure | None, dt.timedelta | None]:
        if len(body) > MAX_BODY:
            return None, Failure.TOO_LARGE, None
        try:
            destination = read_destination(url)
            connection = self._connection(destination)
            with contextlib.closing(connection):
                status, after = _exchange(connection, destination, body, headers)
        except Exception as error:  # sorted into the closed set; what is not in it is raised again
            return None, _failure(error), None
        return status, None if 200 <= status < 300 else Failure.HTTP_STATUS, _retry_after(after)

    def _connection(self, to: Destination) -> PlainConnection | TlsConnection:
        budget = Budget(self.deadline, MAX_ANSWER)
        if to.scheme == "https":
            return TlsConnection(to.host, to.port, self._guard, budget, context=self.context)
        return PlainConnection(to.host, to.port, self._guard, budget)

    @property
    def _guard(self) -> Guard:
        return Guard(self.resolver, self.allowed)


def door() -> Door:
    """Return this process's door, open to the networks that the settings allow."""
    extensions = current_app.extensions
    if "door" not in extensions:
        extensions["door"] = Door(current_app.config["SETTINGS"].callback_allowed_networks)
    made: Door = extensions["door"]
    return made


def check_url(url: str) -> None:
    """Raise `UrlRefusedError` when it can be told at once that nothing may be sent to a URL."""
    door().check(url)


def _exchange(
    connection: PlainConnection | TlsConnection, to: Destination, body: bytes, headers: Mapping[str, str]
) -> tuple[int, str | None]:
    """Send the request, return the status and the Retry-After header.

    The body of the answer says nothing to us. A little of it is read, undecoded, so that an ordinary receiver is
    not cut off while it writes; whatever goes wrong there no longer changes the answer.
    """
    sent = {"User-Agent": "Labelroom", "Accept-Encoding": "identity", "Connection": "close", **headers}
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # it may answer before it has read everything
        connection.request("POST", to.target, body=body, headers=sent, preload_content=False)
    response = connection.getresponse()
    connection.budget.end = min(connection.budget.end, time.monotonic() + LINGER_SECONDS)
    with contextlib.suppress(OSError, TooMuchError, HTTPError, http.client.HTTPException):
        while response.read(16384, decode_content=False):
            pass
    response.close()
    return response.status, response.headers.get("Retry-After")


def _failure(error: Exception) -> Failure:
    cause = error.__cause__ if isinstance(error, HTTPError) and isinstance(error.__cause__, Exception) else error
    for kinds, failure in (
        ((UrlRefusedError,), Failure.URL),
        ((NameUnknownError,), Failure.DNS),
        ((AddressRefusedError,), Failure.BLOCKED),
        ((TooMuchError, http.client.LineTooLong), Failure.TOO_LARGE),
        ((TimeoutError,), Failure.TIMEOUT),
        ((ssl.SSLError, ssl.CertificateError), Failure.TLS),
        ((ConnectionError,), Failure.CONNECT),  # before the next line: a cut connection is both
        ((http.client.HTTPException, HTTPError), Failure.PROTOCOL),
        ((OSError,), Failure.CONNECT),
    ):
        if isinstance(cause, kinds):
            return failure
    raise error


def _retry_after(value: str | None) -> dt.timedelta | None:
    """Read the header's seconds or date (RFC 9110, 10.2.3); what can't be read counts as absent."""
    if value is None:
        return None
    if value.isascii() and value.strip().isdigit():
        return dt.timedelta(seconds=min(int(value.strip()[:9]), 86_400))
    try:
        at = parsedate_to_datetime(value)
    except ValueError:
        return None
    seconds = (at.replace(tzinfo=at.tzinfo or dt.UTC) - dt.datetime.now(dt.UTC)).total_seconds()
    return dt.timedelta(seconds=min(max(seconds, 0), 86_400))
