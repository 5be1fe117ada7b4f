"""Answers to htmx and to browsers without it: a part of the page for the one, the page or a redirect for the other."""

import json
from typing import Any

from flask import Response, flash, make_response, redirect, render_template, request


def asks_for_part() -> bool:
    """Whether htmx wants a part of a page."""
    return "HX-Request" in request.headers and "HX-History-Restore-Request" not in request.headers


def page_or_part(page: str, part: str, *, status: int = 200, **values: Any) -> Response:
    """Render the template of the whole page, or that of the part alone when htmx asks."""
    return make_response(render_template(part if asks_for_part() else page, **values), status)


def with_message(response: Response, text: str, kind: str = "ok") -> Response:
    """Let the page that is shown next say something: by an event to htmx, else as a flash message."""
    if asks_for_part() and "HX-Redirect" not in response.headers:
        response.headers["HX-Trigger"] = json.dumps({"message": {"text": text, "kind": kind}})
    else:
        flash(text, kind)
    return response


def see_other(address: str) -> Response:
    """Lead the browser on after an act."""
    if asks_for_part():
        return make_response("", 204, {"HX-Redirect": address})
    return make_response(redirect(address, 303))
