"""Stores: a folder and a bucket keep the same promises."""

from __future__ import annotations

from pathlib import Path

import pytest

from files.bucket import Bucket
from files.local_folder import LocalFolder
from files.store import CHUNK, FileStore


@pytest.fixture(params=["folder", "bucket"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> FileStore:
    """A folder, and obstore's bucket interface over a memory that lives as long as the test."""
    if request.param == "folder":
        return LocalFolder.at((tmp_path / "kept files").as_uri())
    return Bucket("memory:///", tmp_path / "partial")


def keep(store: FileStore, key: str, content: bytes) -> None:
    path = store.partial / "a.partial"
    path.write_bytes(content)
    store.keep(path, key)
    assert not path.exists()


def test_a_kept_file_is_read_whole_and_in_parts(store: FileStore) -> None:
    content = bytes(range(256)) * (CHUNK // 100)
    keep(store, "1/exports/x", content)
    assert b"".join(store.read("1/exports/x", 0, len(content))) == content
    assert b"".join(store.read("1/exports/x", 3, 9)) == content[3:9]
    assert b"".join(store.read("1/exports/x", CHUNK - 2, CHUNK + 2)) == content[CHUNK - 2 : CHUNK + 2]
    assert b"".join(store.read("1/exports/x", 0, 0)) == b""


def test_a_missing_file_is_known_before_anything_is_read(store: FileStore) -> None:
    with pytest.raises(FileNotFoundError):
        store.read("1/exports/none", 0, 5)


def test_deleting_twice_is_fine(store: FileStore) -> None:
    keep(store, "1/exports/x", b"x")
    store.delete("1/exports/x")
    store.delete("1/exports/x")
    with pytest.raises(FileNotFoundError):
        store.read("1/exports/x", 0, 1)


def test_listing_names_what_is_below_a_prefix_alone(store: FileStore) -> None:
    for key in ("1/exports/b", "1/exports/a", "11/exports/c"):
        keep(store, key, b"abc")
    assert sorted((kept.key, kept.size) for kept in store.listed("1/")) == [("1/exports/a", 3), ("1/exports/b", 3)]
    assert list(store.listed("2/")) == []


def test_a_key_never_leads_out_of_the_folder(tmp_path: Path) -> None:
    store = LocalFolder(tmp_path / "kept")
    (tmp_path / "secret").write_text("s")
    for key in ("../secret", "a/../../secret", str(tmp_path / "secret")):
        with pytest.raises(ValueError, match="leads out"):
            store.read(key, 0, 1)
