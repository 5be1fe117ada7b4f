"""What a file could not hold, or holds changed: counted and named, never dropped silently."""

from collections import Counter
from typing import Any

TASKS_NAMED = 10
NAMES_KEPT = 50


class Losses:
    """Counts by kind (see `loss_sentences`), each with the first tasks it happened in and, where it helps, names."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()
        self._tasks: dict[str, list[int]] = {}
        self._names: dict[str, Counter[str]] = {}

    def count(self, kind: str, task_id: int, *, times: int = 1, name: str | None = None) -> None:
        """Add `times` cases of `kind` found in this task; `name` says which label or type it was."""
        self._counts[kind] += times
        tasks = self._tasks.setdefault(kind, [])
        if len(tasks) < TASKS_NAMED and (not tasks or tasks[-1] != task_id):
            tasks.append(task_id)
        if name is not None:
            names = self._names.setdefault(kind, Counter())
            if name in names or len(names) < NAMES_KEPT:
                names[name] += times

    def __getitem__(self, kind: str) -> int:
        return self._counts[kind]

    def as_json(self) -> dict[str, Any]:
        """Return `{kind: {"count": n, "tasks": [first ids], "names": {name: n}}}`, kinds by name."""
        return {
            kind: {"count": self._counts[kind], "tasks": self._tasks[kind], "names": dict(self._names.get(kind, {}))}
            for kind in sorted(self._counts)
        }
