"""csv: a table for Excel, one row for each answer."""

import csv
import io
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from flask_babel import lazy_gettext as _l

from exports.answer_text import labels_in_words
from exports.answers import counted_answers
from exports.cells import cell
from exports.exported import ExportedProject, ExportedTask
from exports.format import Format
from exports.json_text import read_json, tidy_json
from exports.losses import Losses
from foundation.clock import iso

COLUMNS = (
    "task_id", "external_id", "content", "labels", "annotator", "status", "annotation_id",
    "created_at", "updated_at", "seconds", "metadata", "result",
)  # fmt: skip


def write(project: ExportedProject, tasks: Iterable[ExportedTask], file: BinaryIO, losses: Losses) -> int:
    """Write a heading and the rows; a task without an answer has one row with empty cells."""
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="", write_through=False)
    table = csv.writer(text, lineterminator="\r\n")
    table.writerow(COLUMNS)
    count = 0
    for count, task in enumerate(tasks, 1):  # noqa: B007 -- the last number is the answer
        table.writerows(_rows(project, task, losses))
    text.flush()
    text.detach()
    return count


def _rows(project: ExportedProject, task: ExportedTask, losses: Losses) -> Iterator[tuple[str | int, ...]]:
    external_id = cell(task.external_id or "", task.id, losses)
    content = cell(task.content, task.id, losses)
    metadata = cell(tidy_json(task.metadata, "{}"), task.id, losses)
    answers = counted_answers(task, losses)
    if not answers:
        yield task.id, external_id, content, "", "", task.status, "", "", "", "", metadata, "[]"
    for answer in answers:
        labels = labels_in_words(project, task, read_json(answer.results))
        yield (
            task.id, external_id, content, cell(labels, task.id, losses),
            cell(answer.annotator.username, task.id, losses), task.status, answer.id,
            iso(answer.created_at), iso(answer.updated_at), f"{answer.seconds:.3f}", metadata,
            cell(tidy_json(answer.results, "[]"), task.id, losses),
        )  # fmt: skip


FORMAT = Format(
    name="csv",
    title="CSV",
    purpose=_l("A table for Excel, one row for each answer."),
    extension="csv",
    media_type="text/csv",
    task_types=("text_classification", "ner", "image_classification", "object_detection", "polygon"),
    write=write,
)
