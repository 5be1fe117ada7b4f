"""The forms of this room's pages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from zoneinfo import available_timezones

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import EmailField, IntegerField, PasswordField, SelectField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.widgets import CheckboxInput, ListWidget

from foundation.errors import Invalid
from foundation.languages import LANGUAGES
from tenants.roles import ROLE_NAMES
from tenants.tokens import SCOPES

DAYS_OF_TOKEN = {"30": _l("30 days"), "90": _l("90 days"), "365": _l("1 year"), "": _l("Never")}
OVERLAPS = {
    "0": _l("The old one stops at once"),
    "1": _l("1 hour"),
    "24": _l("1 day"),
    "168": _l("7 days"),
    "720": _l("30 days"),
}
SCOPE_NAMES = {
    "projects:read": _l("Read projects and their progress"),
    "projects:write": _l("Create projects and add tasks"),
    "exports": _l("Make and download exports and reports"),
    "labelstudio": _l("Use the addresses of Label Studio"),
}


def choices(names: Mapping[str, Any]) -> list[SelectChoice]:
    """What a select field offers, by value."""
    return [SelectChoice(value, label) for value, label in names.items()]


class Form(FlaskForm):
    """A form whose fields can take the faults an act has found."""

    class Meta:
        """The token is checked for every request, not form by form."""

        csrf = False

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)  # type: ignore[no-untyped-call]  # Flask-WTF has no types

    def take(self, error: Invalid) -> None:
        """Show each fault beside its field; what belongs to none stands above the form."""
        for fault in error.errors:
            field = self._fields.get(fault.field)
            if field is None:
                self.form_errors.append(str(fault.message))
            else:
                field.errors = [*field.errors, str(fault.message)]


class CheckboxesField(SelectMultipleField):
    """Several of a few choices."""

    widget = ListWidget(prefix_label=False)  # type: ignore[assignment]  # as WTForms' documentation does it
    option_widget = CheckboxInput()  # type: ignore[assignment]  # likewise


class SignInForm(Form):
    """E-mail and password."""

    email = EmailField(_l("E-mail"))
    password = PasswordField(_l("Password"))


class JoinForm(Form):
    """A new sign-in, or the one somebody has."""

    name = StringField(_l("Your name"))
    email = EmailField(_l("E-mail"))
    password = PasswordField(_l("Password"))


class ProfileForm(Form):
    """What others see of a user, and the language of their pages."""

    name = StringField(_l("Your name"))
    language = SelectField(_l("Language"), choices=choices({"": _l("As the organization"), **LANGUAGES}))


class PasswordForm(Form):
    """A new password, and the one until now."""

    current = PasswordField(_l("Current password"))
    password = PasswordField(_l("New password"))


class InvitationForm(Form):
    """A role, and perhaps an address."""

    role = SelectField(_l("Role"))
    email = EmailField(_l("E-mail"))

    def __init__(self, roles: list[str], **values: Any) -> None:
        super().__init__(**values)
        self.role.choices = choices({role: ROLE_NAMES[role] for role in roles})


class TokenForm(Form):
    """A token's name, scopes and end."""

    name = StringField(_l("Name"))
    scopes = CheckboxesField(  # type: ignore[no-untyped-call]  # WTForms has no types
        _l("Scopes"), choices=choices({scope: SCOPE_NAMES[scope] for scope in SCOPES})
    )
    days = SelectField(_l("Works for"), choices=choices(DAYS_OF_TOKEN), default="365")


class OverlapForm(Form):
    """How long an old credential works beside its successor."""

    overlap = SelectField(_l("Old and new work together for"), choices=choices(OVERLAPS), default="24")

    def __init__(self, what: str) -> None:
        super().__init__(formdata=None)
        self.overlap.id = f"overlap-of-{what}"  # a page has one form for tokens and one for the callback secret


class SettingsForm(Form):
    """An organization's settings."""

    name = StringField(_l("Name of the organization"))
    language = SelectField(_l("Language"), choices=choices(LANGUAGES))
    time_zone = StringField(_l("Time zone"))
    export_days = IntegerField(_l("Keep export files for, in days"))

    def zones(self) -> list[str]:
        """The time zones to choose from."""
        return sorted(
            zone for zone in available_timezones() if "/" in zone and not zone.startswith(("Etc/", "posix", "right"))
        )
