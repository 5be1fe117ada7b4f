"""Skipping: no answer, but a word why."""

from __future__ import annotations

from dataclasses import dataclass

from labeling.daily_figures import add_to_day
from labeling.errors import AlreadyAnswered
from labeling.held_task import lock_held
from labeling.receipts import Receipt, find_receipt
from labeling.store_annotation import Change, store, write_and_count
from labeling.work import Work
from projects.skipped import note_skip


@dataclass(frozen=True)
class Skip:
    """A task left unanswered, and the reason the member gives."""

    client_key: str
    reason: str = ""
    seconds: float = 0.0


def skip_task(work: Work, task_id: int, skip: Skip) -> Receipt:
    """Leave a task to others of the pool, or to the manager's list. Raises AlreadyAnswered, and NotFound."""
    held = lock_held(work, task_id)
    if receipt := find_receipt(held, skip.client_key):
        return receipt
    if held.assignment.state == "done":
        raise AlreadyAnswered
    before = held.standing
    change = Change("skipped", skip.client_key, [], work.config_version, skip.seconds, skip.reason)
    annotation = store(work, held, change, counted=False)
    write_and_count(work, held, before, seconds=skip.seconds)
    note_skip(held.task)
    add_to_day(work, submitted=0, seconds=skip.seconds)
    return Receipt.of(annotation)
