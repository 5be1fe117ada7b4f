"""Structured logs: one line a request with its id, organization and member; never data, never tokens."""

from __future__ import annotations

import logging
import re
import sys
import time
import uuid

import structlog
from flask import Flask, Response, g, request

from foundation.settings import Settings

REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
QUIET = frozenset({"static", "health.healthz", "health.readyz"})

log = structlog.get_logger("labelroom")


def configure(settings: Settings) -> None:
    """Set up logging on standard error, as JSON lines or as text."""
    last = structlog.processors.JSONRenderer() if settings.log_format == "json" else structlog.dev.ConsoleRenderer()
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            last,
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
    )


def init_app(app: Flask) -> None:
    """Give each request an id, and log how it ended."""
    configure(app.config["SETTINGS"])

    @app.before_request
    def begin() -> None:
        given = request.headers.get("X-Request-Id", "")
        g.request_id = given if REQUEST_ID.fullmatch(given) else uuid.uuid4().hex
        g.began = time.perf_counter()
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=g.request_id)

    @app.after_request
    def end(response: Response) -> Response:
        response.headers["X-Request-Id"] = g.request_id
        if request.endpoint not in QUIET:
            milliseconds = round((time.perf_counter() - g.began) * 1000, 1)
            rule = request.url_rule.rule if request.url_rule else None
            log.info(
                "request", method=request.method, route=rule, status=response.status_code, milliseconds=milliseconds
            )
        return response
