"""Where files are kept: a folder, or a bucket of S3, Google or Azure. One small interface over them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, cast

from flask import current_app

from foundation.settings import Settings

CHUNK = 1024 * 1024  # bytes handed on at a time


@dataclass(frozen=True, slots=True)
class Kept:
    """A file as the store lists it."""

    key: str
    size: int
    changed_at: dt.datetime


class FileStore(Protocol):
    """Keys are ours (`<organization>/<kind>/<name>`); a key is written once and its bytes never change."""

    partial: Path
    """A local folder for files being written."""

    def keep(self, path: Path, key: str) -> None:
        """Take a finished local file (it is gone afterwards). Readers see all of it or nothing."""

    def read(self, key: str, start: int, end: int) -> Iterator[bytes]:
        """Yield the bytes from `start` up to, not including, `end`; raises FileNotFoundError at once."""

    def delete(self, key: str) -> None:
        """Delete a file; one that is gone already is fine."""

    def listed(self, prefix: str) -> Iterator[Kept]:
        """Yield the files whose keys begin with `prefix`, which ends with a slash."""


def file_store() -> FileStore:
    """Return this application's store."""
    extensions = current_app.extensions
    if "file_store" not in extensions:
        extensions["file_store"] = _open_store(current_app.config["SETTINGS"])
    return cast(FileStore, extensions["file_store"])


def _open_store(settings: Settings) -> FileStore:
    url = settings.files_url or (settings.data_dir.resolve() / "files").as_uri()
    if url.startswith("file://"):
        from files.local_folder import LocalFolder

        return LocalFolder.at(url)
    from files.bucket import Bucket  # obstore is large: only those who use a bucket load it

    return Bucket(url, settings.data_dir / "partial")
