"""json: everything, task by task, in Label Studio's shape, for other programs."""

from collections.abc import Iterable
from typing import Any, BinaryIO

import orjson
from flask_babel import lazy_gettext as _l

from exports.answers import counted_answers
from exports.exported import ExportedProject, ExportedTask
from exports.format import Format
from exports.json_array import write_array
from exports.json_text import tidy_json, whole_text
from exports.losses import Losses
from foundation.clock import iso


def write(_project: ExportedProject, tasks: Iterable[ExportedTask], file: BinaryIO, losses: Losses) -> int:
    """Write an array with one object a task."""
    return write_array(file, (_row(task, losses) for task in tasks))


def _row(task: ExportedTask, losses: Losses) -> dict[str, Any]:
    # Every row has every key, each of one type: table readers guess types from the first rows.
    return {
        "id": task.id,
        "external_id": whole_text(task.external_id or ""),
        "content": whole_text(task.content),
        "metadata": _raw(task.metadata, "{}"),
        "data": _raw(task.data, "{}"),
        "status": task.status,
        "set_aside": task.set_aside,
        "annotations": [
            {
                "id": answer.id,
                "annotator": {"user_id": answer.annotator.user_id, "username": whole_text(answer.annotator.username)},
                "state": answer.state,
                "was_cancelled": False,
                "result": _raw(answer.results, "[]"),
                "created_at": iso(answer.created_at),
                "updated_at": iso(answer.updated_at),
                "lead_time": round(answer.seconds, 3),
            }
            for answer in counted_answers(task, losses)
        ],
    }


def _raw(text: str | None, default: str) -> orjson.Fragment:
    return orjson.Fragment(tidy_json(text, default))


FORMAT = Format(
    name="json",
    title="JSON",
    purpose=_l("Everything, for programs. Label Studio's tools read it too."),
    extension="json",
    media_type="application/json",
    task_types=("text_classification", "ner", "image_classification", "object_detection", "polygon"),
    write=write,
    holds_set_aside=True,
)
