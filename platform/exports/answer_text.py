"""An answer in words: for the cells of a table and for the answers language models learn from."""

from collections import Counter
from typing import Any

from exports.exported import DRAWN, ExportedProject, ExportedTask
from exports.json_text import whole_text
from exports.losses import Losses

Entity = dict[str, str | int]


def chosen_labels(project: ExportedProject, results: list[dict[str, Any]]) -> list[tuple[str, list[str]]]:
    """Return what was chosen, by control in the config's order: `[("label", ["正面"])]`."""
    chosen: dict[str, list[str]] = {control.name: [] for control in project.controls if control.kind == "choices"}
    for result in results:
        if result.get("type") == "choices":
            chosen.setdefault(result["from_name"], []).extend(map(whole_text, result["value"].get("choices") or ()))
    return [(name, labels) for name, labels in chosen.items() if labels]


def entities(text: str, results: list[dict[str, Any]]) -> list[Entity]:
    """Return the labeled spans of `text` in reading order, one for each label; `start` and `end` count code points."""
    found: list[Entity] = []
    for result in results:
        value = result.get("value", {})
        if result.get("type") == "labels" and "start" in value:
            start, end = int(value["start"]), int(value["end"])
            found += [
                {"text": text[start:end], "label": whole_text(label), "start": start, "end": end}
                for label in value.get("labels") or ()
            ]
    return sorted(found, key=lambda each: (each["start"], each["end"]))


def labels_in_words(project: ExportedProject, task: ExportedTask, results: list[dict[str, Any]]) -> str:
    """Return an answer's labels for a reader: `正面`, `人名: 袁; 地名: 四川`, `coin × 24`."""
    chosen = chosen_labels(project, results)
    named = len([control for control in project.controls if control.kind == "choices"]) > 1
    words = [f"{name}: {', '.join(labels)}" if named else "; ".join(labels) for name, labels in chosen]
    words += [f"{each['label']}: {each['text']}" for each in entities(task.content, results)]
    drawn = Counter(
        whole_text(label)
        for result in results
        if (kind := result.get("type")) in DRAWN
        for label in result["value"].get(kind) or ()
    )
    words += [f"{label} × {count}" for label, count in drawn.items()]
    return "; ".join(words)


def count_unread(task: ExportedTask, results: list[dict[str, Any]], kind: str, losses: Losses) -> None:
    """Count the results that are not of the kind a format reads."""
    for result in results:
        if result.get("type") != kind:
            losses.count("other_results", task.id, name=str(result.get("type")))
