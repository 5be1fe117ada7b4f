"""What a progress report says: plain values, so that the same figures are the same file."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import asdict, dataclass
from itertools import accumulate
from math import ceil

import orjson

MOST_POINTS = 62  # in a chart over time; longer spans are drawn by week, then by four weeks
MOST_LABELS = 30
MOST_PEOPLE = 1000  # rows of a table; beyond it the report says so


@dataclass(frozen=True)
class PersonFigures:
    """One person's part: tasks given and done, and the time spent on what was submitted, in seconds."""

    name: str
    username: str
    assigned: int
    done: int
    in_progress: int
    rate: float
    seconds: float

    @property
    def seconds_per_task(self) -> float | None:
        """Time per submitted task; None before the first."""
        return self.seconds / self.done if self.done and self.seconds else None


@dataclass(frozen=True)
class LabelFigures:
    """How often a label stands in counted answers; `color` is `#rrggbb`."""

    label: str
    count: int
    color: str


@dataclass(frozen=True)
class DayFigures:
    """Answers submitted on one day (UTC)."""

    day: dt.date
    submitted: int


@dataclass(frozen=True)
class ReportFigures:
    """Everything the report prints. Times are in the organization's zone, named in `zone`."""

    organization: str
    project_id: str
    name: str
    description: str
    task_type: str
    status: str
    paused: bool
    language: str
    created_at: dt.datetime
    last_updated: dt.datetime
    zone: str
    overlap: int
    total: int
    completed: int
    in_progress: int
    pending: int
    set_aside: int
    percentage: float
    people: tuple[PersonFigures, ...]
    days: tuple[DayFigures, ...]
    labels: tuple[LabelFigures, ...]

    @property
    def identifier(self) -> bytes:
        """16 bytes that stand for these figures: the document's identifier."""
        return hashlib.sha256(orjson.dumps(asdict(self))).digest()[:16]

    @property
    def answers(self) -> int:
        """Answers submitted so far."""
        return sum(day.submitted for day in self.days)

    @property
    def seconds(self) -> float:
        """Time spent by all, in seconds."""
        return sum(person.seconds for person in self.people)

    @property
    def seconds_per_task(self) -> float | None:
        """Time per submitted task over all people; None before the first."""
        done = sum(person.done for person in self.people)
        return self.seconds / done if done and self.seconds else None


@dataclass(frozen=True)
class Span:
    """Some days together: the first one, what was submitted in them, and what had been in all at their end."""

    first: dt.date
    submitted: int
    in_all: int


def spans_of(days: tuple[DayFigures, ...]) -> tuple[int, list[Span]]:
    """Return how many days a span holds (1, 7 or a multiple of 28), and the spans without gaps."""
    if not days:
        return 1, []
    by_day = {each.day: each.submitted for each in days}
    first, last = min(by_day), max(by_day)
    length = (last - first).days + 1
    size = 1 if length <= MOST_POINTS else 7 if length <= MOST_POINTS * 7 else 28 * -(-length // (28 * MOST_POINTS))
    starts = [first + dt.timedelta(days=offset) for offset in range(0, length, size)]
    counts = [sum(by_day.get(start + dt.timedelta(days=n), 0) for n in range(size)) for start in starts]
    return size, [Span(*each) for each in zip(starts, counts, accumulate(counts), strict=True)]


def scale_of(largest: float) -> tuple[int, list[int]]:
    """Return the top of an axis that holds `largest`, and its marks: at most six round numbers from 0."""
    steps = (digit * 10**zeros for zeros in range(16) for digit in (1, 2, 5))
    step = next(step for step in steps if step * 5 >= largest)
    count = max(1, ceil(largest / step))
    return step * count, [step * n for n in range(count + 1)]
