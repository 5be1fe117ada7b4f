"""Which fields of task data a config needs, and whether the tasks have them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

from label_config.config import LabelConfig
from label_config.data_values import field_paths, look_up, root_of
from label_config.element import ObjectElement
from label_config.faults import Fault, quote


def data_fields(config: LabelConfig) -> dict[str, int]:
    """Return the top-level names of task data that the config uses, each with the line of its first use."""
    fields: dict[str, int] = {}
    for element in config:
        for path in field_paths(shown_value(element)):
            fields.setdefault(root_of(path), element.line)
    return fields


def shown_value(element: object) -> str:
    """Return the value of an element that shows data; other elements' values are labels, in which a `$` is a `$`."""
    return str(getattr(element, "value", "")) if hasattr(element, "content") else ""


def faults_against_data(config: LabelConfig, data: Iterable[Mapping[str, Any]]) -> list[Fault]:
    """Find what in the config doesn't fit the tasks' data: a field some task lacks, or one that holds the wrong kind.

    Each field is named once, with how many tasks lack it.
    """
    paths = [(path, element.line) for element in config for path in field_paths(shown_value(element))]
    first_line: dict[str, int] = {}
    for path, line in paths:
        first_line.setdefault(path, line)
    lacking = dict.fromkeys(first_line, 0)
    unfit: dict[str, int] = {}
    names: set[str] = set()
    total = 0
    for row in data:
        total += 1
        names.update(map(str, row))
        for path in lacking:
            lacking[path] += look_up(path, row) is None
        for name, shown in config.objects.items():
            content = shown.content(row)
            unfit[name] = unfit.get(name, 0) + (content is not None and shown.content_fault(content) is not None)
    faults = [lacking_fault(path, first_line[path], count, total, names) for path, count in lacking.items() if count]
    faults.extend(unfit_fault(config.objects[name], count, total) for name, count in unfit.items() if count)
    return sorted(faults, key=lambda fault: fault.line or 0)


def lacking_fault(path: str, line: int, count: int, total: int, names: set[str]) -> Fault:
    there = ", ".join(f"${name}" for name in sorted(names)[:10]) or "–"
    if count == total:
        message = _l("no task has $%(path)s; the tasks have: %(there)s", path=quote(path), there=quote(there))
    else:
        message = _l("%(count)s of %(total)s tasks have no $%(path)s", count=count, total=total, path=quote(path))
    return Fault(line, message)


def unfit_fault(shown: ObjectElement, count: int, total: int) -> Fault:
    message = _l(
        "<%(tag)s> can't show what %(count)s of %(total)s tasks have in %(value)s",
        tag=shown.tag, count=count, total=total, value=quote(shown.value),
    )  # fmt: skip
    return shown.fault(message)
