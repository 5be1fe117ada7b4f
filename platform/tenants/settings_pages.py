"""The organization's settings, for its owners."""

from __future__ import annotations

from flask import Response, make_response, render_template, url_for
from flask_babel import gettext as _

from foundation.errors import Invalid
from foundation.fragments import see_other, with_message
from tenants.access import member_of
from tenants.blueprint import pages
from tenants.change_settings import change_settings
from tenants.current import current_organization
from tenants.forms import SettingsForm
from tenants.queries import settings_of_organization
from tenants.roles import OWNS


@pages.get("/o/<slug>/settings")
@member_of(OWNS)
def settings() -> Response:
    """Show the settings."""
    organization = current_organization()
    form = SettingsForm(
        formdata=None,
        name=organization.name,
        language=organization.language,
        time_zone=organization.time_zone,
        export_days=settings_of_organization().export_days,
    )
    return make_response(render_template("tenants/settings.html", form=form))


@pages.post("/o/<slug>/settings")
@member_of(OWNS)
def save_settings() -> Response:
    """Change the settings."""
    form = SettingsForm()
    try:
        change_settings(
            current_organization(),
            name=form.name.data or "",
            language=form.language.data or "",
            time_zone=form.time_zone.data or "",
            export_days=form.export_days.data or 0,
        )
    except Invalid as error:
        form.take(error)
        return make_response(render_template("tenants/settings.html", form=form), 422)
    return with_message(see_other(url_for("tenants.settings")), _("Saved."))
