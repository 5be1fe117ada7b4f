"""A few words by which a person recognizes a task and an answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote, urlsplit

from label_config.config import LabelConfig
from label_config.read_results import labels_in

WORDS_OF_TASK = 80  # characters


def summary_of_task(data: Mapping[str, Any]) -> str:
    """Return the beginning of a text, or the file name of a picture."""
    if text := data.get("text"):
        line = " ".join(str(text).split())
        return line if len(line) <= WORDS_OF_TASK else line[: WORDS_OF_TASK - 1] + "…"
    path = urlsplit(str(data.get("image", ""))).path
    return unquote(path.rsplit("/", 1)[-1])


def summary_of_answer(config: LabelConfig, results: list[Any]) -> str:
    """Return an answer's labels, with how many of each: `Car × 3, Person`."""
    counts = labels_in(config, results)
    return ", ".join(f"{label} × {count}" if count > 1 else label for label, count in counts.items())
