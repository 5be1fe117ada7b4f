"""Web server and worker together: two children of one process that has loaded everything, so that memory is shared."""

from __future__ import annotations

import ctypes
import gc
import os
import signal
import socket
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib import import_module

import structlog
from flask import Flask

from application.check_start import check_start
from application.migrate import migrate
from application.web import STOP_SECONDS, WebServer
from foundation.settings import Settings
from jobs.worker import run_worker

SIGNALS = {signal.SIGTERM, signal.SIGINT, signal.SIGCHLD}
PARENT_DEATH = 1  # PR_SET_PDEATHSIG of prctl(2)
PRELOADED = (
    "huey.api",
    "huey.consumer",
    "gunicorn.workers.gthread",
)  # else each child loads them for itself
SHORT_LIFE = 2.0  # seconds; a child that ends sooner is started again with a pause

log = structlog.get_logger("labelroom")


@dataclass
class Child:
    """One of the two processes and what it does."""

    name: str
    run: Callable[[], None]
    pid: int = 0
    started: float = field(default=0.0)

    def start(self) -> None:
        """Fork and run. The child has its own session, so that Ctrl-C reaches the parent alone."""
        self.started = time.monotonic()
        self.pid = os.fork()
        if self.pid:
            return
        status = 1
        try:
            os.setsid()
            ctypes.CDLL(None).prctl(PARENT_DEATH, signal.SIGTERM)  # if the parent is killed, end as well
            for number in (signal.SIGTERM, signal.SIGINT, signal.SIGCHLD):
                signal.signal(number, signal.SIG_DFL)
            signal.pthread_sigmask(signal.SIG_SETMASK, ())
            self.run()
            status = 0
        except SystemExit as error:
            status = error.code if isinstance(error.code, int) else 1
        except BaseException as error:
            log.error("process", process=self.name, exc_info=error)
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(status)


def serve(app: Flask, host: str, port: int, *, demo: bool = False) -> None:
    """Serve until TERM or INT; on SQLite the database is brought up to date first. A child that dies is replaced."""
    settings: Settings = app.config["SETTINGS"]
    if settings.is_sqlite:
        migrate(app)
    if demo:
        from application.demo_command import demo_on_first_start  # what it needs is loaded only then

        demo_on_first_start(app)
    check_start(app)
    with listen(host, port) as door:
        web = WebServer(app, f"fd://{door.fileno()}")
        children = [
            Child("worker", lambda: run_worker(app, settings.worker_threads)),
            Child("web", web.run),
        ]
        sys.stdout.write(f"Labelroom is at {settings.public_url} (listening on {host}:{door.getsockname()[1]})\n")
        sys.stdout.flush()
        for name in PRELOADED:
            import_module(name)
        gc.collect()
        gc.freeze()  # keeps the collector from touching, and so copying, what the children share
        supervise(children)


def listen(host: str, port: int) -> socket.socket:
    """Open the port here, so that a taken one is told at once and a web process can be replaced without a refusal."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    door = socket.socket(family, socket.SOCK_STREAM)
    door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        door.bind((host, port))
    except OSError as error:
        door.close()
        raise SystemExit(f"Port {port} of {host} can't be opened: {error.strerror}.") from None
    door.listen(512)
    os.set_inheritable(door.fileno(), True)
    return door


def supervise(children: list[Child]) -> None:
    """Start the children and keep them running until TERM or INT, then end them gracefully."""
    signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
    for child in children:
        child.start()
    while (number := signal.sigwait(SIGNALS)) == signal.SIGCHLD:
        for child in ended(children):
            log.error("process ended", process=child.name)
            if time.monotonic() - child.started < SHORT_LIFE:
                time.sleep(1)
            child.start()
    log.info("stopping", signal=signal.Signals(number).name)
    stop(children)


def stop(children: list[Child]) -> None:
    """Ask the children to end, wait, and kill what is left."""
    for child in children:
        os.kill(child.pid, signal.SIGTERM)
    left, end = list(children), time.monotonic() + STOP_SECONDS + 3
    while left and time.monotonic() < end:
        signal.sigtimedwait({signal.SIGCHLD}, 0.5)
        gone = ended(left)
        left = [child for child in left if child not in gone]
    for child in left:
        os.kill(child.pid, signal.SIGKILL)
        os.waitpid(child.pid, 0)


def ended(children: list[Child]) -> list[Child]:
    """Collect the children that have ended."""
    return [child for child in children if os.waitpid(child.pid, os.WNOHANG)[0]]
