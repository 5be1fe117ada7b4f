"""What the audit log calls the acts of configuring."""

from flask_babel import lazy_gettext as _l

ACTIONS = {
    "project.configuring": _l("began to configure a project"),
    "project.config_saved": _l("saved a label config"),
    "project.config_confirmed": _l("put a label config in force"),
    "project.instructions_changed": _l("changed a project's instructions"),
    "project.prompt_changed": _l("changed a project's prompt"),
}
