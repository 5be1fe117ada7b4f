"""Connections that dial only addresses they have checked, and end when their time or their bytes are used up."""

from __future__ import annotations

import queue
import socket
import ssl
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any

from urllib3.connection import HTTPConnection, HTTPSConnection

from deliveries.addresses import Network, is_allowed, is_listed, is_own

CONNECT_SECONDS = 3.0
READ_SECONDS = 5.0

Resolver = Callable[[str, int], list[str]]


class NameUnknownError(Exception):
    """The host has no address just now."""


class AddressRefusedError(Exception):
    """At least one address of the host is not to be reached."""


class TooMuchError(Exception):
    """The other side sent more than an answer may hold."""


class Budget:
    """What is left of one request: seconds until its deadline, bytes it may still receive."""

    def __init__(self, seconds: float, size: int) -> None:
        self.end = time.monotonic() + seconds
        self.size = size

    def seconds(self, at_most: float) -> float:
        """Return the time the next step may take; TimeoutError when none is left."""
        left = self.end - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return min(left, at_most)

    def take(self, size: int) -> None:
        """Count bytes that came in."""
        self.size -= size
        if self.size < 0:
            raise TooMuchError


def look_up(host: str, port: int) -> list[str]:
    """Ask the system for every address of a host."""
    try:
        answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise NameUnknownError from None
    return list(dict.fromkeys(str(answer[4][0]) for answer in answers))


@dataclass(frozen=True, slots=True)
class Guard:
    """Resolves a host and lets through only addresses that may be dialled."""

    resolver: Resolver
    allowed: Sequence[Network]

    def addresses(self, host: str, port: int, seconds: float) -> list[str]:
        """Return all addresses of a host, each of them checked; one that is refused refuses the lot.

        The system's resolver knows no deadline, so it is asked in a thread that is left behind when time is up.
        """
        answers: queue.SimpleQueue[list[str] | Exception] = queue.SimpleQueue()

        def ask() -> None:
            try:
                answers.put(self.resolver(host, port))
            except Exception as error:  # handed to the thread that waits
                answers.put(error)

        threading.Thread(target=ask, daemon=True, name="look-up").start()
        try:
            found = answers.get(timeout=seconds)
        except queue.Empty:
            raise NameUnknownError from None
        if isinstance(found, Exception):
            raise found
        if not found:
            raise NameUnknownError
        if not all(self._lets_through(address) for address in found):
            raise AddressRefusedError
        return found

    def _lets_through(self, address: str) -> bool:
        return is_allowed(address, self.allowed) and (is_listed(address, self.allowed) or not is_own(address))


if TYPE_CHECKING:
    _Socket = socket.socket
else:
    _Socket = object


class _Metered(_Socket):
    """A socket whose every read and write keeps within a budget: a dripping peer resets no clock."""

    budget: Budget | None = None

    def recv_into(self, *args: Any, **options: Any) -> int:
        if self.budget is not None:
            self.settimeout(self.budget.seconds(READ_SECONDS))
        size = super().recv_into(*args, **options)
        if self.budget is not None:
            self.budget.take(size)
        return size

    def sendall(self, *args: Any, **options: Any) -> None:
        if self.budget is not None:
            self.settimeout(self.budget.seconds(READ_SECONDS))
        super().sendall(*args, **options)


class PlainSocket(_Metered, socket.socket):
    """A metered socket without encryption."""


class TlsSocket(_Metered, ssl.SSLSocket):
    """A metered socket with encryption; it counts the bytes inside."""


class _Guarded(HTTPConnection):
    """Resolves and checks the host itself and dials the address it has checked; Host and TLS name stay the host's."""

    guard: Guard
    budget: Budget

    def _new_conn(self) -> socket.socket:
        port = self.port or 0
        failure: OSError = ConnectionRefusedError()
        for address in self.guard.addresses(self._dns_host, port, self.budget.seconds(READ_SECONDS)):
            try:
                return self._dial(address, port)
            except OSError as error:
                failure = error
        raise failure

    def _dial(self, address: str, port: int) -> socket.socket:
        connection = PlainSocket(socket.AF_INET6 if ":" in address else socket.AF_INET, socket.SOCK_STREAM)
        try:
            connection.settimeout(self.budget.seconds(CONNECT_SECONDS))
            connection.connect((address, port))
            if ip_address(str(connection.getpeername()[0])) != ip_address(address):
                raise AddressRefusedError
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            connection.settimeout(self.budget.seconds(READ_SECONDS))  # a TLS handshake has this much
        except BaseException:
            connection.close()
            raise
        connection.budget = self.budget
        return connection


class PlainConnection(_Guarded):
    """http to a checked address."""

    def __init__(self, host: str, port: int, guard: Guard, budget: Budget) -> None:
        super().__init__(host, port, timeout=READ_SECONDS)
        self.guard, self.budget = guard, budget


class TlsConnection(_Guarded, HTTPSConnection):
    """https to a checked address, the certificate checked against the host's name."""

    def __init__(self, host: str, port: int, guard: Guard, budget: Budget, *, context: ssl.SSLContext) -> None:
        HTTPSConnection.__init__(
            self, host, port, timeout=READ_SECONDS, ssl_context=context, cert_reqs=ssl.CERT_REQUIRED
        )
        self.guard, self.budget = guard, budget

    def connect(self) -> None:
        """Dial, shake hands, and put the encrypted socket under the same budget."""
        super().connect()
        if isinstance(self.sock, TlsSocket):
            self.sock.budget = self.budget


def tls_context() -> ssl.SSLContext:
    """Make the context of all TLS connections: the system's authorities, names checked, metered sockets."""
    context = ssl.create_default_context()
    context.sslsocket_class = TlsSocket
    return context
