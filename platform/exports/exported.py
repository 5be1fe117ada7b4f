"""What a format is given to write: a project, and its tasks one after the other. Pure values, no database."""

import datetime as dt
from dataclasses import dataclass

DRAWN = ("rectanglelabels", "polygonlabels")


@dataclass(frozen=True, slots=True)
class ExportedControl:
    """What is asked of people: `kind` is the type of its results (`choices`, `labels`, `rectanglelabels`, …)."""

    name: str
    kind: str
    labels: tuple[str, ...]  # as they stand in results, in the config's order


@dataclass(frozen=True, slots=True)
class ExportedProject:
    """The project a file is made of. `language` is the organization's (`zh`, `en`)."""

    public_id: str
    name: str
    task_type: str
    language: str
    controls: tuple[ExportedControl, ...]
    prompt_template: str | None = None

    def labels(self, *kinds: str) -> tuple[str, ...]:
        """Return the labels of the controls of these kinds: the config's order, each once."""
        return tuple(dict.fromkeys(label for each in self.controls if each.kind in kinds for label in each.labels))

    @property
    def draws_polygons(self) -> bool:
        """Whether outlines are asked for, and not only boxes."""
        return any(control.kind == "polygonlabels" for control in self.controls)


@dataclass(frozen=True, slots=True)
class Annotator:
    """Who answered: the public id and the name within the organization."""

    user_id: str
    username: str


@dataclass(slots=True)
class ExportedAnswer:
    """One annotation; `results` is the stored JSON text of its result list."""

    id: int
    annotator: Annotator
    state: str
    counted: bool
    results: str
    created_at: dt.datetime
    updated_at: dt.datetime
    seconds: float


@dataclass(slots=True)
class ExportedTask:
    """One task with everything anybody answered, by annotation id.

    `data` and `metadata` are stored JSON texts; `media_size` is the picture's width and height as displayed, in pixels.
    """

    id: int
    external_id: str | None
    content: str
    metadata: str | None
    data: str
    status: str
    set_aside: bool
    media_size: tuple[int, int] | None
    answers: list[ExportedAnswer]
