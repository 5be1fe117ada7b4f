"""Names for pictures in an archive: from the URL, safe on every file system, each once."""

import re
import unicodedata
from urllib.parse import unquote, urlsplit

LONGEST = 200  # bytes, extension included: some file systems stop at 255
_EXTENSIONS = {".jpg", ".jpeg", ".png", ".bmp", ".webp", ".gif", ".tif", ".tiff"}
_UNSAFE = re.compile(r"[^\w.-]+")
# Windows opens devices under these names, whatever the extension.
_DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)


class PictureNames:
    """Hands out stems. No two are equal after lower-casing: readers match labels to pictures without the extension."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def name(self, url: str, task_id: int) -> tuple[str, str]:
        """Return stem and extension (`coin`, `.jpg`) for a task's picture; a second `coin` is `coin_<task id>`."""
        stem, extension = split_name(url)
        stem = stem or f"task_{task_id}"
        suffix = ""
        while (name := _cut(stem, len(suffix) + len(extension)) + suffix).lower() in self._taken:
            suffix += f"_{task_id}"
        self._taken.add(name.lower())
        return name, extension


def split_name(url: str) -> tuple[str, str]:
    """Return the safe stem (may be empty) and the extension (`.jpg` when there is no known one) of a URL."""
    try:
        path = urlsplit(url).path
    except ValueError:
        path = url
    base = unicodedata.normalize("NFC", unquote(path, errors="replace")).replace("\\", "/").rpartition("/")[2]
    stem, dot, extension = base.rpartition(".")
    extension = f".{extension.lower()}"
    if not dot or extension not in _EXTENSIONS:
        stem, extension = base, ".jpg"
    stem = _UNSAFE.sub("_", stem).strip("._ ")
    return (f"_{stem}" if _DEVICES.match(stem) else stem), extension


def _cut(stem: str, reserved: int) -> str:
    return stem.encode()[: LONGEST - reserved].decode(errors="ignore")
