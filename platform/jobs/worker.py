"""A worker process: threads that wait for the bell, take what is due, and look for themselves now and then."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import structlog
from flask import Flask

from jobs.claim import Claimed, claim, count_due
from jobs.doorbell import make_consumer, ring
from jobs.duties import do_duties
from jobs.heartbeat import beat
from jobs.leases import Keeper
from jobs.run_job import run_job

LOOK_SECONDS = 2.0

log = structlog.get_logger("labelroom")


class Workshop:
    """The slots of one worker process. Heavy jobs leave one of them free, so that callbacks don't wait for exports."""

    def __init__(self, app: Flask, threads: int, overrun: Callable[[], None] | None = None) -> None:
        self.app, self.threads = app, threads
        self.stopping = threading.Event()
        self.keeper = Keeper(app, overrun or self.stopping.set)
        self._claiming = threading.Lock()
        self._heavy = 0
        self._next_look = 0.0

    def work(self) -> None:
        """Run what is due until nothing is left or the worker is to stop."""
        while not self.stopping.is_set():
            with self.app.app_context():
                line = self._claim()
                if line is None:
                    return
                try:
                    run_job(line, self.keeper)
                finally:
                    self._release(line)

    def answer(self) -> None:
        """Work because the bell rang."""
        with self._outliving_failures():
            self.work()

    def look(self) -> None:
        """Once every `LOOK_SECONDS`, in one thread: sweep up lines no ring told of and do the periodic duties."""
        with self._claiming:
            if time.monotonic() < self._next_look:
                return
            self._next_look = time.monotonic() + LOOK_SECONDS
        with self._outliving_failures():
            beat()
            with self.app.app_context():
                for _ in range(count_due(self.threads) - 1):
                    ring(self.app)  # for the threads beside this one
            self.work()
            with self.app.app_context():
                do_duties()

    @contextmanager
    def _outliving_failures(self) -> Iterator[None]:
        try:
            yield
        except Exception as error:  # the database may be away for a while; the next look tries again
            log.error("worker", error=type(error).__name__)

    def _claim(self) -> Claimed | None:
        with self._claiming:
            if not count_due(1):
                return None
            line = claim(heavy=self._heavy < self.threads - 1)
            if line is not None and line.heavy:
                self._heavy += 1
            return line

    def _release(self, line: Claimed) -> None:
        if line.heavy:
            with self._claiming:
                self._heavy -= 1


def run_worker(app: Flask, threads: int) -> None:
    """Work until TERM or INT; what runs then is finished, or comes back when its lease is out.

    A job that takes longer than its kind may holds a thread that nothing can end, so it ends the process.
    """
    workshop = Workshop(app, threads, overrun=lambda: os.kill(os.getpid(), signal.SIGTERM))
    consumer = make_consumer(app, threads=threads, answer=workshop.answer, look=workshop.look)
    workshop.stopping = consumer.stop_flag
    log.info("worker", threads=threads)
    consumer.run()
