"""Receivers that misbehave: each request ends in time, takes little memory, and its outcome is one of a closed set."""

from __future__ import annotations

import datetime as dt
import gzip
import ipaddress
import resource
import socket
import ssl
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from deliveries.addresses import read_networks
from deliveries.connections import tls_context
from deliveries.outgoing import Door, Failure
from tests.deliveries.receivers import answer, listening, read_request

DEADLINE = 1.5
NEVER = 30.0


def the_door() -> Door:
    return Door(allowed=read_networks("127.0.0.0/8"), deadline=DEADLINE)


def drip(peer: socket.socket, data: bytes) -> None:
    end = time.monotonic() + NEVER
    for byte in data * 1000:
        peer.sendall(bytes([byte]))
        time.sleep(0.05)
        if time.monotonic() > end:
            return


def endless(peer: socket.socket, data: bytes) -> None:
    end = time.monotonic() + NEVER
    while time.monotonic() < end:
        peer.sendall(data)


def silent(peer: socket.socket) -> None:
    peer.settimeout(NEVER)
    while peer.recv(65536):
        pass


def after_request(*steps: Callable[[socket.socket], None]) -> Callable[[socket.socket], None]:
    """Read the request, then take the steps one after the other."""

    def talk(peer: socket.socket) -> None:
        read_request(peer)
        for step in steps:
            step(peer)

    return talk


def send(data: bytes) -> Callable[[socket.socket], None]:
    return lambda peer: peer.sendall(data)


def dripping(data: bytes) -> Callable[[socket.socket], None]:
    return lambda peer: drip(peer, data)


def flooding(data: bytes) -> Callable[[socket.socket], None]:
    return lambda peer: endless(peer, data)


def half_close(peer: socket.socket) -> None:
    peer.shutdown(socket.SHUT_WR)
    silent(peer)


