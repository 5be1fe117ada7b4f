"""What a file could not hold, in sentences."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

SENTENCES: dict[str, Callable[[int], str]] = {
    "further_answers": lambda n: ngettext(
        "%(num)s further answer was left out: this format holds one answer for each task.",
        "%(num)s further answers were left out: this format holds one answer for each task.",
        n,
    ),
    "extra": lambda n: ngettext("%(num)s extra answer was left out.", "%(num)s extra answers were left out.", n),
    "rejected": lambda n: ngettext(
        "%(num)s rejected answer was left out.", "%(num)s rejected answers were left out.", n
    ),
    "skipped": lambda n: ngettext(
        "%(num)s skip is no answer and was left out.", "%(num)s skips are no answers and were left out.", n
    ),
    "unanswered_left_out": lambda n: ngettext(
        "%(num)s task without an answer was left out.", "%(num)s tasks without an answer were left out.", n
    ),
    "unanswered_held": lambda n: ngettext(
        "%(num)s picture without an answer is in the file without objects; in training it counts as background.",
        "%(num)s pictures without an answer are in the file without objects; in training they count as background.",
        n,
    ),
    "answer_without_label": lambda n: ngettext(
        "%(num)s answer without a label was left out.", "%(num)s answers without a label were left out.", n
    ),
    "rotated": lambda n: ngettext(
        "%(num)s rotated box became the upright box around it.",
        "%(num)s rotated boxes became the upright boxes around them.",
        n,
    ),
    "outline_as_box": lambda n: ngettext(
        "%(num)s outline became the box around it.", "%(num)s outlines became the boxes around them.", n
    ),
    "size_unknown": lambda n: ngettext(
        "Nobody knows the size of %(num)s picture; it stands as 0 × 0.",
        "Nobody knows the size of %(num)s pictures; they stand as 0 × 0.",
        n,
    ),
    "objects_without_size": lambda n: ngettext(
        "%(num)s object was left out, because its picture's size is unknown.",
        "%(num)s objects were left out, because their pictures' size is unknown.",
        n,
    ),
    "size_differs": lambda n: ngettext(
        "%(num)s object was drawn when its picture had another size; it was scaled.",
        "%(num)s objects were drawn when their pictures had another size; they were scaled.",
        n,
    ),
    "clipped": lambda n: ngettext(
        "%(num)s object reached over the picture's edge and was cut there.",
        "%(num)s objects reached over the picture's edge and were cut there.",
        n,
    ),
    "outside": lambda n: ngettext(
        "%(num)s object outside its picture was left out.", "%(num)s objects outside their pictures were left out.", n
    ),
    "no_area": lambda n: ngettext(
        "%(num)s object without area was left out.", "%(num)s objects without area were left out.", n
    ),
    "unlabeled": lambda n: ngettext(
        "%(num)s object without a label was left out.", "%(num)s objects without a label were left out.", n
    ),
    "label_not_in_config": lambda n: ngettext(
        "%(num)s object has a label that the label config no longer has; the label follows the others.",
        "%(num)s objects have labels that the label config no longer has; these labels follow the others.",
        n,
    ),
    "other_results": lambda n: ngettext(
        "%(num)s result of a kind this format can't hold was left out.",
        "%(num)s results of kinds this format can't hold were left out.",
        n,
    ),
    "tiny_picture": lambda n: ngettext(
        "%(num)s picture has a side under 10 pixels; ultralytics leaves it out.",
        "%(num)s pictures have a side under 10 pixels; ultralytics leaves them out.",
        n,
    ),
    "media_mark": lambda n: ngettext(
        "%(num)s text has a mark such as <image>, which trainers take for a picture; it is written ‹image› now.",
        "%(num)s texts have marks such as <image>, which trainers take for pictures; they are written ‹image› now.",
        n,
    ),
    "formula_cell": lambda n: ngettext(
        "%(num)s cell would have run as a formula and begins with an apostrophe now.",
        "%(num)s cells would have run as formulas and begin with an apostrophe now.",
        n,
    ),
    "long_cell": lambda n: ngettext(
        "%(num)s cell is longer than Excel shows (32,767 characters).",
        "%(num)s cells are longer than Excel shows (32,767 characters).",
        n,
    ),
}


@dataclass(frozen=True)
class Loss:
    """A kind of loss: what it was, which names it concerns, and the first tasks it happened in."""

    sentence: str
    names: str
    tasks: list[int]
    more_tasks: bool


def losses_in_words(report: Mapping[str, Any]) -> list[Loss]:
    """Return an export's losses in the language of the moment, in the order above."""
    return [
        Loss(sentence(loss["count"]), _names(loss["names"]), loss["tasks"], loss["count"] > len(loss["tasks"]))
        for kind, sentence in SENTENCES.items()
        if (loss := report.get(kind))
    ]


def _names(names: Mapping[str, int]) -> str:
    return _(", ").join(f"{name} ({count})" for name, count in names.items())
