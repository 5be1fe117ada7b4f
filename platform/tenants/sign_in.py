"""Signing in with e-mail and password."""

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from foundation.database import db, own_transaction
from foundation.errors import LabelroomError
from tenants.emails import fold_email
from tenants.models import User
from tenants.passwords import hash_password, is_password, needs_rehash
from tenants.sign_in_limits import check_limits, record_attempt


class WrongPassword(LabelroomError):
    """No such account, or another password: never told apart."""

    status = 422
    code = "wrong_password"
    default_message = _l("E-mail or password is wrong.")


def check_password(email: str, password: str, *, address: str) -> User:
    """Return the user these belong to; raises WrongPassword or TooManyTries. Each try is noted, whatever follows.

    Begins with a fresh unit of work: hashing takes a tenth of a second, in which no lock may be held, and the note has
    to stay although the request is refused.
    """
    db.session.rollback()
    folded = fold_email(email)
    with own_transaction() as connection:
        check_limits(connection, folded, address)
        users = User.__table__
        found = connection.execute(
            sa.select(users.c.id, users.c.password_hash).where(
                users.c.email_folded == folded, users.c.disabled_at.is_(None)
            )
        ).first()
    stored = found.password_hash if found else ""
    fits = is_password(stored, password)
    fresh = hash_password(password) if fits and needs_rehash(stored) else None
    with own_transaction() as connection:
        record_attempt(connection, folded, address, ok=fits)
    if not fits or found is None:
        raise WrongPassword
    user = db.session.get_one(User, found.id)
    if fresh:
        user.password_hash = fresh
    return user
