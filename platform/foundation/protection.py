"""Cookies, CSRF tokens and the origin of what changes state."""

from __future__ import annotations

import datetime as dt
import hmac
from functools import lru_cache
from urllib.parse import urlsplit

from flask import Flask, current_app, g, request, session
from flask.sessions import SecureCookieSessionInterface
from flask_babel import lazy_gettext as _l
from flask_wtf.csrf import CSRFProtect
from itsdangerous import BadData, URLSafeTimedSerializer

from foundation.database import SAFE_METHODS
from foundation.errors import LabelroomError
from foundation.seal import key_for, keys_for
from foundation.settings import Settings

csrf = CSRFProtect()


class WrongOrigin(LabelroomError):
    """A request that changes state came from another site, another port, or a page too old."""

    status = 400
    code = "wrong_origin"
    default_message = _l("This page is out of date or the request came from elsewhere. Reload the page and try again.")


def protect() -> None:
    """Check origin and CSRF token of what changes state; routes for bearer tokens ignore cookies and need neither."""
    if request.method in SAFE_METHODS or request.endpoint is None or _takes_a_token():
        return
    if not _same_origin():
        raise WrongOrigin
    token = request.headers.get("X-CSRFToken") or request.form.get("csrf_token", "")
    expected = session.get("csrf_token")
    if not expected or not hmac.compare_digest(expected, _signed_value(token, current_app.config["SECRET_KEY"])):
        raise WrongOrigin
    g.csrf_valid = True  # what Flask-WTF's forms go by


@lru_cache(maxsize=4096)
def _signed_value(token: str, key: str) -> str:
    """Return what Flask-WTF has signed in a token, "" for a token it has not. Tokens last as long as the session."""
    try:
        value = URLSafeTimedSerializer(key, salt="wtf-csrf-token").loads(token)
    except BadData:
        return ""
    return value if isinstance(value, str) else ""


class CookieSessions(SecureCookieSessionInterface):
    """Signed cookies, with what signs them made once instead of twice a request."""

    def __init__(self) -> None:
        self._serializer: URLSafeTimedSerializer | None = None

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        """Return the serializer of the application's keys."""
        if self._serializer is None:
            self._serializer = super().get_signing_serializer(app)
        return self._serializer


def _takes_a_token() -> bool:
    rule = getattr(current_app.view_functions[request.endpoint or ""], "access", None)
    return getattr(rule, "kind", "") in ("token", "token_or_member")


def _same_origin() -> bool:
    """Browsers send cookies to other ports of a host, so only the very same origin counts."""
    if site := request.headers.get("Sec-Fetch-Site"):
        return site in ("same-origin", "none")
    if origin := request.headers.get("Origin"):
        ours = {request.host_url.rstrip("/"), current_app.config["SETTINGS"].public_url}
        return origin in ours
    return True  # neither header: an old or non-browser client, which still needs the token


def init_app(app: Flask) -> None:
    """Set keys and cookies from the settings; the first key signs, all verify."""
    settings: Settings = app.config["SETTINGS"]
    secure = urlsplit(settings.public_url).scheme == "https"
    app.config.update(
        SECRET_KEY=key_for("cookies", settings.secret_keys[0]),
        SECRET_KEY_FALLBACKS=keys_for("cookies", settings)[1:],
        SESSION_COOKIE_NAME="__Host-labelroom" if secure else "labelroom",
        SESSION_COOKIE_SECURE=secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_PATH="/",
        PERMANENT_SESSION_LIFETIME=dt.timedelta(days=14),
        WTF_CSRF_CHECK_DEFAULT=False,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=False,
        MAX_CONTENT_LENGTH=None,
    )
    csrf.init_app(app)
    app.session_interface = CookieSessions()
    app.before_request(protect)
