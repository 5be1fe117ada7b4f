"""Adding tasks to a project: any number, streamed, in one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any, Literal, NamedTuple, Protocol

import orjson
import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from foundation.clock import now
from foundation.database import db
from foundation.errors import FieldError, Invalid
from label_config.task_types import TASK_TYPES
from projects.completion import lock_project
from projects.media_origins import Origins
from projects.models import Project, Task
from projects.turns import take_turn
from tenants.audit import record
from tenants.bulk import BATCH, insert_rows

Duplicates = Literal["skip", "refuse"]


class IncomingRow(Protocol):
    """A checked row. `metadata` is JSON text as it came, or None."""

    @property
    def content(self) -> str: ...
    @property
    def external_id(self) -> str | None: ...
    @property
    def metadata(self) -> str | None: ...


class TaskRow(NamedTuple):
    """A row of data: the text or the picture's address, the caller's id for it, the caller's JSON."""

    content: str
    external_id: str | None = None
    metadata: str | None = None


@dataclass(frozen=True)
class Added:
    """How many rows became tasks, and how many had an id that was there already."""

    added: int
    duplicates: int


def add_tasks(project: Project, rows: Iterable[IncomingRow], *, duplicates: Duplicates = "skip") -> Added:
    """Append rows as tasks, in their order; a completed project goes back to work.

    A row whose id the project or an earlier row has is skipped and counted, or, with "refuse", raises Invalid.
    """
    added = append_rows(project, rows, duplicates=duplicates)
    if added.added:
        record("tasks.added", project, added=added.added, duplicates=added.duplicates)
    return added


def append_rows(project: Project, rows: Iterable[IncomingRow], *, duplicates: Duplicates) -> Added:
    """Do what `add_tasks` does, without an audit event of its own."""
    take_turn(project.id)
    project = lock_project(project.id)  # hands out the inner numbers to one act at a time
    writer = _Writer(project, duplicates)
    count = insert_rows(Task, writer.columns(rows))
    project.media_origins = writer.origins.as_list()
    if count:
        project.task_count += count
        project.next_inner += count
        project.changed_at = now()
        if project.status == "completed":
            project.status = "in_progress"
            project.completed_at = None
    db.session.flush()
    return Added(count, writer.duplicates)


class _Writer:
    """Turns rows into columns and leaves out what is there already."""

    def __init__(self, project: Project, duplicates: Duplicates) -> None:
        self.project = project
        self.field = TASK_TYPES[project.task_type].field
        self.refuses = duplicates == "refuse"
        self.origins = Origins(project.media_origins)
        self.duplicates = 0
        self._seen: set[str] = set()

    def columns(self, rows: Iterable[IncomingRow]) -> Iterator[dict[str, Any]]:
        """Yield what `insert_rows` takes."""
        fixed = {"project_id": self.project.id, "answers_needed": self.project.overlap, "updated_at": now()}
        field, pictures, number = self.field, self.field == "image", self.project.next_inner
        for row in self._new(rows):
            if pictures:
                self.origins.add(row.content)
            data = orjson.dumps({field: row.content}).decode()
            yield {
                **fixed, "inner_number": number, "order_key": number, "external_id": row.external_id,
                "data": data, "metadata": row.metadata,
            }  # fmt: skip
            number += 1

    def _new(self, rows: Iterable[IncomingRow]) -> Iterator[IncomingRow]:
        had_tasks = self.project.task_count > 0
        iterator, start = iter(rows), 0
        while batch := list(islice(iterator, BATCH)):
            known = self._known(batch) if had_tasks else frozenset()
            for offset, row in enumerate(batch):
                name = row.external_id
                if name is not None:
                    if name in known or name in self._seen:
                        self._refuse_or_count(start + offset)
                        continue
                    self._seen.add(name)
                yield row
            start += len(batch)

    def _known(self, batch: list[IncomingRow]) -> frozenset[str]:
        names = [row.external_id for row in batch if row.external_id is not None]
        query = sa.select(Task.external_id).where(Task.project_id == self.project.id, Task.external_id.in_(names))
        return frozenset(name for name in db.session.scalars(query) if name is not None) if names else frozenset()

    def _refuse_or_count(self, number: int) -> None:
        if self.refuses:
            raise Invalid([FieldError(f"data[{number}].id", _l("This id is in the project already."))])
        self.duplicates += 1
