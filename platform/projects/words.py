"""Words of this room's pages and of the audit log."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

STATUS_NAMES = {
    "draft": _l("Draft"),
    "configuring": _l("Configuring"),
    "ready": _l("Ready to give out"),
    "in_progress": _l("In progress"),
    "completed": _l("Completed"),
}
STATUS_KINDS = {"draft": "", "configuring": "warn", "ready": "warn", "in_progress": "accent", "completed": "ok"}

TASK_STATUS_WORDS = {"pending": _l("Pending"), "in_progress": _l("In progress"), "completed": _l("Completed")}
TASK_STATUS_KINDS = {"pending": "", "in_progress": "accent", "completed": "ok"}

ACTIONS = {
    "project.created": _l("created a project"),
    "project.paused": _l("paused a project"),
    "project.resumed": _l("resumed a project"),
    "project.reopened": _l("reopened a project"),
    "project.completed": _l("completed a project"),
    "project.deleted": _l("deleted a project"),
    "tasks.added": _l("added tasks"),
    "tasks.distributed": _l("gave tasks to people"),
    "tasks.taken_back": _l("took tasks back"),
    "task.given": _l("gave a task to someone"),
    "task.set_aside": _l("set a task aside"),
    "task.brought_back": _l("brought a task back"),
    "task.reopened": _l("asked for one more answer"),
}
