from __future__ import annotations

import pickle
import sqlite3
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import redis as redis_library
from flask import Flask

from application.create_app import create_app
from foundation.settings import Settings
from jobs.doorbell import make_consumer, ring
from jobs.heartbeat import is_alive
from tests.jobs.job_lines import ask, job_of, kind
from tests.people import People
from tests.servers import free_port

MARK = Path("/tmp/labelroom-pickle-was-run")


class Bomb:
    """What an attacker puts into the queue: unpickling it leaves a mark."""

    def __reduce__(self) -> tuple[object, tuple[Path]]:
        return Path.touch, (MARK,)


def queue_of(app: Flask) -> list[bytes]:
    settings: Settings = app.config["SETTINGS"]
    if settings.redis_url:
        with redis_library.Redis.from_url(settings.redis_url) as client:
            found = client.lrange("huey.redis.labelroom", 0, -1)
            assert isinstance(found, list)
            return found
    connection = sqlite3.connect(settings.data_dir / "doorbell.db")
    try:
        return [bytes(data) for (data,) in connection.execute("SELECT data FROM task ORDER BY id")]
    finally:
        connection.close()


def plant(app: Flask, data: bytes) -> None:
    settings: Settings = app.config["SETTINGS"]
    if settings.redis_url:
        with redis_library.Redis.from_url(settings.redis_url) as client:
            client.lpush("huey.redis.labelroom", data)
        return
    connection = sqlite3.connect(settings.data_dir / "doorbell.db")
    connection.execute("INSERT INTO task (queue, data) VALUES ('labelroom', ?)", (data,))
    connection.commit()
    connection.close()


@contextmanager
def consuming(app: Flask, answer: Callable[[], None]) -> Iterator[None]:
    """Run the consumer's threads without its signal handlers, which are the main thread's own."""
    app.extensions["doorbell"].clear()
    consumer = make_consumer(app, threads=2, answer=answer, look=lambda: None)
    for _, thread in consumer.worker_threads:
        thread.start()
    try:
        yield
    finally:
        consumer.stop_flag.set()
        for _, thread in consumer.worker_threads:
            thread.join(10)
        consumer.huey.storage.close()
        app.extensions["doorbell"].clear()


def until(condition: Callable[[], bool], seconds: float = 10) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.02)
    return False


def test_a_ring_wakes_a_worker_at_once(app: Flask) -> None:
    rang = threading.Event()
    with consuming(app, rang.set):
        started = time.monotonic()
        ring(app)
        assert rang.wait(5)
        assert time.monotonic() - started < 1


def test_the_bell_rings_after_the_commit_and_not_after_a_rollback(app: Flask, people: People) -> None:
    rings: list[float] = []
    with consuming(app, lambda: rings.append(time.monotonic())), kind("tests.bell", lambda _: None):
        assert until(lambda: not queue_of(app))  # rings of other tests
        time.sleep(0.5)
        rings.clear()
        ask(people, "tests.bell")
        assert until(lambda: len(rings) == 1)
        with pytest.raises(KeyError):
            ask_and_fail(people)
        time.sleep(0.7)
        assert len(rings) == 1


def ask_and_fail(people: People) -> None:
    with people.inside():
        from jobs.enqueue import enqueue

        enqueue("tests.bell", {})
        raise KeyError


def test_a_ring_carries_nothing_and_no_pickle(app: Flask) -> None:
    app.extensions["doorbell"].clear()
    ring(app)
    messages = queue_of(app)
    assert messages
    assert all(message.startswith(b'{"ring": "') and len(message) < 60 for message in messages)
    with consuming(app, lambda: None):
        assert until(lambda: not queue_of(app))


@pytest.mark.filterwarnings("default")
@pytest.mark.parametrize(
    "planted",
    [
        pickle.dumps(Bomb()),
        b'{"ring": 5}',
        b"[]",
        b"\x80",
        b"",
        b'{"ring": "x", "name": "os.system", "args": ["touch /tmp/labelroom-pickle-was-run"]}',
    ],
    ids=["pickle", "no text", "list", "byte", "empty", "another task"],
)
def test_what_is_planted_in_the_queue_is_not_run(app: Flask, planted: bytes) -> None:
    MARK.unlink(missing_ok=True)
    rang = threading.Event()
    with consuming(app, rang.set):
        ring(app)
        assert rang.wait(5)
        rang.clear()
        plant(app, planted)
        assert until(lambda: not queue_of(app))
        ring(app)
        assert rang.wait(5)  # the worker is alive
    assert not MARK.exists()


def test_a_dead_redis_breaks_no_request_and_costs_little(tmp_path: Path) -> None:
    app = create_app(Settings(data_dir=tmp_path, redis_url=f"redis://127.0.0.1:{free_port()}/0", log_format="text"))
    started = time.monotonic()
    for _ in range(50):
        ring(app)
    assert time.monotonic() - started < 1


def test_without_a_bell_workers_find_the_work_themselves(app: Flask, people: People) -> None:
    from jobs.worker import Workshop

    with kind("tests.silent", lambda _: None):
        job_id = ask(people, "tests.silent")
        Workshop(app, 2).look()
        assert job_of(people, job_id).state == "done"


def test_a_worker_that_cannot_write_its_sign_of_life_works_on(
    app: Flask, people: People, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from jobs.worker import Workshop

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "nowhere"))
    with kind("tests.unseen", lambda _: None):
        job_id = ask(people, "tests.unseen")
        Workshop(app, 2).look()
        assert job_of(people, job_id).state == "done"
    assert not is_alive()
