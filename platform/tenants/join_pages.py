"""Accepting an invitation, as a new user or as one who has a sign-in."""

from __future__ import annotations

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _

from foundation.errors import Invalid, NotFound
from foundation.headers import no_referrer
from tenants.access import public
from tenants.add_member import AlreadyMember
from tenants.blueprint import pages
from tenants.current import find_user
from tenants.enter import enter
from tenants.forms import JoinForm
from tenants.invite import ForSomeoneElse, accept_invitation, get_invitation_by_secret
from tenants.models import Invitation, Organization, User
from tenants.passwords import Busy
from tenants.queries import find_organization_by_slug
from tenants.sign_in import WrongPassword, check_password
from tenants.sign_in_limits import TooManyTries
from tenants.sign_in_pages import begin_session
from tenants.users import create_user, find_user_by_email


@pages.get("/join/<slug>/<secret>")
@public
def join_organization(slug: str, secret: str) -> Response:
    """Show who invites to what, and ask for a sign-in where there is none."""
    organization, invitation = opened(slug, secret)
    return shown(organization, invitation, JoinForm(formdata=None, email=invitation.email or ""))


@pages.post("/join/<slug>/<secret>")
@public
def accept(slug: str, secret: str) -> Response:
    """Join as the user signed in, as one who gives their password, or as a new one."""
    form = JoinForm()
    organization, invitation = opened(slug, secret)
    signed_in = find_user()
    try:
        user = signed_in or user_of(form)
        accept_invitation(invitation, user)
    except Invalid as error:
        form.take(error)
        return shown(organization, invitation, form, status=422)
    except (WrongPassword, TooManyTries, Busy, ForSomeoneElse, AlreadyMember) as error:
        return shown(organization, invitation, form, status=error.status, refused=str(error.message))
    if signed_in is None:
        begin_session(user)
    flash(_("Welcome to %(organization)s.", organization=organization.name), "ok")
    return make_response(redirect(url_for("tenants.organization", slug=organization.slug), 303))


def user_of(form: JoinForm) -> User:
    """The user with this address if the password fits, a new one if there is none yet."""
    email, password = form.email.data or "", form.password.data or ""
    if find_user_by_email(email) is not None:
        return check_password(email, password, address=request.remote_addr or "")
    if not (form.name.data or "").strip():
        raise Invalid.field("name", _("Give the name others see."))
    return create_user(email, name=form.name.data or "", password=password)


def opened(slug: str, secret: str) -> tuple[Organization, Invitation]:
    """Enter the organization of a link and find its invitation; raises NotFound, InvitationOver."""
    no_referrer()
    organization = find_organization_by_slug(slug)
    if organization is None or organization.status != "active":
        raise NotFound
    enter(organization)
    return organization, get_invitation_by_secret(secret)


def shown(
    organization: Organization, invitation: Invitation, form: JoinForm, *, status: int = 200, refused: str = ""
) -> Response:
    """Render the invitation."""
    page = render_template(
        "tenants/join.html",
        inviting=organization,
        invitation=invitation,
        form=form,
        refused=refused,
        host=invitation.created_by.name,
    )
    return make_response(page, status)
