"""Signing in and out, choosing a language, and finding one's organization."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Response, abort, flash, g, make_response, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_babel import refresh
from flask_login import login_user, logout_user

from foundation.errors import LabelroomError
from foundation.languages import LANGUAGES
from foundation.navigation import navigation
from tenants.access import member_of, public, signed_in
from tenants.blueprint import pages
from tenants.current import current_session, find_user, reader
from tenants.forms import SignInForm
from tenants.models import User
from tenants.queries import my_organizations
from tenants.roles import EVERYONE
from tenants.sessions import end_session, start_session
from tenants.sign_in import check_password
from tenants.users import set_language


@pages.get("/")
@signed_in
def home() -> Response:
    """Go to the organization used last, or say that there is none."""
    found = my_organizations(reader())
    if found:
        return make_response(redirect(url_for("tenants.organization", slug=found[0].slug)))
    return make_response(render_template("tenants/no_organization.html"))


@pages.get("/o/<slug>")
@member_of(EVERYONE)
def organization() -> Response:
    """Go to the first page of the organization."""
    first = navigation("work") or navigation("manage")
    return make_response(redirect(url_for(first[0].endpoint if first else "tenants.account")))


@pages.get("/sign-in")
@public
def sign_in() -> Response:
    """Ask for e-mail and password."""
    target = safe_target(request.args.get("next", ""))
    if find_user() is not None:
        return make_response(redirect(target))
    return make_response(render_template("tenants/sign_in.html", form=SignInForm(), next=target))


@pages.post("/sign-in")
@public
def send_sign_in() -> Response:
    """Sign in, or say that it doesn't fit, in the same words whoever it was."""
    form = SignInForm()
    target = safe_target(request.form.get("next", ""))
    try:
        user = check_password(form.email.data or "", form.password.data or "", address=request.remote_addr or "")
    except LabelroomError as error:
        page = render_template("tenants/sign_in.html", form=form, next=target, refused=error.message)
        return make_response(page, error.status, dict(getattr(error, "headers", {})))
    begin_session(user)
    return make_response(redirect(target, 303))


@pages.post("/sign-out")
@public
def sign_out() -> Response:
    """End this browser's session; whoever is signed out already stays so."""
    if find_user() is not None:
        end_session(current_session())
    logout_user()
    kept = session.get("language")
    session.clear()
    if kept:
        session["language"] = kept
    flash(_("You are signed out."), "ok")
    return make_response(redirect(url_for("tenants.sign_in"), 303))


@pages.post("/language")
@public
def choose_language() -> Response:
    """Show pages in another language from now on."""
    language = request.form.get("language", "")
    if language not in LANGUAGES:
        abort(400)
    session["language"] = language
    if (user := find_user()) is not None:
        set_language(user, language)
    refresh()
    return make_response(redirect(safe_target(request.form.get("next", "")), 303))


def begin_session(user: User) -> None:
    """Give this browser a session of the user; nothing of the one before stays, so that no one can plant one."""
    language = session.get("language")
    session.clear()
    if language and not user.language:
        session["language"] = language
    session.permanent = True
    g.pop("csrf_token", None)
    login_user(start_session(user, address=request.remote_addr or "", agent=request.user_agent.string))


def safe_target(target: str) -> str:
    """The address to go on to: a path of ours, or the start page."""
    parts = urlsplit(target)
    ours = target.startswith("/") and not target.startswith(("//", "/\\")) and not parts.scheme and not parts.netloc
    return target if ours and target.isprintable() and "\\" not in target else url_for("tenants.home")
