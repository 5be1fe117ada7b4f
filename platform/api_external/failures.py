"""Writes every failure under /api/ in the contract's form."""

import json

from flask import Flask, Response

from api_external.language import PREFIX
from foundation.failures import Failure, render_under
from foundation.languages import language

CODES = {"signed_out": "INVALID_TOKEN"}  # a download without a token and without a session


def render(failure: Failure) -> Response:
    """Return the answer: `error_code`, `message` and `details`, and in which language the message is."""
    code = CODES.get(failure.code, failure.code)
    body = {"error_code": code, "message": failure.message, "details": failure.details}
    response = Response(json.dumps(body, ensure_ascii=False) + "\n", failure.status, mimetype="application/json")
    response.content_language.add(language())
    response.vary.add("Accept-Language")
    if failure.status == 401:
        response.headers["WWW-Authenticate"] = "Bearer"
    if failure.status == 413:
        response.headers["Connection"] = "close"  # what is still coming isn't worth waiting for
    return response


def init_app(app: Flask) -> None:
    """Take over the failures under /api/."""
    render_under(app, PREFIX, render)
