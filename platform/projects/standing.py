"""How a member stands to a task, and what that weighs in the counts. Pure: no database."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from projects.models import COMPLETED, IN_PROGRESS, PENDING, Assignment

Answer = Literal["counted", "extra"]


@dataclass(frozen=True)
class OnTask:
    """What one member adds to a task's counters."""

    answers: int
    active: int
    held: int

    def __sub__(self, other: OnTask) -> OnTask:
        return OnTask(self.answers - other.answers, self.active - other.active, self.held - other.held)


@dataclass(frozen=True)
class OnPerson:
    """What one task adds to its member's own counts."""

    assigned: int
    open: int
    completed: int
    skipped: int

    def __sub__(self, other: OnPerson) -> OnPerson:
        return OnPerson(
            self.assigned - other.assigned,
            self.open - other.open,
            self.completed - other.completed,
            self.skipped - other.skipped,
        )


@dataclass(frozen=True)
class Standing:
    """How a member stands to a task.

    `state` is the assignment's, None without one; `draft` says whether the member keeps a draft for it, also one that
    corrects an answer; `answer` is None when there is none, it was skipped, or a reviewer rejected it.
    """

    state: str | None = None
    from_pool: bool = False
    draft: bool = False
    answer: Answer | None = None

    @property
    def on_task(self) -> OnTask:
        """The weight in the task's counters."""
        return OnTask(
            answers=int(self.answer == "counted"),
            active=int(self.from_pool and self.state in ("waiting", "open")),
            held=int(self.state == "open" or self.draft),
        )

    @property
    def on_person(self) -> OnPerson:
        """The weight in the person's counts. An extra answer is their work as much as a counted one."""
        return OnPerson(
            assigned=int(self.state not in (None, "returned")),
            open=int(self.state in ("open", "rework") or self.draft),
            completed=int(self.answer is not None and self.state != "rework"),
            skipped=int(self.state == "skipped"),
        )


NOTHING = Standing()


def standing(assignment: Assignment | None, *, answer: Answer | None = None) -> Standing:
    """Return how the member of an assignment stands to its task now."""
    if assignment is None:
        return Standing(answer=answer)
    return Standing(assignment.state, bool(assignment.from_pool), bool(assignment.has_draft), answer)


def status_of(*, answers: int, needed: int, held: int, is_rework: bool) -> int:
    """Return the status of a task with these counters."""
    if answers >= needed and not is_rework:
        return COMPLETED
    return IN_PROGRESS if held > 0 or answers > 0 or is_rework else PENDING


def free_of(*, answers: int, needed: int, active: int, is_rework: bool, takes: bool) -> int:
    """Return the places left in the pool; `takes`: the task is in the pool and not set aside."""
    complete = answers >= needed and not is_rework
    return max(needed - answers - active, 0) if takes and not complete else 0
