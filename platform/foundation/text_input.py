"""Text that no database can hold never reaches one: NUL characters in addresses, arguments and forms."""

from flask import Flask, request
from flask_babel import lazy_gettext as _l

from foundation.errors import Invalid, NotFound

FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


def refuse_nul() -> None:
    """Raise NotFound for such an address, Invalid for such an argument or field."""
    if "\0" in request.path:
        raise NotFound
    with_forms = request.mimetype in FORMS and "Authorization" not in request.headers  # the API reads bodies later
    for values in (request.args, *([request.form] if with_forms else [])):
        for name, value in values.items(multi=True):
            if "\0" in value or "\0" in name:
                raise Invalid.field(name.replace("\0", ""), _l("This text holds a character that can't be stored."))


def init_app(app: Flask) -> None:
    """Check every request."""
    app.before_request(refuse_nul)
