"""Files in a bucket: `s3://name/prefix`, `gs://…`, `az://…`; credentials come from the usual environment variables."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import obstore
from obstore.store import from_url

from files.store import CHUNK, Kept


class Bucket:
    """A `FileStore` in object storage. An upload there is all or nothing by itself."""

    def __init__(self, url: str, partial: Path) -> None:
        self._store = from_url(url)
        self.partial = partial
        partial.mkdir(parents=True, exist_ok=True)

    def keep(self, path: Path, key: str) -> None:
        """Upload the file, in parts when it is large, and delete the local one."""
        obstore.put(self._store, key, path)
        path.unlink()

    def read(self, key: str, start: int, end: int) -> Iterator[bytes]:
        """Ask for the range; its bytes stream in as they are asked for."""
        if start >= end:
            obstore.head(self._store, key)
            return iter(())
        found = obstore.get(self._store, key, options={"range": (start, end)})
        return (bytes(chunk) for chunk in found.stream(min_chunk_size=CHUNK))

    def delete(self, key: str) -> None:
        """Delete the object."""
        try:
            obstore.delete(self._store, key)
        except FileNotFoundError:
            return

    def listed(self, prefix: str) -> Iterator[Kept]:
        """List the objects, a page at a time."""
        for page in obstore.list(self._store, prefix.rstrip("/")):
            for found in page:
                yield Kept(found["path"], found["size"], found["last_modified"])
