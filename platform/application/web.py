"""The web server: gunicorn with threads, set up from our settings and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication

from foundation.settings import Settings

STOP_SECONDS = 35  # a request may wait 30 s for its export
SHARED_MEMORY = Path("/dev/shm")  # noqa: S108  # where gunicorn's heartbeat files cost no disk access


class WebServer(BaseApplication):
    """Serves an application that is loaded already; on SQLite in exactly one process."""

    def __init__(self, app: Flask, bind: str, when_ready: Callable[[], None] | None = None) -> None:
        self._app, self._bind, self._when_ready = app, bind, when_ready
        super().__init__()  # type: ignore[no-untyped-call]  # gunicorn is untyped

    def load_config(self) -> None:
        """Set gunicorn's options; environment variables and files of its own play no part."""
        settings: Settings = self._app.config["SETTINGS"]
        options: dict[str, Any] = {
            "bind": self._bind,
            "worker_class": "gthread",
            "workers": 1 if settings.is_sqlite else settings.web_processes,
            "threads": settings.threads,
            "timeout": 120,
            "graceful_timeout": STOP_SECONDS,
            "keepalive": 15,
            "limit_request_line": 8190,
            "preload_app": True,
            "loglevel": "warning",
            "control_socket_disable": True,
            "secure_scheme_headers": {},  # `trusted_proxies` decides whom to believe, not gunicorn
            "worker_tmp_dir": str(SHARED_MEMORY) if SHARED_MEMORY.is_dir() else None,
        }
        if self._when_ready is not None:
            ready = self._when_ready
            options["when_ready"] = lambda _arbiter: ready()
        for name, value in options.items():
            self.cfg.set(name, value)  # type: ignore[union-attr]  # made before this is called

    def load(self) -> Flask:
        """Return the application."""
        return self._app
