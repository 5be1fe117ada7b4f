"""What the frame of every page knows: who is reading, in which organization, in which language, and the navigation."""

from __future__ import annotations

from typing import Any, cast

from flask import Flask, current_app, g, session
from flask_babel import lazy_gettext as _l

from foundation.languages import accepted_language, choose_language
from foundation.navigation import Entry, add_to_navigation
from foundation.page_shell import choose_time_zone
from tenants.current import current_member, find_member, find_organization, find_user
from tenants.queries import MyOrganization, my_organizations
from tenants.roles import OWNS, ROLE_NAMES, RUNS_STAFF


def init_app(app: Flask) -> None:
    """Give templates the reader and the organization, fill in the slug of addresses, and add this room's entries."""
    app.context_processor(frame)
    app.url_defaults(add_slug)
    for chooser in (language_of_user, language_of_browser, language_of_organization, accepted_language):
        choose_language(chooser)
    choose_time_zone(zone_of_organization)
    app.jinja_env.globals["role_names"] = ROLE_NAMES
    app.jinja_env.filters["browser"] = browser
    for key, label, icon, endpoint, order, roles in (
        ("members", _l("Members"), "users", "tenants.members", 30, RUNS_STAFF),
        ("tokens", _l("Tokens"), "key-round", "tenants.tokens", 40, RUNS_STAFF),
        ("audit", _l("Audit log"), "scroll-text", "tenants.audit", 50, RUNS_STAFF),
        ("settings", _l("Settings"), "settings", "tenants.settings", 60, OWNS),
    ):
        add_to_navigation(app, Entry(key, label, icon, endpoint, "manage", order, allowed=has_role(roles)))


def has_role(roles: frozenset[str]) -> Any:
    """A question whether the member asking has one of the roles."""
    return lambda: current_member().role in roles


def frame() -> dict[str, Any]:
    """Return what templates of pages know."""
    return {
        "user": find_user(),
        "member": find_member(),
        "organization": find_organization(),
        "organizations": organizations,
    }


def organizations() -> list[MyOrganization]:
    """The organizations the reader can switch to."""
    user = find_user()
    return my_organizations(user) if user else []


def add_slug(endpoint: str, values: dict[str, Any]) -> None:
    """Inside an organization, addresses that need a slug get its."""
    if "slug" not in values and "slug" in g and current_app.url_map.is_endpoint_expecting(endpoint, "slug"):
        values["slug"] = g.slug


def language_of_user() -> str | None:
    """The language the reader has chosen for good; remembered, so that a failure's page needs no database."""
    if "language_of_user" not in g:
        user = find_user()
        g.language_of_user = user.language if user else None
    chosen: str | None = g.language_of_user
    return chosen


def language_of_browser() -> str | None:
    """The language chosen in this browser before signing in."""
    return cast("str | None", session.get("language"))


def language_of_organization() -> str | None:
    """The organization's language."""
    return cast("str | None", g.get("language_of_organization"))


def zone_of_organization() -> str | None:
    """The organization's time zone."""
    return cast("str | None", g.get("zone_of_organization"))


def browser(agent: str) -> str:
    """A browser's name and system from what it says of itself, such as `Firefox, Linux`."""
    names = {"Edg/": "Edge", "OPR/": "Opera", "Firefox/": "Firefox", "Chrome/": "Chrome", "Safari/": "Safari"}
    systems = {
        "Android": "Android",
        "iPhone": "iPhone",
        "iPad": "iPad",
        "Windows": "Windows",
        "Mac OS": "macOS",
        "Linux": "Linux",
    }
    name = next((name for mark, name in names.items() if mark in agent), agent[:40])
    system = next((system for mark, system in systems.items() if mark in agent), "")
    return f"{name}, {system}" if name and system else name or "—"
