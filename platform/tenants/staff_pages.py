"""Who belongs to the organization: members, their roles, and invitations."""

from __future__ import annotations

from typing import Any

from flask import Response, current_app, request, url_for
from flask_babel import gettext as _

from foundation.errors import Invalid
from foundation.fragments import asks_for_part, page_or_part, see_other, with_message
from tenants.access import member_of
from tenants.blueprint import pages
from tenants.change_member import change_role, remove_member
from tenants.current import current_member, current_organization
from tenants.forms import InvitationForm
from tenants.invite import invite, revoke_invitation
from tenants.queries import PAGE, counts_by_role, find_member, get_invitation, get_member, open_invitations, staff
from tenants.roles import ANNOTATOR, ROLE_NAMES, ROLES, RUNS_STAFF, outranks


@pages.get("/o/<slug>/members")
@member_of(RUNS_STAFF)
def members() -> Response:
    """List members and open invitations."""
    return shown()


@pages.post("/o/<slug>/members/invitations")
@member_of(RUNS_STAFF)
def create_invitation() -> Response:
    """Make an invitation and show its link, this once."""
    form = InvitationForm(roles_to_give())
    try:
        _invitation, secret = invite(current_member(), form.role.data or "", form.email.data or "")
    except Invalid as error:
        form.take(error)
        return shown(status=422, form=form)
    public_url = current_app.config["SETTINGS"].public_url
    path = url_for("tenants.join_organization", slug=current_organization().slug, secret=secret)
    return shown(link=public_url + path)


@pages.post("/o/<slug>/members/invitations/<int(max=9223372036854775807):invitation_id>/revoke")
@member_of(RUNS_STAFF)
def end_invitation(invitation_id: int) -> Response:
    """Make an invitation's link worthless."""
    revoke_invitation(get_invitation(invitation_id))
    return after(_("The invitation is withdrawn; its link doesn't work any more."))


@pages.post("/o/<slug>/members/<public_id>/role")
@member_of(RUNS_STAFF)
def give_role(public_id: str) -> Response:
    """Change a member's role."""
    member = get_member(public_id)
    change_role(member, request.form.get("role", ""), by=current_member())
    return after(_("%(name)s is now: %(role)s.", name=member.name, role=ROLE_NAMES[member.role]))


@pages.get("/o/<slug>/members/<public_id>/remove")
@member_of(RUNS_STAFF)
def ask_to_remove(public_id: str) -> Response:
    """Ask whether to remove a member, and say what happens then."""
    return page_or_part("tenants/remove_member.html", "tenants/_remove_member.html", one=get_member(public_id))


@pages.post("/o/<slug>/members/<public_id>/remove")
@member_of(RUNS_STAFF)
def remove(public_id: str) -> Response:
    """End a membership."""
    member = get_member(public_id)
    remove_member(member, by=current_member())
    text = _("%(name)s is no longer a member. Their annotations stay, their open tasks went back.", name=member.name)
    if member.id == current_member().id:
        return with_message(see_other(url_for("tenants.home")), text)
    return after(text)


def after(text: str) -> Response:
    """The list again, with a message."""
    if asks_for_part():
        return with_message(shown(), text)
    return with_message(see_other(url_for("tenants.members")), text)


def roles_to_give() -> list[str]:
    """The roles the member asking may give: their own and those below."""
    return [role for role in ROLES if not outranks(role, current_member().role)]


def shown(*, status: int = 200, form: InvitationForm | None = None, link: str = "") -> Response:
    """Render the list, with the form that was refused or the link that was made."""
    words, role, after = (request.args.get(name, "") for name in ("q", "role", "after"))
    found = staff(words, role if role in ROLES else "", after=find_member(after))
    values: dict[str, Any] = {
        "staff": found[:PAGE],
        "following": found[PAGE - 1].member.public_id if len(found) > PAGE else None,
        "after": after,
        "counts": counts_by_role(),
        "roles": ROLES,
        "roles_to_give": roles_to_give(),
        "outranks": outranks,
        "invitations": open_invitations(),
        "form": form or InvitationForm(roles_to_give(), formdata=None, role=ANNOTATOR),
        "link": link,
        "words": words,
        "role": role,
    }
    return page_or_part("tenants/members.html", "tenants/_members.html", status=status, **values)
