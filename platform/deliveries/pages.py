"""The pages of deliveries: every message, its tries and their answers, and a button to send it again."""

from __future__ import annotations

import datetime as dt
import json

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from deliveries import queries
from deliveries.models import Delivery
from deliveries.outgoing import Failure
from deliveries.queries import PAGE, STATES
from deliveries.send_again import send_again as send_delivery_again
from foundation.clock import now
from tenants.access import member_of
from tenants.roles import RUNS_PROJECTS

blueprint = Blueprint("deliveries", __name__)

STATE_NAMES = {"waiting": _l("Waiting"), "delivered": _l("Delivered"), "failed": _l("Failed")}
STATE_KINDS = {"waiting": "accent", "delivered": "ok", "failed": "bad"}
FAILURES = {
    Failure.URL: _l("The address is not one that messages are sent to"),
    Failure.DNS: _l("The host has no address"),
    Failure.BLOCKED: _l("The host is in a network that messages are not sent to"),
    Failure.CONNECT: _l("The connection was refused or cut"),
    Failure.TLS: _l("The certificate is not valid for this host"),
    Failure.TIMEOUT: _l("No answer in time"),
    Failure.PROTOCOL: _l("The answer was not HTTP"),
    Failure.TOO_LARGE: _l("The answer was too large"),
    Failure.HTTP_STATUS: _l("The receiver did not accept it"),
}


@blueprint.get("/o/<slug>/deliveries")
@member_of(RUNS_PROJECTS)
def deliveries() -> str:
    """List the messages of the organization, newest first, by state."""
    state = request.args.get("state")
    state = state if state in STATES else None
    before = request.args.get("before", type=int)
    found = queries.list_deliveries(state, before=before)
    shown = found[:PAGE]
    page = {
        "shown": shown,
        "last": queries.last_tries(shown),
        "counts": queries.count_by_state(),
        "state": state,
        "before": before,
        "following": shown[-1].id if len(found) > PAGE else None,
        **_words(),
    }
    only_list = request.headers.get("HX-Target") == "deliveries"
    return render_template("deliveries/_list.html" if only_list else "deliveries/deliveries.html", **page)


@blueprint.get("/o/<slug>/deliveries/<int:delivery_id>")
@member_of(RUNS_PROJECTS)
def delivery(delivery_id: int) -> str:
    """Show one message with all its tries."""
    found = queries.get_delivery(delivery_id)
    only_part = request.headers.get("HX-Target") == "delivery"
    template = "deliveries/_delivery.html" if only_part else "deliveries/delivery.html"
    return render_template(template, delivery=found, tries=queries.tries_of(found), body=readable(found), **_words())


@blueprint.post("/o/<slug>/deliveries/<int:delivery_id>/send-again")
@member_of(RUNS_PROJECTS)
def send_again(delivery_id: int) -> Response:
    """Send a message again and show it."""
    found = queries.get_delivery(delivery_id)
    send_delivery_again(found)
    flash(_("The message is being sent again."), "ok")
    return redirect(url_for("deliveries.delivery", delivery_id=found.id), 303)


def readable(delivery: Delivery) -> str:
    """The message's body for people: JSON indented, anything else as it is."""
    text = delivery.body.decode(errors="replace")
    try:
        return json.dumps(json.loads(text), ensure_ascii=False, indent=2)
    except ValueError:
        return text


def _words() -> dict[str, object]:
    soon = now() + dt.timedelta(minutes=1)
    return {
        "state_names": STATE_NAMES,
        "state_kinds": STATE_KINDS,
        "failures": FAILURES,
        "states": STATES,
        "soon": soon,
    }
