"""Projects of any size to measure on."""

from __future__ import annotations

import json
import secrets
import uuid
from typing import Any

import sqlalchemy as sa

from benchmarks.house import Connection, House
from foundation.clock import now
from foundation.database import db
from labeling.models import Annotation
from projects.configure import begin_configuring, confirm_config
from projects.distribute import distribute
from projects.models import Assignment, ProjectPerson, Task, TaskLabel
from projects.queries import get_project
from tenants.bulk import insert_rows

ROWS = 100_000
PICTURE = {"original_width": 1600, "original_height": 1000, "image_rotation": 0}
LABELS = ("cat", "dog", "bird")


def rows_of(task_type: str, count: int) -> list[dict[str, Any]]:
    """Return `count` rows of some 180 bytes each."""
    text = task_type in ("text_classification", "ner")
    filler = "The parcel came late but the product itself is fine, I would buy it again. "
    return [
        {
            "id": f"row-{number}",
            "content": f"{number}: {filler}" if text else f"https://pictures.example.com/batch/{number:07}.jpg",
            "metadata": {"batch": number // 1000, "source": "benchmark"},
        }
        for number in range(count)
    ]


def init_body(task_type: str, count: int) -> bytes:
    """Return the body of an `init` request."""
    body = {"name": f"{task_type} {count}", "task_type": task_type, "data": rows_of(task_type, count)}
    return json.dumps({**body, "tags": [{"tag": label} for label in LABELS]}).encode()


def create(api: Connection, task_type: str, count: int) -> str:
    """Create a project over the API and return its id."""
    answer = api.ask("POST", "/api/external/projects/init", init_body(task_type, count))
    return str(answer.json()["project_id"])


def distribute_to(house: House, public_id: str, roles: list[str], *, mode: str = "shared", overlap: int = 1) -> None:
    """Confirm the config and give the tasks to the members of these roles."""
    with house.room.inside():
        project = get_project(public_id)
        begin_configuring(project)
        confirm_config(project)
        members = [house.room.member_ids[role] for role in roles]
        distribute(project, members, mode=mode, overlap=overlap)  # type: ignore[arg-type]  # one of its two words


def results_of(task_type: str, text: str = "") -> list[dict[str, Any]]:
    """Return a plausible answer: three boxes, two polygons, two spans or a choice."""
    if task_type == "object_detection":
        return [
            _region("rectanglelabels", n, {"x": 10.0 + n, "y": 20.0, "width": 15.5, "height": 12.25, "rotation": 0})
            for n in range(3)
        ]
    if task_type == "polygon":
        points = [[10.5, 10.0], [20.0, 11.0], [22.5, 30.0], [12.0, 28.0]]
        return [_region("polygonlabels", n, {"points": points, "closed": True}) for n in range(2)]
    if task_type == "ner":
        spans = ((0, 3), (5, 9))
        return [
            _result("labels", "text", {"start": start, "end": end, "text": text[start:end], "labels": [LABELS[0]]})
            for start, end in spans
        ]
    return [_result("choices", "text" if task_type == "text_classification" else "image", {"choices": [LABELS[1]]})]


def _region(kind: str, number: int, value: dict[str, Any]) -> dict[str, Any]:
    return {**_result(kind, "image", {**value, kind: [LABELS[number % 3]]}), **PICTURE}


def _result(kind: str, target: str, value: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": secrets.token_hex(5),
        "from_name": "label",
        "to_name": target,
        "type": kind,
        "origin": "manual",
        "value": value,
    }


def answer_all(house: House, public_id: str, role: str = "annotator") -> int:
    """Give every task one counted answer, in bulk: what the tables hold after as many submits. Return how many."""
    with house.room.inside():
        project = get_project(public_id)
        member, moment = house.room.member_ids[role], now()
        tasks = db.session.execute(sa.select(Task.id, Task.data).where(Task.project_id == project.id)).all()
        common = {"project_id": project.id, "member_id": member}
        insert_rows(Assignment, ({**common, "task_id": task, "state": "done", "ended_at": moment} for task, _ in tasks))
        insert_rows(
            Annotation,
            (
                {
                    **common,
                    "task_id": task,
                    "config_version": 1,
                    "state": "submitted",
                    "client_key": str(uuid.uuid4()),
                    "results": json.dumps(results_of(project.task_type, data.get("text", ""))),
                    "seconds": 7.5,
                    "submitted_at": moment,
                    "updated_at": moment,
                }
                for task, data in tasks
            ),
        )
        insert_rows(TaskLabel, ({"project_id": project.id, "task_id": task, "label": LABELS[1]} for task, _ in tasks))
        sizes = {"image": [1600, 1000]} if project.task_type not in ("ner", "text_classification") else None
        db.session.execute(
            sa.update(Task).where(Task.project_id == project.id).values(answers=1, status=2, free=0, media_sizes=sizes)
        )
        person = ProjectPerson(**common, assigned=len(tasks), completed=len(tasks), tasks_completed=len(tasks))
        db.session.add(person)
        project.status = "completed"
    return len(tasks)
