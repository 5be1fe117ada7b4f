"""The bell that tells workers there is something to do: all of Huey. The job rows are the truth.

A ring carries nothing. Huey delivers at most once, so nothing may depend on one: workers look for themselves, too,
and a lost ring costs seconds.
"""

from __future__ import annotations

import json
import threading
import time
import uuid
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import structlog
from flask import Flask

from foundation.settings import Settings

if TYPE_CHECKING:
    from huey.api import Huey
    from huey.consumer import Consumer

NAME = "labelroom"
TASK = "open_door"
NOTHING: dict[str, Any] = {"retries": 0, "retry_delay": 0, "retry_backoff": 0, "args": (), "kwargs": {}}
POLL_SECONDS = 0.2
STOP_SECONDS = 25  # below the 30 s that supervisors give by default
QUIET_SECONDS = 5.0  # no ring for so long after one that failed: a dead Redis costs a request half a second at most

log = structlog.get_logger("labelroom")
_making = threading.Lock()


def ring(app: Flask) -> None:
    """Wake a worker. Never fails: without a bell, workers find the work at their next look."""
    state = app.extensions.setdefault("doorbell", {})
    if state.get("quiet_until", 0.0) > time.monotonic():
        return
    try:
        huey = _huey(app)
        huey.storage.enqueue(huey.serializer.serialize(None))
    except Exception as error:
        state["quiet_until"] = time.monotonic() + QUIET_SECONDS
        log.warning("doorbell", error=type(error).__name__)


def make_consumer(app: Flask, *, threads: int, answer: Callable[[], None], look: Callable[[], None]) -> Consumer:
    """Return Huey's consumer: threads that call `answer` at each ring, and `look` each time one has waited for a ring.

    TERM and INT end it gracefully: what runs is finished within `STOP_SECONDS`.
    """
    import signal

    from huey.consumer import Consumer, Worker

    huey = _huey(app)

    @huey.task(name=TASK)  # type: ignore[untyped-decorator]  # Huey is untyped
    def open_door() -> None:
        answer()

    class Waiter(Worker):
        def loop(self, now: Any = None) -> None:
            super().loop(now)  # type: ignore[no-untyped-call]  # Huey is untyped
            look()

    class Waiters(Consumer):
        worker_class = Waiter

    consumer = Waiters(  # type: ignore[no-untyped-call]  # Huey is untyped
        huey,
        workers=threads,
        periodic=False,
        initial_delay=POLL_SECONDS,
        max_delay=POLL_SECONDS,
        backoff=1,
        scheduler_interval=60,
        shutdown_timeout=STOP_SECONDS,
        graceful_signal="TERM",
    )
    consumer._signal_actions[signal.SIGINT] = (False, True)
    return consumer


def _huey(app: Flask) -> Huey:
    """Return this process's Huey, made at its first use so that a fork shares no connection."""
    state = app.extensions.setdefault("doorbell", {})
    with _making:
        if "huey" not in state:
            state["huey"] = _make(app.config["SETTINGS"])
        huey: Huey = state["huey"]
        return huey


def _make(settings: Settings) -> Huey:
    from huey.api import RedisHuey, SqliteHuey
    from huey.registry import Message
    from huey.serializer import Serializer

    class JsonSerializer(Serializer):
        """Writes a ring as JSON and reads nothing else: Huey's own pickle would run whatever is put in the queue."""

        def _serialize(self, _data: Any) -> bytes:
            return json.dumps({"ring": uuid.uuid4().hex}).encode()

        def _deserialize(self, data: bytes) -> Any:
            ring_id = json.loads(bytes(data))["ring"]
            if not isinstance(ring_id, str):
                raise TypeError("not a ring")
            return Message(**{**dict.fromkeys(Message._fields), "id": ring_id, "name": f"{__name__}.{TASK}"} | NOTHING)

    serializer = JsonSerializer()  # type: ignore[no-untyped-call]  # Huey is untyped
    if settings.redis_url:
        from redis import ConnectionPool
        from redis.backoff import NoBackoff
        from redis.retry import Retry

        pool = ConnectionPool.from_url(
            settings.redis_url, socket_connect_timeout=0.5, socket_timeout=3.0, retry=Retry(NoBackoff(), 0)
        )
        return RedisHuey(NAME, connection_pool=pool, results=False, serializer=serializer)
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    path = str(settings.data_dir / "doorbell.db")
    return SqliteHuey(NAME, filename=path, cache_mb=1, fsync=False, results=False, serializer=serializer)
