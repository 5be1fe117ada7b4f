"""A worker's sign of life for whoever supervises it: a file in this machine's temporary folder."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

FRESH_SECONDS = 30.0


def _file() -> Path:
    return Path(tempfile.gettempdir()) / "labelroom-worker.alive"


def beat() -> None:
    """Say that a worker of this machine looked for work just now."""
    _file().touch()


def is_alive() -> bool:
    """Whether a worker of this machine looked for work in the last 30 s."""
    try:
        return time.time() - _file().stat().st_mtime < FRESH_SECONDS
    except OSError:
        return False
