"""Turns failures into answers: pages in the house's look, scripts and APIs in JSON of their own form."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

import structlog
from flask import Flask, Response, current_app, g, jsonify, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import HTTPException

from foundation.database import db
from foundation.errors import Invalid, LabelroomError

log = structlog.get_logger("labelroom")


@dataclass(frozen=True)
class Failure:
    """What went wrong, ready to be written in any form."""

    status: int
    code: str
    message: str
    details: dict[str, Any] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)


Renderer = Callable[[Failure], Response]


def render_under(app: Flask, prefix: str, renderer: Renderer) -> None:
    """Let `renderer` write the failures of all paths under `prefix`, also of those that don't exist."""
    app.extensions.setdefault("failure_renderers", {})[prefix] = renderer


def failure_of(error: Exception) -> Failure:
    """Describe an exception; what is unexpected says nothing about itself but the request's id."""
    if isinstance(error, LabelroomError):
        details = dict(error.details)
        if isinstance(error, Invalid):
            details["errors"] = [fault.as_json() for fault in error.errors[:100]]
        return Failure(error.status, error.code, str(error.message), details, dict(getattr(error, "headers", {})))
    if isinstance(error, HTTPException) and error.code is not None and error.code < 500:
        headers = {name: value for name, value in error.get_headers() if name in ("Allow", "Retry-After", "Location")}
        code, message = _known(error.code)
        return Failure(error.code, code, message, {}, headers)
    return Failure(
        500,
        "INTERNAL_ERROR",
        _("Something went wrong on our side. Try again; if it stays, tell your administrator."),
        {"request_id": g.get("request_id", "")},
    )


def _known(status: int) -> tuple[str, str]:
    return {
        404: ("NOT_FOUND", _("There is nothing here, or it isn't open to you.")),
        405: ("METHOD_NOT_ALLOWED", _("This address doesn't take that method.")),
        413: ("PAYLOAD_TOO_LARGE", _("The request is too large.")),
        415: ("UNSUPPORTED_MEDIA_TYPE", _("The request's content type isn't supported.")),
        429: ("RATE_LIMITED", _("Too many requests. Wait a moment and try again.")),
    }.get(status, ("INVALID_REQUEST", _("The request can't be carried out.")))


def answer(error: Exception) -> Response:
    """Roll back what the request did and answer in the form its path has."""
    if isinstance(error, HTTPException) and error.code is not None and error.code < 400:
        return make_response(error.get_response())
    if db.session.registry.has():
        db.session.rollback()  # first: after a failed flush nothing can be read, not even the reader's language
    failure = failure_of(error)
    if failure.status >= 500:
        log.error("failure", error=type(error).__name__, exc_info=error)
    response = _renderer()(failure)
    response.headers.extend({name: value for name, value in failure.headers.items() if name not in response.headers})
    return response


def _renderer() -> Renderer:
    renderers: dict[str, Renderer] = current_app.extensions.get("failure_renderers", {})
    for prefix in sorted(renderers, key=len, reverse=True):
        if request.path.startswith(prefix):
            return renderers[prefix]
    return as_json if wants_json() else as_page


def wants_json() -> bool:
    """Whether the caller is a script of ours that reads JSON."""
    return (
        request.is_json or request.accept_mimetypes.best_match(["text/html", "application/json"]) == "application/json"
    )


def as_json(failure: Failure) -> Response:
    """Write a failure for our own scripts."""
    response = jsonify(error=failure.code, message=failure.message, details=failure.details)
    response.status_code = failure.status
    return response


def as_page(failure: Failure) -> Response:
    """Write a failure as a page; without a sign-in, lead there and back."""
    if failure.code == "signed_out":
        here = request.full_path.rstrip("?") if request.method == "GET" else url_for("tenants.home")
        target = url_for("tenants.sign_in", next=here)
        if "HX-Request" in request.headers:
            return make_response("", 401, {"HX-Redirect": target})
        return make_response(redirect(target))
    if "HX-Request" in request.headers:  # the page stays; its script shows the message
        return make_response("", failure.status, {"X-Message": quote(failure.message)})
    return make_response(render_template("foundation/error.html", failure=failure), failure.status)


def init_app(app: Flask) -> None:
    """Answer every exception."""
    app.register_error_handler(Exception, answer)
