"""What an attacker is after: a project with tasks in another organization, and a project of their own beside it."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from foundation.clock import now
from foundation.database import db, make_engine
from projects.models import Assignment, Project, Task
from tests.people import People, Room

SECRET = "their secret"


@dataclass
class Rows:
    """Ids of one organization's rows."""

    organization_id: int
    project: int
    task: int
    member: int
    external_id: str
    public_id: str


@dataclass
class Scene:
    """The attacker's people, their rows, and the rows they must not reach."""

    people: People
    mine: Rows
    theirs: Rows

    def try_inside(self, attack: Callable[[Scene], Any]) -> Any:
        """Run an attack inside the attacker's organization; return what it got, or the exception that stopped it."""
        try:
            with self.people.inside():
                return attack(self)
        except Exception as stopped:  # any refusal will do; what counts is that nothing was read or changed
            return stopped

    def fingerprint(self) -> list[tuple[Any, ...]]:
        """Return all that stands in the other organization's tables, read by the administrator."""
        with self.people.app.app_context():
            settings = self.people.app.config["SETTINGS"]
        engine = make_engine(settings.admin_database)
        rows: list[tuple[Any, ...]] = []
        with engine.connect() as connection:
            for table in ("projects", "tasks", "assignments", "memberships"):
                statement = sa.text(f"SELECT * FROM {table} WHERE organization_id = :org ORDER BY id")
                rows += [
                    (table, *map(str, row))
                    for row in connection.execute(statement, {"org": self.theirs.organization_id})
                ]
        engine.dispose()
        return rows


def plant(room: Room, text: str) -> Rows:
    """Put a project with one task and one assignment into an organization."""
    mark = secrets.token_hex(4)
    with room.inside():
        project = Project(public_id=f"proj_{mark}0000", name=text, external_id="shared-name", task_type="ner")
        db.session.add(project)
        db.session.flush()
        task = Task(
            project_id=project.id, inner_number=1, external_id=f"ext-{mark}", data={"text": text}, updated_at=now()
        )
        db.session.add(task)
        db.session.flush()
        member = room.member_ids["annotator"]
        db.session.add(Assignment(project_id=project.id, task_id=task.id, member_id=member))
        return Rows(room.organization_id, project.id, task.id, member, f"ext-{mark}", project.public_id)


def set_scene(people: People) -> Scene:
    """Return a fresh scene."""
    return Scene(people, plant(people, "my own"), plant(people.other, SECRET))
