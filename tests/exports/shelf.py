"""A project with answers in the database, and the worker that makes its files."""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from exports.models import Export
from exports.queries import get_export
from exports.start_export import start_export
from foundation.clock import now
from foundation.database import db
from jobs.worker import Workshop
from label_config.generate import Tag
from labeling.models import Annotation
from projects.add_tasks import TaskRow
from projects.create_project import create_project
from projects.models import COMPLETED, Project, Task
from tenants.bulk import insert_rows
from tests.people import Room

PICTURE = "https://pictures.example.com/"


@dataclass
class Shelf:
    """A project of an organization; `task_ids` in order."""

    people: Room
    public_id: str
    task_ids: list[int]

    def project(self) -> Project:
        """Return the project; inside `people.inside()` only."""
        return db.session.scalars(sa.select(Project).where(Project.public_id == self.public_id)).one()

    def start(self, format: str = "json", **options: Any) -> str:
        """Ask for a file and return the export's public id."""
        with self.people.inside():
            return start_export(self.project(), format, **options).public_id

    def work(self) -> None:
        """Do all the work that is due."""
        Workshop(self.people.app, threads=2).work()

    def made(self, format: str = "json", **options: Any) -> Export:
        """Have a file made and return its export."""
        public_id = self.start(format, **options)
        self.work()
        return self.look(public_id)

    def look(self, public_id: str) -> Export:
        """Return an export as it is stored."""
        with self.people.inside(write=False):
            return get_export(public_id)

    def content(self, export: Export) -> bytes:
        """Download a file as the owner."""
        response = self.people.client("owner").get(export.download_path)
        assert response.status_code == 200, response.text
        return response.get_data()


def fill_shelf(
    people: Room,
    *,
    tasks: int = 3,
    answered: int | None = None,
    task_type: str = "text_classification",
    labels: Sequence[str] = ("good", "bad"),
    results: Sequence[dict[str, Any]] | None = None,
) -> Shelf:
    """Create a project whose first `answered` tasks (all unless said) are completed by the annotator."""
    text = task_type in ("text_classification", "ner")
    rows = [TaskRow(f"第 {n} 条" if text else f"{PICTURE}{n}.jpg", f"row-{n}") for n in range(1, tasks + 1)]
    with people.inside():
        project = create_project(name="Reviews", task_type=task_type, tags=[Tag(label) for label in labels], rows=rows)
        project.status = "in_progress"
        ids = list(db.session.scalars(sa.select(Task.id).where(Task.project_id == project.id).order_by(Task.id)))
        done = ids[: tasks if answered is None else answered]
        chosen = json.dumps(results if results is not None else [_choice(labels[0])], ensure_ascii=False)
        insert_rows(Annotation, [annotation(project, people, task_id, chosen) for task_id in done])
        if done:
            completed = sa.update(Task).where(Task.id.between(done[0], done[-1]))
            db.session.execute(completed.values(status=COMPLETED, answers=1))
        return Shelf(people, project.public_id, ids)


def annotation(project: Project, people: Room, task_id: int, results: str, role: str = "annotator") -> dict[str, Any]:
    """Return an annotation's row."""
    moment = now()
    return {
        "project_id": project.id,
        "task_id": task_id,
        "member_id": people.member_ids[role],
        "config_version": 1,
        "state": "submitted",
        "counted": True,
        "results": results,
        "seconds": 2.0,
        "client_key": secrets.token_hex(8),
        "version": 1,
        "submitted_at": moment,
        "updated_at": moment,
    }


def _choice(label: str) -> dict[str, Any]:
    value = {"choices": [label]}
    return {"id": "r", "from_name": "label", "to_name": "text", "type": "choices", "value": value, "origin": "manual"}
