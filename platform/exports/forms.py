"""The form that starts an export."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, StringField

from exports.format import formats_for
from projects.models import Project
from tenants.forms import Form


class StartForm(Form):
    """Which file is wanted."""

    format = RadioField(_l("Format"))
    completed_only = BooleanField(_l("Only completed tasks"))
    callback_url = StringField(_l("Callback address"))

    @classmethod
    def of(cls, project: Project) -> StartForm:
        """Return the form with the formats this project's answers fit in; what was sent is in it already."""
        fitting = formats_for(project.task_type)
        form = cls(format=fitting[0].name, completed_only=True)
        form.format.choices = [(each.name, each.title) for each in fitting]
        return form
