"""The audit log: who did what to what, when, from where."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from flask import Response, request, url_for
from flask_babel import gettext as _

from foundation.fragments import page_or_part
from tenants.access import member_of
from tenants.audit_words import detail_name, known_actions, words_of
from tenants.blueprint import pages
from tenants.models import AuditEvent
from tenants.queries import PAGE, audit_events, members, names_of_members, names_of_tokens
from tenants.roles import ROLE_NAMES, RUNS_STAFF


@dataclass(frozen=True)
class Line:
    """One event, ready to be shown."""

    event: AuditEvent
    who: str
    words: str
    details: list[tuple[str, str]]


@pages.get("/o/<slug>/audit")
@member_of(RUNS_STAFF)
def audit() -> Response:
    """List events, newest first, a page at a time."""
    filters = {name: request.args.get(name, "") for name in ("action", "member", "q")}
    before, after = key_of("before"), key_of("after")
    found = audit_events(
        action=filters["action"],
        member_id=key_of("member"),
        words=filters["q"],
        before=before,
        after=after,
    )
    beyond = len(found) > PAGE
    events = (found[1:] if after is not None else found[:-1]) if beyond else found
    newer = before is not None or (after is not None and beyond)
    older = beyond if after is None else True
    chosen: dict[str, Any] = {name: value for name, value in filters.items() if value}
    return page_or_part(
        "tenants/audit.html",
        "tenants/_audit.html",
        lines=lines_of(events),
        filters=filters,
        actions=known_actions(),
        people=members(),
        newer=url_for("tenants.audit", after=events[0].id, **chosen) if newer and events else None,
        older=url_for("tenants.audit", before=events[-1].id, **chosen) if older and events else None,
    )


def key_of(name: str) -> int | None:
    """The id an argument holds; None when there is none, or none that a database could know."""
    text = request.args.get(name, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None


def lines_of(events: list[AuditEvent]) -> list[Line]:
    """The events with names instead of numbers."""
    people = names_of_members({event.actor_member_id for event in events if event.actor_member_id is not None})
    programs = names_of_tokens({event.token_id for event in events if event.token_id is not None})
    return [
        Line(
            event,
            who_did(event, people, programs),
            words_of(event.action),
            [
                (detail_name(name), text_of(value))
                for name, value in event.details.items()
                if value not in (None, "", [])
            ],
        )
        for event in events
    ]


def who_did(event: AuditEvent, people: dict[int, str], programs: dict[int, str]) -> str:
    """The name of the member or the token; the command line and jobs have none."""
    if event.actor_member_id is not None:
        return people.get(event.actor_member_id, "—")
    if event.token_id is not None:
        return _("Token “%(name)s”", name=programs.get(event.token_id, "—"))
    return _("Operator or system")


def text_of(value: object) -> str:
    """A detail as text: a change as before → after, several things with commas, roles by their names."""
    if isinstance(value, dict) and set(value) == {"before", "after"}:
        return f"{text_of(value['before'])} → {text_of(value['after'])}"
    if isinstance(value, list):
        return ", ".join(text_of(one) for one in value)
    if isinstance(value, str):
        return str(ROLE_NAMES.get(value, value))
    return json.dumps(value, ensure_ascii=False)
