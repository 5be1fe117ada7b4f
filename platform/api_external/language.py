"""The language of what the API says: `Accept-Language`, else the organization's, else the installation's."""

from flask import current_app, request

from foundation.languages import LANGUAGES, choose_language
from tenants.current import find_organization

PREFIX = "/api/"


def api_language() -> str | None:
    """Return the language of a request to the API, None for any page; a signed-in reader's own doesn't count here."""
    if not request.path.startswith(PREFIX) or request.endpoint == "api_external.docs":
        return None
    if accepted := accepted_language():
        return accepted
    organization = find_organization()
    return organization.language if organization else str(current_app.config["SETTINGS"].language)


def accepted_language() -> str | None:
    """Return the first of our languages in `Accept-Language`; `*` is none of them."""
    for tag, quality in request.accept_languages:
        primary = tag.replace("_", "-").split("-")[0].lower()
        if quality > 0 and primary in LANGUAGES:
            return primary
    return None


choose_language(api_language, first=True)
