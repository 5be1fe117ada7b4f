"""Class numbers of training formats: the config's order, then labels it no longer has, as they turn up."""

from collections.abc import Iterable

from exports.losses import Losses


class Classes:
    """Numbers labels from 0."""

    def __init__(self, labels: Iterable[str]) -> None:
        self._numbers = {label: number for number, label in enumerate(labels)}
        self._in_config = frozenset(self._numbers)

    def number(self, label: str, task_id: int, losses: Losses) -> int:
        """Return the label's number; one that the config doesn't have gets the next and is counted."""
        if label not in self._in_config:
            losses.count("label_not_in_config", task_id, name=label)
        return self._numbers.setdefault(label, len(self._numbers))

    @property
    def names(self) -> list[str]:
        """The labels by their number."""
        return list(self._numbers)
