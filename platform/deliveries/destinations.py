"""Where an outgoing request goes: a URL, read once and strictly."""

from __future__ import annotations

import re
from dataclasses import dataclass

from flask_babel import lazy_gettext as _l
from urllib3.exceptions import LocationParseError
from urllib3.util import parse_url

from foundation.errors import LabelroomError

MAX_LENGTH = 2048
# Services that speak something else than HTTP and can be made to act on its lines.
DENIED_PORTS = frozenset(
    (1433, 1521, 1719, 1720, 1723, 2049, 2181, 2375, 2376, 2379, 2380, 3306, 3389, 3659, 4045, 4190, 5060, 5061, 5432,
     5433, 5672, 5900, 6000, 6379, 6380, 6432, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 7000, 7001, 9042, 9092,
     9100, 9160, 9200, 9300, 10080, 10250, 10255, 11211, 26379, 27017, 27018)
)  # fmt: skip
START = re.compile(r"(https?)://([^/?#]+)", re.IGNORECASE)
# Control characters, white space of any alphabet, and the backslash that browsers read as a slash.
UNSAFE = re.compile(r"[\x00-\x20\x7f-\xa0\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u2064\u3000\ufeff\\]")
LABEL = r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
HOST_NAME = re.compile(rf"(?=.{{1,253}}\.?$)(?:{LABEL}\.)*{LABEL}\.?")
IPV6_LITERAL = re.compile(r"\[[0-9a-f:.]+\]")


class UrlRefusedError(LabelroomError):
    """A URL that no request is sent to; `message` says why, in the reader's language."""


@dataclass(frozen=True, slots=True)
class Destination:
    """The parts of a URL that the connection is made from; nothing reads the URL a second time."""

    scheme: str
    host: str
    port: int
    target: str


def read_destination(url: str) -> Destination:
    """Read an http(s) URL or raise `UrlRefusedError`.

    Stricter than the standard: no user information, percent signs, zones or mapped characters in the host,
    no control characters, white space or backslash anywhere, and only ports that HTTP is served on.
    """
    if len(url) > MAX_LENGTH:
        raise UrlRefusedError(_l("The URL is longer than %(count)s characters.", count=MAX_LENGTH))
    if UNSAFE.search(url):
        raise UrlRefusedError(_l("The URL contains a space, a control character or a backslash."))
    start = START.match(url)
    if start is None:
        raise UrlRefusedError(_l("The URL must begin with http:// or https:// and a host."))
    if "@" in start[2]:
        raise UrlRefusedError(_l("The URL must not contain a user name or password."))
    if "%" in start[2]:
        raise UrlRefusedError(_l("The host of the URL is not valid."))
    try:
        parts = parse_url(url)
    except (LocationParseError, ValueError, UnicodeError):
        raise UrlRefusedError(_l("The host of the URL is not valid.")) from None
    scheme, host = parts.scheme or "", parts.host or ""
    if not (HOST_NAME.fullmatch(host) or IPV6_LITERAL.fullmatch(host)):
        raise UrlRefusedError(_l("The host of the URL is not valid."))
    port = parts.port if parts.port is not None else {"http": 80, "https": 443}[scheme]
    if port not in (80, 443) and (port < 1024 or port > 65535 or port in DENIED_PORTS):
        raise UrlRefusedError(_l("Port %(port)s is not one that messages are sent to.", port=port))
    return Destination(scheme, host.strip("[]"), port, parts.request_uri)
