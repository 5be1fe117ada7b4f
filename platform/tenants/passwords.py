"""Hashing and checking passwords (Argon2id), and which ones are too weak."""

import threading
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask_babel import lazy_gettext as _l

from foundation.errors import Invalid, LabelroomError

SHORTEST, LONGEST = 12, 256
FEWEST_DIFFERENT = 5
PARALLEL = 2  # each hash takes 64 MiB and a core for a tenth of a second
WAIT_SECONDS = 10

# Guessed first by everyone, and long enough to pass the length rule.
COMMON = frozenset(
    {
        "123456789012",
        "1234567890123",
        "12345678901234",
        "123456789012345",
        "1234567890abc",
        "0123456789012",
        "qwertyuiop12",
        "qwertyuiop123",
        "qwertyuiopasdfghjkl",
        "qwertyuiopasdf",
        "1qaz2wsx3edc",
        "1qaz2wsx3edc4rfv",
        "qazwsxedcrfv",
        "q1w2e3r4t5y6",
        "1q2w3e4r5t6y",
        "zxcvbnmasdfg",
        "password1234",
        "password12345",
        "password123456",
        "passwordpassword",
        "mypassword123",
        "iloveyou1234",
        "iloveyouiloveyou",
        "letmeinletmein",
        "administrator",
        "adminadmin123",
        "admin1234567",
        "welcome12345",
        "changeme1234",
        "abcdefghijkl",
        "abcdefghijklm",
        "abcd12345678",
        "abc123abc123",
        "123abc123abc",
        "asdfghjkl123",
        "asdfasdfasdf",
        "qweasdzxc123",
        "princess1234",
        "football1234",
        "baseball1234",
        "superman1234",
        "trustno1trustno1",
        "woaini520131",
        "woaini1314520",
        "5201314520131",
        "aini13145201",
        "a12345678901",
        "a123456789012",
        "labelroom1234",
        "labelroomlabelroom",
    }
)

_hasher = PasswordHasher()
_turns = threading.BoundedSemaphore(PARALLEL)


class Busy(LabelroomError):
    """Too many passwords are being checked at this moment."""

    status = 429
    code = "busy"
    default_message = _l("Too many people are signing in right now. Try again in a few seconds.")


def hash_password(password: str) -> str:
    """What is stored of a password; raises Busy when the machine has no room for another hash."""
    with _Turn():
        return _hasher.hash(password)


def is_password(stored: str, password: str) -> bool:
    """Whether the password fits. An empty `stored` (nobody, or nobody's password yet) takes as long and never fits."""
    if len(password) > LONGEST:
        password = ""
    with _Turn():
        try:
            return _hasher.verify(stored or _nobodys_hash(), password) and bool(stored)
        except (VerificationError, InvalidHashError):
            return False


def needs_rehash(stored: str) -> bool:
    """Whether the hash was made with weaker parameters than today's."""
    return _hasher.check_needs_rehash(stored)


def check_new_password(password: str, *, email: str = "", field: str = "password") -> None:
    """Raise Invalid for `field` when the password is too short, too long or too easy to guess."""
    folded = password.casefold()
    if len(password) < SHORTEST:
        raise Invalid.field(field, _l("Use at least 12 characters; a few words in a row are fine."))
    if len(password) > LONGEST:
        raise Invalid.field(field, _l("Use at most 256 characters."))
    if folded in COMMON or len(set(folded)) < FEWEST_DIFFERENT or (email and folded.strip() == email.casefold()):
        raise Invalid.field(field, _l("This password is among the first that are guessed. Choose another."))


@lru_cache
def _nobodys_hash() -> str:
    return _hasher.hash("nobody's password")


class _Turn:
    """One of the few places for hashing."""

    def __enter__(self) -> None:
        if not _turns.acquire(timeout=WAIT_SECONDS):
            raise Busy

    def __exit__(self, *_error: object) -> None:
        _turns.release()
