"""The corpus of URLs that try to reach an inner server by way of a callback: not one may touch it."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest

from deliveries.connections import NameUnknownError
from deliveries.destinations import UrlRefusedError
from deliveries.outgoing import Door, Failure
from tests.deliveries.receivers import Listener, answer, listening

CORPUS = [json.loads(line) for line in Path(__file__).with_name("ssrf_urls.jsonl").read_text("utf-8").splitlines()]
CANARY = ("127.0.0.1", "127.0.1.1", "127.255.255.254", "::1")
PARTNER = "127.0.0.2"  # stands for a public address: the only one that is allowed
NAMES = {
    "partner.test": [PARTNER],
    "xn--fsqu00a.test": [PARTNER],
    "localhost": ["127.0.0.1", "::1"],
    "localhost.localdomain": ["127.0.0.1"],
    "inner.test": ["127.0.0.1"],
    "inner": ["127.0.0.1"],
    "cname.test": ["127.0.0.1"],
    "mixed.test": [PARTNER, "127.0.0.1"],
    "mixed6.test": [PARTNER, "::1"],
    "v6.test": ["::1"],
    "mapped.test": ["::ffff:127.0.0.1"],
    "nat64.test": ["64:ff9b::7f00:1"],
    "zero.test": ["0.0.0.0"],
    "127.0.0.1.nip.test": ["127.0.0.1"],
    "metadata.google.internal": ["169.254.169.254"],
}


class Names:
    """Answers names from the table, `rebind.test` first with the partner and then loopback, numbers as libc does."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def __call__(self, host: str, port: int) -> list[str]:
        name = host.lower().rstrip(".")
        self.asked.append(name)
        if name == "rebind.test":
            return [PARTNER] if self.asked.count(name) == 1 else ["127.0.0.1"]
        if name in NAMES:
            return NAMES[name]
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST)
        except (OSError, UnicodeError):
            raise NameUnknownError from None
        return [str(one[4][0]) for one in found]


@pytest.fixture(scope="module")
def canary() -> Iterator[Listener]:
    with listening(addresses=CANARY) as listener:
        yield listener


@pytest.fixture
def row() -> dict[str, Any]:
    return {}


@pytest.fixture
def partner(canary: Listener, row: dict[str, Any]) -> Iterator[Listener]:
    def talk(peer: socket.socket, _request: bytes) -> None:
        headers = "".join(
            f"{name}: {row[key].replace('{P}', str(canary.port))}\r\n"
            for name, key in (("Location", "to"), ("Refresh", "refresh"))
            if key in row
        )
        answer(peer, f"{row.get('answer', 200)} Because", headers.replace("Refresh: ", "Refresh: 0; url="))

    with listening(talk, (PARTNER,), canary.port) as listener:
        yield listener


@pytest.fixture
def door() -> Door:
    return Door(allowed=[ip_network(f"{PARTNER}/32")], resolver=Names(), deadline=3)


def test_the_corpus_is_large_enough() -> None:
    assert len({(one["url"], one.get("to"), one.get("answer")) for one in CORPUS}) >= 200


@pytest.mark.parametrize("entry", CORPUS, ids=[f"{n}-{one['group']}" for n, one in enumerate(CORPUS)])
def test_no_url_reaches_the_canary(
    entry: dict[str, Any], row: dict[str, Any], canary: Listener, partner: Listener, door: Door
) -> None:
    row.update(entry)
    before = canary.hits
    url = entry["url"].replace("{P}", str(canary.port))
    got = door.post(url, b'{"status": "completed"}', {"Content-Type": "application/json"})
    assert canary.hits == before
    match entry["expect"]:
        case "partner":
            assert (got.status, got.failure, partner.hits) == (200, None, 1)
            assert b"\r\nX-Injected" not in partner.requests[0]
        case "http_status":
            assert (got.status, got.failure, partner.hits) == (entry["answer"], Failure.HTTP_STATUS, 1)
        case "rebind":
            assert (got.failure, partner.hits) == (None, 1)
            assert door.post(url, b"{}", {}).failure is Failure.BLOCKED
            assert canary.hits == before
        case "unreachable":
            assert got.failure in (Failure.DNS, Failure.BLOCKED)
            assert partner.hits == 0
        case expected:
            assert (got.failure, got.status, partner.hits) == (Failure(expected), None, 0)


@pytest.mark.parametrize("entry", CORPUS, ids=[f"{n}-{one['group']}" for n, one in enumerate(CORPUS)])
def test_at_request_time_what_can_be_told_is_refused(entry: dict[str, Any], canary: Listener, door: Door) -> None:
    before = canary.hits
    url = entry["url"].replace("{P}", str(canary.port))
    if entry["expect"] in ("blocked", "url"):
        with pytest.raises(UrlRefusedError):
            door.check(url)
    else:
        door.check(url)
    assert canary.hits == before


def test_a_name_is_asked_once_and_the_checked_address_is_dialled(door: Door, partner: Listener) -> None:
    assert door.post(f"http://rebind.test:{partner.port}/", b"{}", {}).failure is None
    assert isinstance(door.resolver, Names)
    assert door.resolver.asked == ["rebind.test"]


def test_the_receiver_sees_the_name_of_the_url(door: Door, partner: Listener) -> None:
    door.post(f"http://partner.test:{partner.port}/hook?a=b#c", b'{"a":1}', {"Content-Type": "application/json"})
    head, _, body = partner.requests[0].partition(b"\r\n\r\n")
    assert head.startswith(b"POST /hook?a=b HTTP/1.1\r\n")
    assert f"Host: partner.test:{partner.port}".encode() in head
    assert b"Accept-Encoding: identity" in head
    assert body == b'{"a":1}'


def test_proxies_and_credentials_of_the_environment_are_not_used(
    door: Door, canary: Listener, partner: Listener, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{canary.port}")
    netrc = tmp_path / ".netrc"
    netrc.write_text("machine partner.test login ours password ours\ndefault login ours password ours\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("NETRC", str(netrc))
    before = canary.hits
    assert door.post(f"http://partner.test:{partner.port}/", b"{}", {}).failure is None
    assert canary.hits == before
    assert b"authorization" not in partner.requests[0].lower()


def test_a_name_that_takes_too_long_is_an_unknown_name(canary: Listener) -> None:
    import threading

    ended = threading.Event()

    def slow(_host: str, _port: int) -> list[str]:
        ended.wait(10)
        return ["127.0.0.1"]

    door = Door(resolver=slow, deadline=0.5)
    assert door.post(f"http://slow.test:{canary.port}/", b"{}", {}).failure is Failure.DNS
    ended.set()
