"""Words of this room's pages and reports."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

STATE_NAMES = {
    "processing": _l("Being made"),
    "completed": _l("Ready"),
    "failed": _l("Failed"),
    "expired": _l("Expired"),
}
STATE_KINDS = {"processing": "accent", "completed": "ok", "failed": "bad", "expired": ""}

PROJECT_STATUS_NAMES = {
    "draft": _l("Draft"),
    "configuring": _l("Configuring"),
    "ready": _l("Ready to give out"),
    "in_progress": _l("In progress"),
    "completed": _l("Completed"),
}
