"""What an export format is, and which there are: one file each in `exports/formats/`."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Any, BinaryIO

from exports import formats as folder
from exports.exported import ExportedProject, ExportedTask
from exports.losses import Losses

Writer = Callable[[ExportedProject, Iterable[ExportedTask], BinaryIO, Losses], int]


@dataclass(frozen=True)
class Format:
    """A kind of file.

    `write` streams the tasks it is given into an open file and returns how many of them the file holds. The same
    project and tasks give the same bytes. What the format can't hold is counted in the `Losses`.
    """

    name: str
    title: str
    purpose: Any  # a lazy translation: what the file is for
    extension: str
    media_type: str
    task_types: tuple[str, ...]
    write: Writer
    holds_set_aside: bool = False  # whether tasks set aside are in it when all tasks are asked for


@cache
def formats() -> dict[str, Format]:
    """Return every format by name, in the order of their files' names."""
    names = sorted(module.name for module in iter_modules(folder.__path__))
    found = [import_module(f"{folder.__name__}.{name}").FORMAT for name in names]
    return {each.name: each for each in found}


def formats_for(task_type: str) -> list[Format]:
    """Return the formats that can hold answers of this task type, json first and csv next."""
    fitting = [each for each in formats().values() if task_type in each.task_types]
    first = ("json", "csv")
    return sorted(fitting, key=lambda each: (first.index(each.name) if each.name in first else len(first), each.name))
