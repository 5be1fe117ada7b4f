"""The six roles and what each may do (the table of the product's description)."""

from flask_babel import lazy_gettext as _l

OWNER, ADMIN, MANAGER, REVIEWER, ANNOTATOR, VIEWER = "owner", "admin", "manager", "reviewer", "annotator", "viewer"
ROLES = (OWNER, ADMIN, MANAGER, REVIEWER, ANNOTATOR, VIEWER)
ROLE_NAMES = {
    OWNER: _l("Owner"),
    ADMIN: _l("Administrator"),
    MANAGER: _l("Manager"),
    REVIEWER: _l("Reviewer"),
    ANNOTATOR: _l("Annotator"),
    VIEWER: _l("Viewer"),
}

OWNS = frozenset({OWNER})
RUNS_STAFF = frozenset({OWNER, ADMIN})
RUNS_PROJECTS = frozenset({OWNER, ADMIN, MANAGER})
SEES_ANSWERS = frozenset({OWNER, ADMIN, MANAGER, REVIEWER})
LABELS = frozenset({OWNER, ADMIN, MANAGER, REVIEWER, ANNOTATOR})
EVERYONE = frozenset(ROLES)


def outranks(role: str, other: str) -> bool:
    """Whether `role` stands above `other`."""
    return ROLES.index(role) < ROLES.index(other)
