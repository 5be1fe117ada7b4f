"""People and their sign-ins, across organizations."""

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from foundation.clock import now
from foundation.database import db
from foundation.errors import Invalid
from foundation.languages import LANGUAGES
from tenants.emails import checked_email, fold_email
from tenants.models import User, UserSession
from tenants.passwords import check_new_password, hash_password
from tenants.sign_in import WrongPassword, check_password

LONGEST_NAME = 100


def find_user_by_email(email: str) -> User | None:
    """The user with this address, however it is spelled."""
    return db.session.scalar(select(User).where(User.email_folded == fold_email(email)))


def create_user(email: str, *, name: str, password: str | None) -> User:
    """Add a person; without a password they can't sign in until they get one.

    Raises Invalid for email, name or password.
    """
    email = checked_email(email)
    if password is not None:
        check_new_password(password, email=email)
    user = User(
        email=email,
        email_folded=fold_email(email),
        name=checked_name(name) if name else "",
        password_hash=hash_password(password) if password is not None else "",
    )
    db.session.add(user)
    db.session.flush()
    return user


def checked_name(name: str) -> str:
    """A display name without surrounding space; raises Invalid for `name` when it is empty or too long."""
    name = " ".join(name.split())
    if not name or not name.isprintable():
        raise Invalid.field("name", _l("Give the name others see."))
    if len(name) > LONGEST_NAME:
        raise Invalid.field("name", _l("Use at most 100 characters."))
    return name


def set_language(user: User, language: str) -> None:
    """Set the language of the user's pages, empty: the organization's. Raises Invalid for one we don't speak."""
    if language and language not in LANGUAGES:
        raise Invalid.field("language", _l("Choose one of the languages."))
    user.language = language or None


def change_password(user: User, current: str, new: str, *, keep: UserSession | None, address: str) -> None:
    """Replace the password and end all sessions of the user but `keep`.

    Raises Invalid for `current` or `password`, and TooManyTries: whoever found an open browser must not guess.
    """
    try:
        check_password(user.email, current, address=address)
    except WrongPassword as error:
        raise Invalid.field("current", _l("This isn't your current password.")) from error
    check_new_password(new, email=user.email)
    user.password_hash = hash_password(new)
    end_other_sessions(user, keep=keep)


def live_sessions(user: User) -> list[UserSession]:
    """The browsers the user is signed in with, the one used last first."""
    return list(
        db.session.scalars(
            select(UserSession)
            .where(UserSession.user_id == user.id, UserSession.revoked_at.is_(None), UserSession.expires_at > now())
            .order_by(UserSession.seen_at.desc())
        )
    )


def end_other_sessions(user: User, *, keep: UserSession | None) -> int:
    """Sign the user out everywhere but in `keep`; returns how many sessions ended."""
    others = [row for row in live_sessions(user) if keep is None or row.id != keep.id]
    for row in others:
        row.revoked_at = now()
    return len(others)
