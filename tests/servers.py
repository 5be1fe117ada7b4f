"""Servers the tests start themselves: PostgreSQL and Redis on free ports, in a temporary folder, as nobody special."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg


def free_port() -> int:
    """Return a port nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def unprivileged() -> dict[str, Any]:
    """Return what `subprocess` needs to leave root: PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            user = pwd.getpwnam(name)
            return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    raise RuntimeError("no unprivileged user to run servers as")


def _give_away(folder: Path) -> None:
    who = unprivileged()
    if who:
        shutil.chown(folder, who["user"], who["group"])
        for parent in folder.parents:
            if parent == Path("/"):
                break
            with contextlib.suppress(PermissionError):
                parent.chmod(parent.stat().st_mode | 0o711)


def postgresql_program(name: str) -> str:
    """Return the path of a PostgreSQL program; Debian keeps servers out of PATH."""
    versions = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), reverse=True)
    found = str(versions[0]) if versions else shutil.which(name)
    if not found:
        raise RuntimeError(f"{name} is missing: `make test` installs PostgreSQL")
    return found


@dataclass
class PostgreSQL:
    """A cluster of our own; `stop_immediately` and `start` let a test pull the plug."""

    folder: Path
    port: int
    durable: bool = False  # whether it waits for the disk, as a server in production does

    def url(self, database: str, role: str = "postgres") -> str:
        """Return a URL of a database for a role (passwords are the role's name)."""
        return f"postgresql+psycopg://{role}:{role}@127.0.0.1:{self.port}/{database}"

    def start(self) -> None:
        """Start and wait until it answers."""
        options = (
            f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={self.folder} "
            "-c max_connections=200 -c shared_buffers=128MB"
        )
        if not self.durable:
            options += " -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
        self._control("-w", "-l", str(self.folder / "log"), "-o", options, "start")

    def stop_immediately(self) -> None:
        """Stop as a crash would."""
        self._control("-m", "immediate", "stop")

    def stop(self) -> None:
        """Stop and end every connection."""
        self._control("-m", "fast", "stop")

    def _control(self, *arguments: str) -> None:
        program = [postgresql_program("pg_ctl"), "-D", str(self.folder / "data"), *arguments]
        with open(self.folder / "control", "ab") as output:
            subprocess.run(program, check=True, stdout=output, stderr=output, cwd=self.folder, **unprivileged())

    def execute(self, statement: str, database: str = "postgres") -> None:
        """Run a statement as the superuser, outside any transaction."""
        url = f"postgresql://postgres:postgres@127.0.0.1:{self.port}/{database}"
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(statement)


@contextlib.contextmanager
def run_postgresql(folder: Path, *, durable: bool = False) -> Iterator[PostgreSQL]:
    """Make a cluster in `folder`, start it, and stop it afterwards."""
    folder.mkdir(parents=True, exist_ok=True)
    _give_away(folder)
    initdb = [
        postgresql_program("initdb"),
        "-D",
        str(folder / "data"),
        "-U",
        "postgres",
        "-A",
        "trust",
        "-E",
        "UTF8",
        "--no-sync",
        "--locale=C.UTF-8",
    ]
    subprocess.run(initdb, check=True, stdout=subprocess.DEVNULL, cwd=folder, **unprivileged())
    server = PostgreSQL(folder, free_port(), durable)
    server.start()
    try:
        yield server
    finally:
        with contextlib.suppress(subprocess.CalledProcessError):
            server.stop()


@dataclass
class Redis:
    """A Redis of our own, without persistence."""

    folder: Path
    port: int
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Return its URL."""
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        """Start and wait until it listens."""
        program = [
            shutil.which("redis-server") or "redis-server",
            "--port",
            str(self.port),
            "--bind",
            "127.0.0.1",
            "--save",
            "",
            "--appendonly",
            "no",
            "--dir",
            str(self.folder),
        ]
        self.process = subprocess.Popen(program, stdout=subprocess.DEVNULL, cwd=self.folder, **unprivileged())
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=1):
                return
            time.sleep(0.05)
        raise RuntimeError("Redis did not start")

    def kill(self) -> None:
        """Kill it; what it held is gone."""
        if self.process:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()
            self.process = None


@contextlib.contextmanager
def run_redis(folder: Path) -> Iterator[Redis]:
    """Start a Redis in `folder` and kill it afterwards."""
    folder.mkdir(parents=True, exist_ok=True)
    _give_away(folder)
    server = Redis(folder, free_port())
    server.start()
    try:
        yield server
    finally:
        server.kill()
