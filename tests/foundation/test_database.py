"""A connection the database has ended meanwhile is replaced before anything is asked over it."""

import pytest
import sqlalchemy as sa

from foundation.database import db, make_engine
from tests.people import People


def test_a_connection_the_server_has_ended_is_replaced(backend: str, people: People) -> None:
    if backend != "postgresql":
        pytest.skip("a file ends no connections")
    with people.app.app_context():
        engine = make_engine(db.engine.url.render_as_string(hide_password=False), pool_size=1, max_overflow=0)
        with engine.connect() as connection:
            before = connection.scalar(sa.text("SELECT pg_backend_pid()"))
        with db.engine.connect() as other:
            other.execute(sa.text("SELECT pg_terminate_backend(:pid, 10000)"), {"pid": before})  # waits for its end
        with engine.connect() as connection:
            assert connection.scalar(sa.text("SELECT pg_backend_pid()")) != before
        engine.dispose()


def test_a_connection_is_kept_while_it_lives(backend: str, people: People) -> None:
    if backend != "postgresql":
        pytest.skip("a file has no backend")
    with people.app.app_context():
        engine = make_engine(db.engine.url.render_as_string(hide_password=False), pool_size=1, max_overflow=0)
        pids = set()
        for _ in range(3):
            with engine.connect() as connection:
                pids.add(connection.scalar(sa.text("SELECT pg_backend_pid()")))
        assert len(pids) == 1
        engine.dispose()
