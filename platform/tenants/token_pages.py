"""What programs sign in with, and what callbacks are signed with."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask import Response, request, url_for
from flask_babel import gettext as _

from foundation.clock import now
from foundation.errors import Invalid
from foundation.fragments import asks_for_part, page_or_part, see_other, with_message
from tenants.access import member_of
from tenants.blueprint import pages
from tenants.current import current_member
from tenants.forms import DAYS_OF_TOKEN, OVERLAPS, SCOPE_NAMES, OverlapForm, TokenForm
from tenants.issue_token import issue_token, revoke_token, rotate_token
from tenants.models import Token
from tenants.queries import get_token, names_of_members
from tenants.queries import tokens as list_tokens
from tenants.roles import RUNS_STAFF
from tenants.signing_secrets import retiring_until, rotate_signing_secret, show_signing_secret
from tenants.tokens import SCOPES


@pages.get("/o/<slug>/tokens")
@member_of(RUNS_STAFF)
def tokens() -> Response:
    """List the organization's tokens."""
    return shown()


@pages.post("/o/<slug>/tokens")
@member_of(RUNS_STAFF)
def create_token() -> Response:
    """Make a token and show it, this once."""
    form = TokenForm()
    try:
        token, secret = issue_token(
            current_member(), form.name.data or "", form.scopes.data or [], end_of(form.days.data or "")
        )
    except Invalid as error:
        form.take(error)
        return shown(status=422, form=form)
    return shown(made=token, secret=secret)


@pages.get("/o/<slug>/tokens/<int(max=9223372036854775807):token_id>/rotate")
@member_of(RUNS_STAFF)
def ask_to_rotate(token_id: int) -> Response:
    """Ask how long the old token works beside the new one."""
    return page_or_part(
        "tenants/rotate_token.html",
        "tenants/_rotate_token.html",
        token=get_token(token_id),
        form=OverlapForm("token"),
    )


@pages.post("/o/<slug>/tokens/<int(max=9223372036854775807):token_id>/rotate")
@member_of(RUNS_STAFF)
def rotate(token_id: int) -> Response:
    """Make a token's successor and show it, this once."""
    token, secret = rotate_token(get_token(token_id), overlap_asked(), by=current_member())
    return shown(made=token, secret=secret)


@pages.get("/o/<slug>/tokens/<int(max=9223372036854775807):token_id>/revoke")
@member_of(RUNS_STAFF)
def ask_to_revoke(token_id: int) -> Response:
    """Ask whether to end a token."""
    return page_or_part("tenants/revoke_token.html", "tenants/_revoke_token.html", token=get_token(token_id))


@pages.post("/o/<slug>/tokens/<int(max=9223372036854775807):token_id>/revoke")
@member_of(RUNS_STAFF)
def revoke(token_id: int) -> Response:
    """End a token."""
    token = get_token(token_id)
    revoke_token(token)
    text = _("“%(name)s” doesn't work any more.", name=token.name)
    return with_message(shown() if asks_for_part() else see_other(url_for("tenants.tokens")), text)


@pages.post("/o/<slug>/tokens/signing-secret")
@member_of(RUNS_STAFF)
def show_secret() -> Response:
    """Show what callbacks are signed with."""
    return shown(signing_secret=show_signing_secret())


@pages.post("/o/<slug>/tokens/signing-secret/rotate")
@member_of(RUNS_STAFF)
def rotate_secret() -> Response:
    """Replace what callbacks are signed with, and show it."""
    return shown(signing_secret=rotate_signing_secret(overlap_asked()))


def overlap_asked() -> dt.timedelta:
    """How long the form lets old and new work together; raises Invalid."""
    hours = request.form.get("overlap", "")
    if hours not in OVERLAPS:
        raise Invalid.field("overlap", _("Let both work for at most 30 days."))
    return dt.timedelta(hours=int(hours))


def end_of(days: str) -> dt.datetime | None:
    """When a token ends that works for so many days; None: never. Raises Invalid."""
    if days not in DAYS_OF_TOKEN:
        raise Invalid.field("days", _("Choose how long it works."))
    return now() + dt.timedelta(days=int(days)) if days else None


def shown(
    *,
    status: int = 200,
    form: TokenForm | None = None,
    made: Token | None = None,
    secret: str = "",
    signing_secret: str = "",
) -> Response:
    """Render the list, with the form that was refused or the secret that was made."""
    ended = request.args.get("show") == "ended"
    found = list_tokens(ended=ended)
    values: dict[str, Any] = {
        "tokens": found,
        "ended": ended,
        "makers": names_of_members({token.created_by_id for token in found}),
        "scope_names": SCOPE_NAMES,
        "all_scopes": len(SCOPES),
        "form": form or TokenForm(formdata=None, scopes=list(SCOPES)),
        "overlap": OverlapForm("secret"),
        "made": made,
        "secret": secret,
        "signing_secret": signing_secret,
        "retiring_until": retiring_until(),
    }
    return page_or_part("tenants/tokens.html", "tenants/_tokens.html", status=status, **values)
