"""The kinds of background work: each room registers its own, and what happens when one is given up."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jobs.models import Job
    from jobs.running import RunningJob


@dataclass(frozen=True, slots=True)
class Again:
    """What a job returns that is not at its end: it runs again after a while, and its attempts count from the start."""

    after: dt.timedelta


Outcome = dict[str, Any] | Again | None
Work = Callable[["RunningJob"], Outcome]
WhenFailed = Callable[["Job"], None]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of job. `seconds` is the longest it may run at a time; `when_failed` runs in the failing transaction."""

    name: str
    work: Work
    heavy: bool
    max_attempts: int
    seconds: float
    when_failed: WhenFailed | None
    label: Any  # a lazy translation


KINDS: dict[str, Kind] = {}


def job_kind(
    name: str,
    *,
    heavy: bool = False,
    max_attempts: int = 5,
    seconds: float = 3600.0,
    when_failed: WhenFailed | None = None,
    label: Any = None,
) -> Callable[[Work], Work]:
    """Register a function as the work of a kind (`room.verb`), which people read as `label`.

    What it leaves uncommitted is committed together with the end of the job; what it returns is the job's result.
    It may be run again from the start at any time, up to `max_attempts` times. Heavy kinds leave one slot to others.
    """

    def register(work: Work) -> Work:
        known = KINDS.get(name)
        if known is not None and known.work.__qualname__ != work.__qualname__:
            raise ValueError(f"two kinds of job are called {name}")
        KINDS[name] = Kind(name, work, heavy, max_attempts, seconds, when_failed, label or name)
        return work

    return register
