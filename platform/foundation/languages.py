"""Which language a page or an answer is in. English is the message id; `translations/` holds the others."""

from collections.abc import Callable
from typing import Any

from flask import Flask, current_app, g, has_request_context, request
from flask_babel import Babel, force_locale, get_locale, get_translations, refresh

LANGUAGES = {"zh": "中文", "en": "English"}
DIRECTORY_NAME = "translations"

babel = Babel()
_choosers: list[Callable[[], str | None]] = []


def choose_language(chooser: Callable[[], str | None], *, first: bool = False) -> Callable[[], str | None]:
    """Register a function that may know the language; asked in order of registration, or before the others."""
    _choosers.insert(0 if first else len(_choosers), chooser)
    return chooser


def accepted_language() -> str | None:
    """Return the language of ours that `Accept-Language` prefers, if any."""
    return request.accept_languages.best_match(LANGUAGES)


def language() -> str:
    """Return the language of this request, or the installation's."""
    default: str = current_app.config["SETTINGS"].language
    if not has_request_context():
        return default
    if forced := g.get("language"):
        return str(forced)
    for chooser in _choosers:
        if (chosen := chooser()) in LANGUAGES:
            return str(chosen)
    return default


def use_language(chosen: str) -> None:
    """Answer this request in `chosen`, whatever else says."""
    g.language = chosen
    refresh()


def init_app(app: Flask) -> None:
    """Wire Flask-Babel; messages without a translation stay English."""
    app.config.setdefault("BABEL_TRANSLATION_DIRECTORIES", str(app.config["SOURCE"] / DIRECTORY_NAME))
    app.config.setdefault("BABEL_DEFAULT_LOCALE", "en")
    babel.init_app(app, locale_selector=language)
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]  # of the extension Flask-Babel adds
        gettext=lambda text: catalog().ugettext(text),
        ngettext=lambda one, many, count: catalog().ungettext(one, many, count),
        pgettext=lambda context, text: catalog().upgettext(context, text),
        npgettext=lambda context, one, many, count: catalog().unpgettext(context, one, many, count),
        newstyle=True,
    )
    app.jinja_env.globals["language"] = language
    app.jinja_env.globals["languages"] = LANGUAGES


def catalog() -> Any:
    """Return the messages of this request's language, found once a request: a page asks some 400 times."""
    locale, messages = g.get("catalog", (None, None))
    if locale is None or getattr(g.get("_flask_babel"), "babel_locale", None) is not locale:
        messages = get_translations()
        g.catalog = (get_locale(), messages)
    return messages


def in_language(chosen: str) -> Any:
    """Return a context manager under which messages come out in `chosen`."""
    return force_locale(chosen)
