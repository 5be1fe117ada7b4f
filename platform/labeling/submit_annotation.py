"""Taking in an answer: counted while its task needs one, kept as extra otherwise, never lost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from foundation.database import db
from foundation.errors import FieldError
from label_config.check_results import check_results
from label_config.config import LabelConfig
from label_config.read_results import labels_in
from labeling.config_version import config_of, parsed_configs
from labeling.daily_figures import add_to_day
from labeling.errors import InvalidResults
from labeling.held_task import HeldTask, lock_held
from labeling.label_counts import recount_labels
from labeling.models import Annotation
from labeling.receipts import Receipt, find_receipt
from labeling.store_annotation import Change, store, write_and_count
from labeling.work import Work
from projects.counts import wants_answer
from projects.models import Assignment, Task


@dataclass(frozen=True)
class Answer:
    """What the labeling page submits.

    `client_key` is made in the browser: the same one again returns the first receipt. `media_size`: the displayed width
    and height in pixels of each object with a picture, by its name.
    """

    client_key: str
    results: list[Any]
    config_version: int
    seconds: float = 0.0
    media_size: Mapping[str, tuple[int, int]] = field(default_factory=dict)


def submit_annotation(work: Work, task_id: int, answer: Answer) -> Receipt:
    """Store a member's answer to a task they have or had; another answer to the same task corrects the first.

    Late, taken-away and surplus answers are kept too. Raises InvalidResults when the config doesn't allow the results,
    NotFound for a task the member never had.
    """
    held = lock_held(work, task_id)
    if receipt := find_receipt(held, answer.client_key):
        return receipt
    config = config_of(work, answer.config_version)
    _check(config, answer, held.task)
    labels_before = _counted_labels(work, held, answer.config_version, config)
    before = held.standing
    counted = before.answer == "counted" or wants_answer(held.task)
    change = Change("submitted", answer.client_key, answer.results, answer.config_version, answer.seconds)
    was = held.annotation.state if held.annotation else None
    annotation = store(work, held, change, counted=counted)
    _note_on_task(held, answer, was=was, counted=counted)
    write_and_count(work, held, before, seconds=answer.seconds)
    recount_labels(held.task, labels_before, labels_in(config, answer.results) if counted else {})
    add_to_day(work, submitted=int(annotation.version == 1), seconds=answer.seconds)
    return Receipt.of(annotation)


def _check(config: LabelConfig, answer: Answer, task: Task) -> None:
    if faults := check_results(config, answer.results, task.data):
        raise InvalidResults([FieldError(fault.field, fault.message) for fault in faults])


def _counted_labels(work: Work, held: HeldTask, version: int, config: LabelConfig) -> Mapping[str, int]:
    """Return the labels of the answer that is being corrected, as far as they are counted."""
    annotation = held.annotation
    if annotation is None or held.standing.answer != "counted":
        return {}
    if annotation.config_version != version:
        config = parsed_configs(work.project.id, [annotation.config_version])[annotation.config_version]
    return labels_in(config, annotation.results)


def _note_on_task(held: HeldTask, answer: Answer, *, was: str | None, counted: bool) -> None:
    """Keep on the task what its row holds besides the counts; `was` is the state of the answer that is corrected."""
    task = held.task
    if answer.media_size and not task.media_sizes:
        task.media_sizes = {name: list(size) for name, size in answer.media_size.items()}
    if counted and (was == "skipped" or task.answers + 1 >= task.answers_needed):
        task.skipped_at = None  # nothing for a manager to decide any more
    if task.is_rework and was == "rejected":
        task.is_rework = _others_rework(held)


def _others_rework(held: HeldTask) -> bool:
    others = sa.select(Annotation.id).join(Assignment, Assignment.id == Annotation.assignment_id)
    query = others.where(
        Annotation.task_id == held.task.id,
        Annotation.state == "rejected",
        Annotation.member_id != held.assignment.member_id,
    )
    return db.session.scalar(query.limit(1)) is not None
