"""Progress and the task list in a project of 100,000 answered tasks."""

from __future__ import annotations

from collections.abc import Callable

import sqlalchemy as sa

from benchmarks.house import Connection, House
from benchmarks.load import Figures, measure
from benchmarks.projects import LABELS, ROWS, answer_all, create
from benchmarks.table import Row
from foundation.database import db
from projects.models import Task
from projects.queries import get_project


def asking(connection: Connection, path: str) -> Callable[[], float]:
    """Return an act that asks for a path and fails on anything but 200."""

    def ask() -> float:
        answer = connection.ask("GET", path, Accept="text/html")
        if answer.status != 200:
            raise RuntimeError(f"{path}: {answer.status}")
        return answer.seconds

    return ask


def middle_task(house: House, public_id: str) -> int:
    """Return the id of the task in the middle, to page from."""
    with house.room.inside(write=False):
        project = get_project(public_id)
        return int(db.session.scalar(sa.select(sa.func.avg(Task.id)).where(Task.project_id == project.id)) or 0)


def rows(house: House) -> list[Row]:
    """Measure all of it on a house."""
    api, public_id = house.api(), create(house.api(), "text_classification", ROWS)
    answer_all(house, public_id)
    progress = measure([asking(api, f"/api/external/projects/{public_id}/progress")])
    browser, page = house.browser("manager"), house.room.url(f"/projects/{public_id}/tasks")
    with house.room.inside(write=False):
        person = house.room.member("annotator").public_id
    pages = {
        "first": page,
        "deep": f"{page}?after={middle_task(house, public_id)}",
        "by status": f"{page}?status=completed",
        "by person": f"{page}?person={person}",
        "by label": f"{page}?label={LABELS[1]}",
    }
    lists: dict[str, Figures] = {name: measure([asking(browser, path)], seconds=4) for name, path in pages.items()}
    sqlite = house.database == "sqlite"
    return [
        Row(
            "progress at 100,000",
            house.database,
            f"p50 {progress.p50:.1f} ms",
            "p50 ≤ 3 ms",
            "248 ms" if sqlite else "282 ms",
            progress.p50 <= 3,
        ),
        *(
            Row(
                f"task list, {name}",
                house.database,
                f"p95 {figures.p95:.0f} ms",
                "p95 ≤ 30 ms",
                "> 150 s" if name == "by label" and sqlite else "193–590 ms",
                figures.p95 <= 30,
            )
            for name, figures in lists.items()
        ),
    ]
