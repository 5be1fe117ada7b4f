"""What the audit log calls each action, in words; each room names its own when it is wired."""

from collections.abc import Mapping
from typing import Any

from flask import Flask, current_app
from flask_babel import lazy_gettext as _l

OWN = {
    "organization.created": _l("created the organization"),
    "organization.changed": _l("changed the settings"),
    "organization.suspended": _l("suspended the organization"),
    "organization.resumed": _l("resumed the organization"),
    "member.added": _l("became a member"),
    "member.role_changed": _l("changed a member's role"),
    "member.removed": _l("removed a member"),
    "invitation.created": _l("invited someone"),
    "invitation.revoked": _l("withdrew an invitation"),
    "invitation.accepted": _l("accepted an invitation"),
    "token.created": _l("made a token"),
    "token.rotated": _l("replaced a token"),
    "token.revoked": _l("revoked a token"),
    "signing_secret.shown": _l("looked at the callback secret"),
    "signing_secret.rotated": _l("replaced the callback secret"),
}

# What details are called; those not here are identifiers, and shown as they are.
DETAILS = {
    "name": _l("Name"),
    "username": _l("Username"),
    "email": _l("E-mail"),
    "role": _l("Role"),
    "before": _l("Before"),
    "after": _l("After"),
    "scopes": _l("Scopes"),
    "expires_at": _l("Ends"),
    "works_until": _l("Works until"),
    "overlap_hours": _l("Hours of overlap"),
    "language": _l("Language"),
    "time_zone": _l("Time zone"),
    "export_days": _l("Days exports are kept"),
    "project": _l("Project"),
    "format": _l("Format"),
    "tasks": _l("Tasks"),
    "added": _l("Added"),
    "duplicates": _l("Duplicates"),
    "count": _l("Number"),
    "member": _l("Member"),
    "version": _l("Version"),
    "task_type": _l("Task type"),
    "mode": _l("Mode"),
    "people": _l("People"),
    "overlap": _l("Answers per task"),
    "vanished": _l("Labels gone"),
    "reason": _l("Reason"),
    "how": _l("How"),
    "successor": _l("Successor"),
    "slug": _l("Slug"),
    "tries": _l("Tries"),
    "state": _l("State"),
}


def name_actions(app: Flask, words: Mapping[str, Any]) -> None:
    """Say in words what these actions are: `{"project.created": _l("created a project")}`."""
    app.extensions.setdefault("audit_words", {}).update(words)


def words_of(action: str) -> str:
    """The action in words; its own name where nobody said any."""
    return str(current_app.extensions["audit_words"].get(action, action))


def known_actions() -> dict[str, str]:
    """All actions that have words, by those."""
    words: Mapping[str, Any] = current_app.extensions["audit_words"]
    return {action: str(text) for action, text in sorted(words.items())}


def detail_name(name: str) -> str:
    """What a detail of an event is called."""
    return str(DETAILS.get(name, name))
