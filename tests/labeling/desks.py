"""A project in progress, and people at their desks: signed-in browsers that call what the labeling page calls."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from werkzeug.test import TestResponse

from foundation.clock import now
from foundation.database import db
from label_config.generate import Tag
from labeling.return_expired import return_expired
from projects.add_tasks import TaskRow
from projects.configure import confirm_config
from projects.create_project import create_project
from projects.distribute import distribute
from projects.models import Assignment, LabelConfigVersion, Project, ProjectPerson, Task
from projects.progress import progress
from projects.verify import verify_project
from tests.people import Room, SignedInClient

NOT_A_PICTURE = "https://pictures.example.com/coins.png"


def choice(label: str) -> list[dict[str, Any]]:
    """Results that choose one label for a text."""
    names = {"id": "r1", "from_name": "label", "to_name": "text", "type": "choices", "origin": "manual"}
    return [{**names, "value": {"choices": [label]}}]


def boxes(*labels: str, width: int = 400, height: int = 300) -> list[dict[str, Any]]:
    """Results that draw a box for each label."""
    return [
        {
            "id": f"box{number}",
            "from_name": "label",
            "to_name": "image",
            "type": "rectanglelabels",
            "origin": "manual",
            "original_width": width,
            "original_height": height,
            "image_rotation": 0,
            "value": {"x": 5.0 * number, "y": 10, "width": 20, "height": 30, "rotation": 0, "rectanglelabels": [label]},
        }
        for number, label in enumerate(labels, 1)
    ]


@dataclass
class Floor:
    """A project in progress and the organization around it."""

    people: Room
    public_id: str
    task_ids: list[int]

    def desk(self, role: str) -> Desk:
        """Seat a member."""
        return Desk(self, self.people.client(role))

    def project(self) -> Project:
        """Return the project; inside `people.inside()` only."""
        return db.session.scalars(sa.select(Project).where(Project.public_id == self.public_id)).one()

    def figures(self) -> tuple[int, int, int]:
        """Return how many tasks are completed, in progress and pending, after recomputing every count."""
        with self.people.inside():
            assert verify_project(self.project()) == []
            found = progress(self.project())
            assert found.total_tasks == found.completed_tasks + found.in_progress_tasks + found.pending_tasks
            return found.completed_tasks, found.in_progress_tasks, found.pending_tasks

    def person(self, role: str) -> ProjectPerson:
        """Return a member's counts."""
        with self.people.inside(write=False):
            mine = ProjectPerson.member_id == self.people.member_ids[role]
            return db.session.scalars(sa.select(ProjectPerson).where(mine)).one()

    def task(self, task_id: int) -> Task:
        """Return a task as it is stored."""
        with self.people.inside(write=False):
            return db.session.scalars(sa.select(Task).where(Task.id == task_id)).one()

    def assignment(self, role: str, task_id: int) -> Assignment:
        """Return a member's assignment to a task as it is stored."""
        with self.people.inside(write=False):
            mine = sa.and_(Assignment.member_id == self.people.member_ids[role], Assignment.task_id == task_id)
            return db.session.scalars(sa.select(Assignment).where(mine)).one()

    def let_leases_run_out(self, task_id: int | None = None) -> None:
        """Make all leases, or those of one task, end now."""
        with self.people.inside():
            chosen = sa.true() if task_id is None else Assignment.task_id == task_id
            leases = sa.update(Assignment).where(Assignment.lease_until.is_not(None), chosen)
            db.session.execute(leases.values(lease_until=now()))

    def sweep(self) -> None:
        """Take back what has run out, as the worker does from time to time."""
        with self.people.inside():
            return_expired()

    def set_config(self, xml: str) -> int:
        """Put another version of the label config in force and return its number."""
        with self.people.inside():
            project = self.project()
            version = (
                1
                + db.session.scalars(
                    sa.select(sa.func.max(LabelConfigVersion.version)).where(
                        LabelConfigVersion.project_id == project.id
                    )
                ).one()
            )
            row = LabelConfigVersion(project_id=project.id, version=version, xml=xml, confirmed_at=now())
            db.session.add(row)
            db.session.flush()
            project.config_id = row.id
            return int(version)


@dataclass
class Desk:
    """A member's browser on a project's labeling page."""

    floor: Floor
    client: SignedInClient

    def url(self, path: str) -> str:
        """Return an address under the labeling page."""
        return self.floor.people.url(f"/projects/{self.floor.public_id}/label{path}")

    def next(self, *, holding: Sequence[int] = (), ahead: bool = False) -> dict[str, Any]:
        """Ask for the next task; the whole answer."""
        response = self.client.post(self.url("/next"), json={"except": list(holding), "ahead": ahead})
        assert response.status_code == 200, response.text
        return dict(response.json or {})

    def take(self, *, holding: Sequence[int] = (), ahead: bool = False) -> int:
        """Ask for the next task; its id."""
        return int(self.next(holding=holding, ahead=ahead)["task"]["id"])

    def act(self, task_id: int, act: str, body: dict[str, Any] | None = None) -> TestResponse:
        """Post `open`, `alive`, `release` or another act on a task."""
        return self.client.post(self.url(f"/tasks/{task_id}/{act}"), json=body or {})

    def submit(self, task_id: int, results: Any = None, *, key: str = "", **more: Any) -> TestResponse:
        """Submit an answer, "good" unless said."""
        body = {"client_key": key or secrets.token_hex(8), "results": choice("good") if results is None else results}
        return self.act(task_id, "submit", {"config_version": 1, "seconds": 2.0, "media_size": None} | body | more)

    def skip(self, task_id: int, reason: str = "unclear", *, key: str = "") -> TestResponse:
        """Skip a task."""
        body = {"client_key": key or secrets.token_hex(8), "reason": reason, "seconds": 1.5}
        return self.act(task_id, "skip", body)

    def draft(self, task_id: int, seq: int, results: Any = None, *, tab: str = "tab-one-", **more: Any) -> TestResponse:
        """Save a draft."""
        body = {"results": choice("bad") if results is None else results, "seq": seq, "tab": tab, "seconds": 1.0}
        return self.client.put(self.url(f"/tasks/{task_id}/draft"), json={"config_version": 1} | body | more)

    def look(self, task_id: int) -> dict[str, Any]:
        """Return the payload of a task the member has or had."""
        response = self.client.get(self.url(f"/tasks/{task_id}"))
        assert response.status_code == 200, response.text
        return dict((response.json or {})["task"])


def open_floor(
    people: Room, *, tasks: int = 3, to: Sequence[str] = ("annotator",), mode: str = "even", overlap: int = 1,
    task_type: str = "text_classification", labels: Sequence[str] = ("good", "bad"),
) -> Floor:  # fmt: skip
    """Create a project of numbered tasks and give them to people."""
    content = "Text {}" if task_type in ("text_classification", "ner") else NOT_A_PICTURE + "?{}"
    rows = [TaskRow(content.format(number), f"row-{number}") for number in range(1, tasks + 1)]
    with people.inside():
        tags = [Tag(label) for label in labels]
        project = create_project(name="Reviews", task_type=task_type, tags=tags, rows=rows)
        confirm_config(project)
        members = [people.member_ids[role] for role in to]
        distribute(project, members, mode="shared" if mode == "shared" else "even", overlap=overlap)
        ids = list(db.session.scalars(sa.select(Task.id).where(Task.project_id == project.id).order_by(Task.id)))
        return Floor(people, project.public_id, ids)