BOMB = gzip.compress(bytes(50_000_000))
OK_HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n"
HOSTILE: dict[str, tuple[Callable[[socket.socket], None], Failure | None]] = {
    "says nothing": (silent, Failure.TIMEOUT),
    "drips its status line": (after_request(dripping(b"H")), Failure.TIMEOUT),
    "drips its headers": (after_request(send(OK_HEAD), dripping(b"X: y\r\n")), Failure.TIMEOUT),
    "drips its body": (after_request(send(OK_HEAD + b"\r\n"), dripping(b"x")), None),
    "sends headers for ever": (after_request(send(OK_HEAD), flooding(b"X: y\r\n")), Failure.PROTOCOL),
    "sends one header for ever": (after_request(send(OK_HEAD + b"X: "), flooding(b"y" * 8192)), Failure.TOO_LARGE),
    "says 100 Continue for ever": (after_request(flooding(b"HTTP/1.1 100 Continue\r\n\r\n" * 100)), Failure.TOO_LARGE),
    "sends a body for ever": (after_request(send(OK_HEAD + b"\r\n"), flooding(bytes(65536))), None),
    "sends chunks for ever": (
        after_request(
            send(OK_HEAD + b"Transfer-Encoding: chunked\r\n\r\n"), flooding(b"1000\r\n" + bytes(4096) + b"\r\n")
        ),
        None,
    ),
    "sends a huge error page": (
        after_request(lambda peer: answer(peer, "500 Oops", body=bytes(20_000_000))),
        Failure.HTTP_STATUS,
    ),
    "sends a gzip bomb": (
        after_request(lambda peer: answer(peer, headers="Content-Encoding: gzip\r\n", body=BOMB)),
        None,
    ),
    "closes its half": (half_close, Failure.CONNECT),
    "cuts after the request": (after_request(lambda peer: peer.close()), Failure.CONNECT),
    "cuts at once": (lambda peer: peer.close(), Failure.CONNECT),
    "answers half a body": (after_request(send(OK_HEAD + b"Content-Length: 100\r\n\r\nhalf")), None),
    "does not speak HTTP": (after_request(send(b"220 mail.example ESMTP\r\n")), Failure.PROTOCOL),
    "has a status that is none": (after_request(send(b"HTTP/1.1 abc\r\n\r\n")), Failure.PROTOCOL),
    "answers before it has read": (lambda peer: answer(peer, "503 Busy"), Failure.HTTP_STATUS),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_receiver_costs_no_more_than_the_deadline(name: str) -> None:
    raw, expected = HOSTILE[name]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with listening(raw=raw) as receiver:
        started = time.monotonic()
        got = the_door().post(f"http://127.0.0.1:{receiver.port}/", b"{}" * 1000, {})
        assert time.monotonic() - started < DEADLINE + 1
    assert got.failure is expected
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - peak < 50 * 1024


def test_an_answer_given_and_closed_before_anything_was_read_is_heard() -> None:
    with listening(raw=lambda peer: answer(peer, "503 Busy", "Retry-After: 7\r\n")) as receiver:
        url = f"http://127.0.0.1:{receiver.port}/"  # whether the connection is reset between two sends is chance
        heard = {the_door().post(url, b"{}" * 1000, {}).retry_after for _ in range(60)}
    assert heard == {dt.timedelta(seconds=7)}


def test_nobody_listens() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        got = the_door().post(f"http://127.0.0.1:{taken.getsockname()[1]}/", b"{}", {})
    assert (got.status, got.failure) == (None, Failure.CONNECT)


def test_a_body_too_large_to_send_is_not_sent() -> None:
    with listening() as receiver:
        got = the_door().post(f"http://127.0.0.1:{receiver.port}/", bytes(1024 * 1024 + 1), {})
        assert (got.failure, receiver.hits) == (Failure.TOO_LARGE, 0)


@pytest.mark.parametrize(
    ("value", "seconds"), [("120", 120), (" 7 ", 7), ("99999999999", 86_400), ("soon", None), ("-5", None)]
)
def test_retry_after_is_read(value: str, seconds: int | None) -> None:
    with listening(lambda peer, _: answer(peer, "503 Busy", f"Retry-After: {value}\r\n")) as receiver:
        got = the_door().post(f"http://127.0.0.1:{receiver.port}/", b"{}", {})
    assert got.status == 503
    assert got.retry_after == (None if seconds is None else dt.timedelta(seconds=seconds))


def test_retry_after_may_be_a_date() -> None:
    at = dt.datetime.now(dt.UTC) + dt.timedelta(seconds=300)
    header = at.strftime("Retry-After: %a, %d %b %Y %H:%M:%S GMT\r\n")
    with listening(lambda peer, _: answer(peer, "429 Slow", header)) as receiver:
        got = the_door().post(f"http://127.0.0.1:{receiver.port}/", b"{}", {})
    assert got.retry_after is not None
    assert 295 <= got.retry_after.total_seconds() <= 301


def make_certificate(folder: Path, *, address: str = "127.0.0.1", days: int = 1) -> Path:
    """Write a self-signed certificate and its key into one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "receiver")])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=10))
        .not_valid_after(now + dt.timedelta(days=days))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(address))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = folder / f"{address}_{days}.pem"
    file.write_bytes(
        certificate.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return file


def over_tls(file: Path) -> Callable[[socket.socket], None]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)

    def talk(peer: socket.socket) -> None:
        with context.wrap_socket(peer, server_side=True) as safe:
            read_request(safe)
            answer(safe, "204 Fine")

    return talk


@pytest.mark.parametrize(
    ("address", "days", "trusted", "expected"),
    [
        ("127.0.0.1", 1, "trusted", None),
        ("127.0.0.1", 1, "", Failure.TLS),
        ("127.0.0.3", 1, "trusted", Failure.TLS),
        ("127.0.0.1", -1, "trusted", Failure.TLS),
    ],
    ids=["trusted", "self-signed", "another name", "expired"],
)
def test_a_certificate_must_be_trusted_current_and_for_this_host(
    tmp_path: Path, address: str, days: int, trusted: str, expected: Failure | None
) -> None:
    file = make_certificate(tmp_path, address=address, days=days)
    context = tls_context()
    if trusted:
        context.load_verify_locations(file)
    door = Door(allowed=read_networks("127.0.0.0/8"), deadline=DEADLINE, context=context)
    with listening(raw=over_tls(file)) as receiver:
        got = door.post(f"https://127.0.0.1:{receiver.port}/", b"{}", {})
    assert got.failure is expected
    assert got.status == (204 if expected is None else None)


def test_a_tls_handshake_that_never_ends_is_cut_at_the_deadline() -> None:
    with listening(raw=silent) as receiver:
        started = time.monotonic()
        got = the_door().post(f"https://127.0.0.1:{receiver.port}/", b"{}", {})
        assert time.monotonic() - started < DEADLINE + 1
    assert got.failure is Failure.TIMEOUT


def test_a_dripping_tls_receiver_is_cut_at_the_deadline(tmp_path: Path) -> None:
    file = make_certificate(tmp_path)
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(file)

    def talk(peer: socket.socket) -> None:
        with server.wrap_socket(peer, server_side=True) as safe:
            read_request(safe)
            safe.sendall(OK_HEAD)
            drip(safe, b"X: y\r\n")

    context = tls_context()
    context.load_verify_locations(file)
    door = Door(allowed=read_networks("127.0.0.0/8"), deadline=DEADLINE, context=context)
    with listening(raw=talk) as receiver:
        started = time.monotonic()
        got = door.post(f"https://127.0.0.1:{receiver.port}/", b"{}", {})
        assert time.monotonic() - started < DEADLINE + 1
    assert got.failure is Failure.TIMEOUT
