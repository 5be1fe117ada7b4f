"""Files in a folder of this machine (or a share that all machines see)."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

from files.store import CHUNK, Kept


class LocalFolder:
    """A `FileStore` in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.partial = folder / "partial"
        self.partial.mkdir(parents=True, exist_ok=True)

    @classmethod
    def at(cls, url: str) -> LocalFolder:
        """Return the folder of a `file:///…` URL."""
        return cls(Path(unquote(urlsplit(url).path)))

    def keep(self, path: Path, key: str) -> None:
        """Move the file to its place in one step, after its bytes have reached the disk."""
        target = self._path(key)
        target.parent.mkdir(parents=True, exist_ok=True)
        with path.open("rb") as file:
            os.fsync(file.fileno())
        os.replace(path, target)

    def read(self, key: str, start: int, end: int) -> Iterator[bytes]:
        """Open at once, so that a missing file is known before an answer begins; read as it is asked for."""
        file = self._path(key).open("rb")

        def chunks() -> Iterator[bytes]:
            with file:
                file.seek(start)
                left = end - start
                while left > 0 and (chunk := file.read(min(CHUNK, left))):
                    left -= len(chunk)
                    yield chunk

        return chunks()

    def delete(self, key: str) -> None:
        """Delete the file."""
        self._path(key).unlink(missing_ok=True)

    def listed(self, prefix: str) -> Iterator[Kept]:
        """Walk the folder of the prefix."""
        for path in sorted(self._path(prefix).rglob("*")):
            if path.is_file():
                state = path.stat()
                changed_at = dt.datetime.fromtimestamp(state.st_mtime, dt.UTC)
                yield Kept(path.relative_to(self.folder).as_posix(), state.st_size, changed_at)

    def _path(self, key: str) -> Path:
        path = (self.folder / key).resolve()
        if not path.is_relative_to(self.folder.resolve()):
            raise ValueError("a key leads out of the folder")
        return path
