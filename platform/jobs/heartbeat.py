"""A worker's sign of life for whoever supervises it: a file in this machine's temporary folder."""

from __future__ import annotations

import contextlib
import os
import tempfile
import time
from pathlib import Path

FRESH_SECONDS = 30.0


def _file() -> Path:
    # With the user's number: one user's file can't be touched by another's worker.
    return Path(tempfile.gettempdir()) / f"labelroom-worker-{os.getuid()}.alive"


def beat() -> None:
    """Say that a worker of this user on this machine looked for work just now."""
    with contextlib.suppress(OSError):  # whoever supervises it misses the file; the work itself goes on
        _file().touch()


def is_alive() -> bool:
    """Whether a worker of this user on this machine looked for work in the last 30 s."""
    try:
        return time.time() - _file().stat().st_mtime < FRESH_SECONDS
    except OSError:
        return False
