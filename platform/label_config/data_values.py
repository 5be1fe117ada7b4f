"""Values of task data named in a config: `$image`, `$a.b`, `$rows[0].x`, and `Title: $title` inside a longer text."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

FIELD = re.compile(r"\$([^\W\d]\w*(?:\.\w+|\[\d+\])*)")
STEP = re.compile(r"\w+")


def field_paths(value: str) -> list[str]:
    """Return the paths that `value` names, without the dollar signs."""
    return FIELD.findall(value)


def root_of(path: str) -> str:
    """Return the first name of a path: the key in task data."""
    match = STEP.match(path)
    return match.group() if match else path


def look_up(path: str, data: Mapping[str, Any]) -> Any:
    """Return what stands at `path`, None when nothing does."""
    found: Any = data
    for step in STEP.findall(path):
        if isinstance(found, Mapping):
            found = found.get(step)
        elif isinstance(found, Sequence) and not isinstance(found, str) and step.isdigit() and int(step) < len(found):
            found = found[int(step)]
        else:
            return None
    return found


def resolve(value: str, data: Mapping[str, Any]) -> Any:
    """Return `value` with its `$fields` filled in: one field alone gives what it holds, of whatever type.

    None when a field alone is missing; inside a longer text a missing one is empty.
    """
    if alone := FIELD.fullmatch(value):
        return look_up(alone.group(1), data)
    return FIELD.sub(lambda match: "" if (found := look_up(match.group(1), data)) is None else str(found), value)
