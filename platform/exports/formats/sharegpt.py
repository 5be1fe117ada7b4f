"""sharegpt: conversations, for chat models."""

from collections.abc import Iterable
from typing import BinaryIO

from flask_babel import lazy_gettext as _l

from exports.exported import ExportedProject, ExportedTask
from exports.format import Format
from exports.json_array import write_array
from exports.losses import Losses
from exports.prompts import Lesson, lessons


def write(project: ExportedProject, tasks: Iterable[ExportedTask], file: BinaryIO, losses: Losses) -> int:
    """Write an array of conversations of two turns: instruction and text, then the answer."""
    return write_array(file, map(_conversation, lessons(project, tasks, losses)))


def _conversation(lesson: Lesson) -> dict[str, list[dict[str, str]]]:
    # The question reads as LLaMA-Factory makes it from the alpaca file, so both files teach the same.
    return {
        "conversations": [
            {"from": "human", "value": f"{lesson.instruction}\n{lesson.text}"},
            {"from": "gpt", "value": lesson.answer},
        ]
    }


FORMAT = Format(
    name="sharegpt",
    title="ShareGPT",
    purpose=_l("Conversations, to train chat models."),
    extension="json",
    media_type="application/json",
    task_types=("text_classification", "ner"),
    write=write,
)
