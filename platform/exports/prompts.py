"""What a language model is asked and should answer: the common ground of sharegpt and alpaca."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import orjson

from exports.answer_text import chosen_labels, count_unread, entities
from exports.answers import training_answer
from exports.exported import ExportedAnswer, ExportedProject, ExportedTask
from exports.json_text import read_json, whole_text
from exports.losses import Losses
from projects.prompt_templates import LABELS, SEPARATORS, default_template

# LLaMA-Factory counts these marks and refuses a row that has more of them than pictures (`training-formats.md` D1).
# The replacement has the same length, so offsets into the text stay right.
_MEDIA_MARK = re.compile(r"<(image|video|audio)>")


class Lesson(NamedTuple):
    """One example to learn from."""

    instruction: str
    text: str
    answer: str


def lessons(project: ExportedProject, tasks: Iterable[ExportedTask], losses: Losses) -> Iterator[Lesson]:
    """Yield an example for each task that has an answer; the others are counted."""
    instruction = _without_marks(instruction_of(project))
    for task in tasks:
        answer = training_answer(task, losses)
        if answer is None:
            losses.count("unanswered_left_out", task.id)
        elif wanted := _wanted(project, task, answer, losses):
            text = whole_text(task.content)
            if _MEDIA_MARK.search(text):
                losses.count("media_mark", task.id)
            yield Lesson(instruction, _without_marks(text), _without_marks(wanted))
        else:
            losses.count("answer_without_label", task.id)


def instruction_of(project: ExportedProject) -> str:
    """Return the project's instruction, or that of its task type and language; `{labels}` stands for the labels."""
    template = project.prompt_template or default_template(project.task_type, project.language)
    labels = SEPARATORS.get(project.language, SEPARATORS["en"]).join(project.labels("choices", "labels"))
    return whole_text(template.strip().replace(LABELS, labels))


def _wanted(project: ExportedProject, task: ExportedTask, answer: ExportedAnswer, losses: Losses) -> str:
    results = read_json(answer.results)
    if project.task_type == "ner":
        count_unread(task, results, "labels", losses)
        return orjson.dumps(entities(whole_text(task.content), results)).decode()
    count_unread(task, results, "choices", losses)
    separator = SEPARATORS.get(project.language, ", ")
    chosen = [(name, separator.join(labels)) for name, labels in chosen_labels(project, results)]
    if len([control for control in project.controls if control.kind == "choices"]) == 1:
        return "".join(labels for _, labels in chosen)
    return "\n".join(f"{name}: {labels}" for name, labels in chosen)


def _without_marks(text: str) -> str:
    return _MEDIA_MARK.sub(r"‹\1›", text)
