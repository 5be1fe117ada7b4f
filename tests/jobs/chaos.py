"""What goes wrong in the chaos run: killed workers, a wiped queue, a stopped database, bad receivers, lost rings."""

from __future__ import annotations

import contextlib
import json
import os
import random
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import redis as redis_library

from foundation.settings import Settings
from tests.deliveries.receivers import answer, read_request

ROOT = Path(__file__).parents[2]


def environment(settings: Settings) -> dict[str, str]:
    """Return the environment that gives a process these settings."""
    values = settings.model_dump(exclude_none=True)
    values["secret_key"] = settings.secret_key.get_secret_value()
    values["callback_allowed_networks"] = ",".join(map(str, settings.callback_allowed_networks))
    return {**os.environ, **{f"LABELROOM_{name.upper()}": str(value) for name, value in values.items()}}


@dataclass
class Workers:
    """Real worker processes under the real supervisor, which replaces each one that is killed."""

    settings: Settings
    folder: Path
    receiver: str
    number: int
    process: subprocess.Popen[bytes] | None = None
    killed: set[int] = field(default_factory=set)

    def start(self) -> None:
        """Start the supervisor and its workers."""
        with (self.folder / "workers.log").open("ab") as output:
            arguments = [str(self.folder), self.receiver, str(self.number)]
            program = [sys.executable, "-m", "tests.jobs.chaos_worker", *arguments]
            environ = environment(self.settings)
            self.process = subprocess.Popen(program, cwd=ROOT, env=environ, stdout=output, stderr=output)

    def kill_one(self) -> None:
        """Kill one of those that are up, without warning."""
        latest = {event["name"]: event["pid"] for event in read_events(self.folder) if event["event"] == "up"}
        up = sorted(set(latest.values()) - self.killed)
        if up:
            self.killed.add(pid := random.choice(up))
            os.kill(pid, signal.SIGKILL)

    def stop(self) -> int:
        """End all gracefully and return how the supervisor ended."""
        assert self.process is not None
        self.process.terminate()
        return self.process.wait(60)


@dataclass
class Receiver:
    """Accepts messages, but answers 500 to a fifth of them and cuts a tenth off after it has accepted them."""

    accepted: list[tuple[str, bytes]] = field(default_factory=list)  # webhook-id, body: also those then cut off
    refused: int = 0

    def talk(self, peer: socket.socket) -> None:
        """Answer one connection."""
        head, _, body = read_request(peer).partition(b"\r\n\r\n")
        if not body:
            return
        chance = random.random()
        if chance < 0.2:
            self.refused += 1
            answer(peer, "500 Oops")
            return
        names = [line for line in head.decode().split("\r\n") if line.lower().startswith("webhook-id: ")]
        self.accepted.append((names[0].partition(": ")[2], body))
        if chance >= 0.3:
            answer(peer)


def wipe_queue(settings: Settings) -> None:
    """Throw away every ring that is waiting."""
    if settings.redis_url:
        with contextlib.suppress(redis_library.RedisError), redis_library.Redis.from_url(settings.redis_url) as client:
            client.flushdb()
        return
    with contextlib.suppress(sqlite3.OperationalError):
        connection = sqlite3.connect(settings.data_dir / "doorbell.db")
        with contextlib.closing(connection), connection:
            connection.execute("DELETE FROM task")


@contextmanager
def going_on(act: Callable[[], Any], seconds: float) -> Iterator[None]:
    """Repeat an act about every so many seconds while the block runs."""
    over = threading.Event()

    def repeat() -> None:
        while not over.wait(random.uniform(0.7, 1.3) * seconds):
            act()

    thread = threading.Thread(target=repeat)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join(60)


def read_events(folder: Path) -> list[dict[str, Any]]:
    """Return what the workers wrote down."""
    log = folder / "events.jsonl"
    return [json.loads(line) for line in log.read_text().splitlines()] if log.exists() else []


def wait_until(condition: Callable[[], bool], seconds: float) -> float | None:
    """Wait for a condition and return how long it took, None when it did not come about in time."""
    started = time.monotonic()
    while time.monotonic() - started < seconds:
        with contextlib.suppress(Exception):
            if condition():
                return time.monotonic() - started
        time.sleep(0.2)
    return None
