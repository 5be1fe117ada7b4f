"""alpaca: instruction, input and output, for language models."""

from collections.abc import Iterable
from typing import BinaryIO

from flask_babel import lazy_gettext as _l

from exports.exported import ExportedProject, ExportedTask
from exports.format import Format
from exports.json_array import write_array
from exports.losses import Losses
from exports.prompts import lessons


def write(project: ExportedProject, tasks: Iterable[ExportedTask], file: BinaryIO, losses: Losses) -> int:
    """Write an array of examples, each with all three keys."""
    rows = (
        {"instruction": lesson.instruction, "input": lesson.text, "output": lesson.answer}
        for lesson in lessons(project, tasks, losses)
    )
    return write_array(file, rows)


FORMAT = Format(
    name="alpaca",
    title="Alpaca",
    purpose=_l("Instruction, input and output, to train language models."),
    extension="json",
    media_type="application/json",
    task_types=("text_classification", "ner"),
    write=write,
)
