"""E-mail addresses as names of sign-ins."""

import re
import unicodedata

from flask_babel import lazy_gettext as _l

from foundation.errors import Invalid

MAX_LENGTH = 254  # RFC 5321
SHAPE = re.compile(
    r"[^@\s\x00-\x1f<>\"(),:;\[\]\\]+@[^@\s\x00-\x1f<>\"(),:;\[\]\\.]+(\.[^@\s\x00-\x1f<>\"(),:;\[\]\\.]+)+"
)


def fold_email(email: str) -> str:
    """The form in which two spellings of one address are equal."""
    return unicodedata.normalize("NFKC", email.strip()).casefold()


def checked_email(email: str) -> str:
    """The address without surrounding space; raises Invalid for `email` when it isn't one."""
    email = unicodedata.normalize("NFC", email.strip())
    if len(email) > MAX_LENGTH or not SHAPE.fullmatch(email):
        raise Invalid.field("email", _l("Give an e-mail address such as name@example.com."))
    return email
