"""Receivers for the tests: honest, hostile, and a canary that nobody may touch."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

Talk = Callable[[socket.socket], None]


@dataclass
class Listener:
    """Accepts connections on addresses of this machine and lets `talk` speak on each; counts and keeps what came."""

    port: int
    connections: int = 0
    requests: list[bytes] = field(default_factory=list)

    @property
    def hits(self) -> int:
        return self.connections


def read_request(peer: socket.socket) -> bytes:
    """Read one request, head and body."""
    data = b""
    while b"\r\n\r\n" not in data:
        piece = peer.recv(65536)
        if not piece:
            return data
        data += piece
    head, _, body = data.partition(b"\r\n\r\n")
    sizes = [line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
    missing = int(sizes[0].split(b":")[1]) - len(body) if sizes else 0
    while missing > 0:
        piece = peer.recv(65536)
        if not piece:
            break
        data, missing = data + piece, missing - len(piece)
    return data


def answer(peer: socket.socket, status: str = "200 OK", headers: str = "", body: bytes = b"") -> None:
    """Write a whole answer."""
    peer.sendall(f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n{headers}\r\n".encode() + body)


@contextlib.contextmanager
def listening(
    talk: Callable[[socket.socket, bytes], None] | None = None,
    addresses: tuple[str, ...] = ("127.0.0.1",),
    port: int = 0,
    *,
    raw: Talk | None = None,
) -> Iterator[Listener]:
    """Listen until the block ends. `talk` gets the request it should answer, `raw` the bare connection."""
    listener = Listener(port)
    doors: list[socket.socket] = []
    ended = threading.Event()

    def serve(peer: socket.socket) -> None:
        with peer, contextlib.suppress(OSError):
            peer.settimeout(30)
            if raw is not None:
                raw(peer)
                return
            request = read_request(peer)
            listener.requests.append(request)
            (talk or (lambda other, _request: answer(other)))(peer, request)

    def accept(door: socket.socket) -> None:
        while not ended.is_set():
            try:
                peer, _ = door.accept()
            except OSError:
                return
            listener.connections += 1
            threading.Thread(target=serve, args=(peer,), daemon=True).start()

    for address in addresses:
        door = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET)
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if ":" in address:
            door.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        door.bind((address, listener.port))
        listener.port = door.getsockname()[1]
        door.listen(64)
        doors.append(door)
        threading.Thread(target=accept, args=(door,), daemon=True).start()
    try:
        yield listener
    finally:
        ended.set()
        for door in doors:
            with contextlib.suppress(OSError):
                door.shutdown(socket.SHUT_RDWR)
            door.close()
