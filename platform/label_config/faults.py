"""What can be wrong with a label config and with results made under it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel.speaklater import LazyString

MAX_FAULTS = 100  # more than a person reads, and a bound on what a hostile document costs
LONGEST_QUOTE = 60


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong in a label config: the line it is on (1-based, None for the whole) and why, localized."""

    line: int | None
    message: LazyString | str


@dataclass(frozen=True)
class ResultFault:
    """One thing that is wrong in a list of results: `field` is a path such as `results[2].value.x`."""

    field: str
    message: LazyString | str


class ConfigFaults(ValueError):
    """A label config can't be used. `faults` lists everything found, by line, at most 100."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(sorted(faults, key=lambda fault: fault.line or 0)[:MAX_FAULTS])
        super().__init__(self.faults)

    def __str__(self) -> str:
        return "; ".join(f"line {fault.line}: {fault.message}" for fault in self.faults)


def quote(text: object) -> str:
    """Shorten what a person wrote so that it can be repeated in a sentence."""
    text = str(text)
    return text if len(text) <= LONGEST_QUOTE else text[: LONGEST_QUOTE - 1] + "…"
