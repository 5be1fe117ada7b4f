"""A user's own account: profile, password, and the browsers signed in."""

from __future__ import annotations

from typing import Any

from flask import Response, make_response, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import refresh

from foundation.errors import Invalid, NotFound
from foundation.fragments import see_other, with_message
from tenants.access import signed_in
from tenants.blueprint import pages
from tenants.current import current_session, reader
from tenants.forms import PasswordForm, ProfileForm
from tenants.queries import my_organizations
from tenants.rename_user import rename_user
from tenants.sessions import end_session
from tenants.users import change_password, end_other_sessions, live_sessions, set_language


@pages.get("/account")
@signed_in
def account() -> Response:
    """Show the reader's account."""
    return shown()


@pages.post("/account")
@signed_in
def change_profile() -> Response:
    """Change name and language."""
    form = ProfileForm()
    try:
        set_language(reader(), form.language.data or "")
        rename_user(reader(), form.name.data or "")
    except Invalid as error:
        form.take(error)
        return shown(status=422, profile=form)
    refresh()
    return with_message(see_other(url_for("tenants.account")), _("Saved."))


@pages.post("/account/password")
@signed_in
def replace_password() -> Response:
    """Change the password; other browsers are signed out."""
    form = PasswordForm()
    try:
        change_password(
            reader(),
            form.current.data or "",
            form.password.data or "",
            keep=current_session(),
            address=request.remote_addr or "",
        )
    except Invalid as error:
        form.take(error)
        return shown(status=422, password=form)
    return with_message(
        see_other(url_for("tenants.account")), _("The password is changed. Other browsers are signed out.")
    )


@pages.post("/account/sessions/<int(max=9223372036854775807):session_id>/end")
@signed_in
def end_one_session(session_id: int) -> Response:
    """Sign one browser out."""
    found = next((row for row in live_sessions(reader()) if row.id == session_id), None)
    if found is None:
        raise NotFound
    end_session(found)
    return with_message(see_other(url_for("tenants.account")), _("That browser is signed out."))


@pages.post("/account/sessions/end-others")
@signed_in
def end_sessions() -> Response:
    """Sign every other browser out."""
    end_other_sessions(reader(), keep=current_session())
    return with_message(see_other(url_for("tenants.account")), _("All other browsers are signed out."))


def shown(*, status: int = 200, profile: ProfileForm | None = None, password: PasswordForm | None = None) -> Response:
    """Render the page, with the form that was refused."""
    user = reader()
    values: dict[str, Any] = {
        "profile": profile or ProfileForm(formdata=None, name=user.name, language=user.language or ""),
        "password": password or PasswordForm(formdata=None),
        "sessions": live_sessions(user),
        "current_session": current_session().id,
        "mine": my_organizations(user),
    }
    return make_response(render_template("tenants/account.html", **values), status)
