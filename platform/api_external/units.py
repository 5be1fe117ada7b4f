"""Units of work shorter than the request: nothing is locked while a body comes in or an export is waited for."""

from collections.abc import Iterator
from contextlib import contextmanager

from foundation.database import db, writing


def end_unit() -> None:
    """Commit what was done so far; the next query begins a new transaction."""
    db.session.commit()


@contextmanager
def read_only() -> Iterator[None]:
    """Read in a transaction of its own that takes nobody's turn to write."""
    end_unit()
    token = writing.set(False)
    try:
        yield
        end_unit()
    finally:
        writing.reset(token)


@contextmanager
def write() -> Iterator[None]:
    """Write in a transaction of its own, also in a request that otherwise reads."""
    end_unit()
    token = writing.set(True)
    try:
        yield
        end_unit()
    finally:
        writing.reset(token)
