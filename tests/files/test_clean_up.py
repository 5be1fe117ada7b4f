"""Cleaning up: what killed workers left goes, what is still wanted stays."""

from __future__ import annotations

import os
import time

import sqlalchemy as sa

from files.clean_up import delete_partial, delete_unknown
from files.keep import partial_file, put_file
from files.models import StoredFile
from files.store import file_store
from foundation.database import db
from tests.people import People

OLD = 3 * 3600


def test_half_written_files_go_when_nobody_writes_to_them_any_more(people: People) -> None:
    with people.app.app_context():
        folder = file_store().partial
        for name, age in (("old", OLD), ("new", 60)):
            path = folder / f"{name}.partial"
            path.write_bytes(b"x")
            os.utime(path, (time.time() - age,) * 2)
        delete_partial()
        assert not (folder / "old.partial").exists()
        assert (folder / "new.partial").exists()
        (folder / "new.partial").unlink()


def test_finished_files_without_a_row_go_and_those_with_one_stay(people: People) -> None:
    with people.inside():
        store = file_store()
        with partial_file("known") as path:
            path.write_bytes(b"known")
            db.session.add(put_file(path, kind="exports", media_type="text/plain", name="known"))
        for name in ("lost", "fresh"):
            with partial_file(name) as path:
                path.write_bytes(b"lost")
                put_file(path, kind="exports", media_type="text/plain", name=name)
        folder = store.partial.parent / str(people.organization_id) / "exports"
        for name in ("known", "lost"):
            os.utime(folder / name, (time.time() - OLD,) * 2)
    with people.inside():
        delete_unknown()
    with people.inside(write=False):
        assert [kept.key.rpartition("/")[2] for kept in store.listed(f"{people.organization_id}/")] == [
            "fresh",
            "known",
        ]
        assert db.session.scalars(sa.select(StoredFile.size)).one() == len(b"known")


def test_a_file_that_was_not_kept_leaves_nothing(people: People) -> None:
    with people.app.app_context():
        with partial_file("gone") as path:
            path.write_bytes(b"x")
        assert not path.exists()
