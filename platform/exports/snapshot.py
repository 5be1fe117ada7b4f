"""A project as it stands at one moment, read task by task while people go on working."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import groupby
from typing import Any

import sqlalchemy as sa

from exports.exported import Annotator, ExportedAnswer, ExportedControl, ExportedProject, ExportedTask
from exports.json_text import read_json
from foundation.database import db, writing
from label_config.parse import parse_config
from label_config.task_types import TASK_TYPES
from labeling.models import Annotation
from projects.models import COMPLETED, TASK_STATUS_NAMES, Project, Task
from projects.queries import config_of
from tenants.isolation import announce_to, current_organization_id
from tenants.models import Member

BATCH = 2000  # tasks read at a time

Row = sa.Row[Any]


class Snapshot:
    """Reads on one connection, in one transaction; what is committed after it began is not in it."""

    def __init__(self, connection: sa.Connection, project: Project, *, completed_only: bool, set_aside: bool) -> None:
        self._connection = connection
        self._project = project
        self._organization_id = current_organization_id()
        self._field = TASK_TYPES[project.task_type].field
        tasks = Task.__table__.c
        self._wanted = [tasks.organization_id == self._organization_id, tasks.project_id == project.id]
        if completed_only:
            self._wanted.append(tasks.status == COMPLETED)
        if completed_only or not set_aside:
            self._wanted.append(tasks.set_aside_at.is_(None))

    def count(self) -> int:
        """Return how many tasks there are."""
        counted = sa.select(sa.func.count()).select_from(Task.__table__).where(*self._wanted)
        return int(self._connection.execute(counted).scalar_one())

    def tasks(self) -> Iterator[ExportedTask]:
        """Yield the tasks with all their answers, by id; memory is that of one batch."""
        annotators = self._annotators()
        rows = self._connection.execution_options(yield_per=BATCH).execute(self._tasks_query())
        for batch in rows.partitions():
            answers = self._answers(batch[0].id, batch[-1].id, annotators)
            for row in batch:
                yield self._task(row, answers.get(row.id, []))

    def _tasks_query(self) -> sa.Select[Any]:
        tasks = Task.__table__.c
        # As text: numbers and the order of keys stay as they were sent.
        texts = [sa.cast(tasks[name], sa.Text).label(name) for name in ("data", "metadata", "media_sizes")]
        columns = (tasks.id, tasks.external_id, *texts, tasks.status, tasks.set_aside_at)
        return sa.select(*columns).where(*self._wanted).order_by(tasks.id)

    def _answers(self, first: int, last: int, annotators: dict[int, Annotator]) -> dict[int, list[ExportedAnswer]]:
        """Return the answers to a range of tasks: one look-up by index, where a join would sort the whole project."""
        found = Annotation.__table__.c
        query = (
            sa.select(
                found.task_id, found.id, found.member_id, found.state, found.counted,
                sa.cast(found.results, sa.Text).label("results"),
                found.submitted_at, found.updated_at, found.seconds,
            )
            .where(
                found.organization_id == self._organization_id,
                found.project_id == self._project.id,
                found.task_id.between(first, last),
            )
            .order_by(found.task_id, found.id)
        )  # fmt: skip
        rows = self._connection.execute(query).all()
        return {
            task_id: [ExportedAnswer(row[1], annotators[row[2]], *row[3:]) for row in answers]
            for task_id, answers in groupby(rows, key=lambda row: row[0])
        }

    def _annotators(self) -> dict[int, Annotator]:
        members = Member.__table__.c
        query = sa.select(members.id, members.public_id, members.username)
        rows = self._connection.execute(query.where(members.organization_id == self._organization_id))
        return {member_id: Annotator(public_id, username) for member_id, public_id, username in rows}

    def _task(self, row: Row, answers: Sequence[ExportedAnswer]) -> ExportedTask:
        return ExportedTask(
            id=row.id,
            external_id=row.external_id,
            content=str(read_json(row.data).get(self._field, "")),
            metadata=row.metadata,
            data=row.data,
            status=TASK_STATUS_NAMES[row.status],
            set_aside=row.set_aside_at is not None,
            media_size=_size(row.media_sizes),
            answers=list(answers),
        )


@contextmanager
def snapshot(project: Project, *, completed_only: bool, set_aside: bool) -> Iterator[Snapshot]:
    """Begin a snapshot of the project's tasks on a connection of its own; nothing is written on it."""
    with db.engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            connection = connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        token = writing.set(False)  # on SQLite the transaction is a plain BEGIN, which keeps nobody from writing
        try:
            transaction = connection.begin()
        finally:
            writing.reset(token)
        with transaction:
            if connection.dialect.name == "postgresql":
                announce_to(connection)
            yield Snapshot(connection, project, completed_only=completed_only, set_aside=set_aside)


def exported_project(project: Project, language: str) -> ExportedProject:
    """Return what formats need to know of a project: its label config in force, language, and prompt."""
    version = config_of(project)
    config = parse_config(version.xml) if version else None
    controls = config.controls.values() if config else ()
    return ExportedProject(
        public_id=project.public_id,
        name=project.name,
        task_type=project.task_type,
        language=language,
        controls=tuple(
            ExportedControl(control.name, control.result_type, tuple(label.key for label in control.labels))
            for control in controls
        ),
        prompt_template=project.prompt_template,
    )


def _size(text: str | None) -> tuple[int, int] | None:
    sizes = read_json(text) if text else None
    for width, height in (sizes or {}).values():
        return width, height
    return None
