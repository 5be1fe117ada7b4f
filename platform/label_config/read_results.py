"""Reading results: what was answered, for exports and for counting labels."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from label_config.config import LabelConfig
from label_config.readings import Reading


def read_results(config: LabelConfig, results: Sequence[Mapping[str, Any]]) -> list[Reading]:
    """Return the results in their order as values of their own kinds.

    What this config can't read (made under an older version whose control is gone, say) is left out.
    """
    readings = []
    for result in results:
        control = config.controls.get(result.get("from_name", ""))
        if control is None or result.get("type") != control.result_type:
            continue
        try:
            readings.append(control.read(result))
        except (KeyError, TypeError, ValueError):
            continue
    return readings


def labels_in(config: LabelConfig, results: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    """Return how many results carry each label."""
    return dict(Counter(label for reading in read_results(config, results) for label in reading.labels))
