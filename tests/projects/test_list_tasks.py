"""Finding tasks: what each filter finds, and by which index."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa

from foundation.database import db
from foundation.errors import NotFound
from projects.add_tasks import TaskRow
from projects.create_project import create_project
from projects.distribute import distribute
from projects.list_tasks import TaskFilter, get_task, list_tasks
from projects.models import Project, TaskLabel
from projects.progress import progress
from tests.people import People
from tests.projects.play import assignments_of, ready_project, show, skip, submit, tasks_of
from tests.recording import plan_of, recorded


def numbers(project: Project, **chosen: Any) -> list[int]:
    return [task.inner_number for task in list_tasks(project, TaskFilter(**chosen)).rows]


def test_filters_find_what_they_say_alone_and_together(people: People) -> None:
    with people.inside():
        project = ready_project(6)
        me, other = people.member_ids["annotator"], people.member_ids["annotator2"]
        distribute(project, [me])
        first, second, third, *_rest = assignments_of(project, me)
        submit(first)
        show(second)
        skip(third)
        for number in (0, 3):
            task = tasks_of(project)[number]
            db.session.add(TaskLabel(project_id=project.id, task_id=task.id, label="good"))
        db.session.flush()
        assert numbers(project) == [1, 2, 3, 4, 5, 6]
        assert numbers(project, status="completed") == [1]
        assert numbers(project, status="in_progress") == [2]
        assert numbers(project, skipped=True) == [3]
        assert numbers(project, member_id=me) == [1, 2, 3, 4, 5, 6]
        assert numbers(project, member_id=other) == []
        assert numbers(project, label="good") == [1, 4]
        assert numbers(project, label="good", status="completed", member_id=me) == [1]
        assert numbers(project, external_id="row-5") == [5]
        assert numbers(project, set_aside=True) == []


def test_pages_go_by_key_to_the_end(people: People) -> None:
    with people.inside():
        project = ready_project(7)
        seen, after = [], None
        for size in (3, 3, 1):
            page = list_tasks(project, after=after, limit=3)
            assert len(page.rows) == size
            seen += [task.inner_number for task in page.rows]
            after = page.next
        assert (seen, after) == ([1, 2, 3, 4, 5, 6, 7], None)


def test_a_task_of_another_project_or_organization_is_not_found(people: People) -> None:
    with people.inside():
        project, other = ready_project(1), ready_project(1)
        with pytest.raises(NotFound):
            get_task(project, tasks_of(other)[0].id)


@pytest.fixture
def large_project(people: People, backend: str) -> int:
    """A project of 6,000 tasks, a fiftieth of them with a label; the planner's statistics are fresh."""
    with people.inside():
        rows = (TaskRow(f"Text {number}", f"row-{number}") for number in range(6_000))
        project = create_project(name="Large", task_type="ner", rows=rows)
        project.status = "ready"
        distribute(project, [people.member_ids[role] for role in ("annotator", "annotator2", "reviewer")])
        for task in tasks_of(project)[::50]:
            db.session.add(TaskLabel(project_id=project.id, task_id=task.id, label="rare"))
        key = project.id
    if backend == "postgresql":
        owner = sa.create_engine(people.app.config["SETTINGS"].owner_database, isolation_level="AUTOCOMMIT")
        with owner.connect() as connection:
            connection.exec_driver_sql("ANALYZE")
        owner.dispose()
    return key


@pytest.mark.parametrize(
    ("chosen", "after"),
    [
        (TaskFilter(), None), (TaskFilter(), 3_000), (TaskFilter(status="pending"), 3_000),
        (TaskFilter(label="rare"), None), (TaskFilter(external_id="row-77"), None), (TaskFilter(skipped=True), None),
        (TaskFilter(set_aside=True), None), (TaskFilter(member_id=0), None), (TaskFilter(member_id=0), 3_000),
    ],
)  # fmt: skip
def test_no_page_of_tasks_reads_the_whole_table(
    people: People, large_project: int, chosen: TaskFilter, after: int | None
) -> None:
    if chosen.member_id is not None:
        chosen = replace(chosen, member_id=people.member_ids["annotator"])
    with people.inside(write=False):
        project = db.session.get_one(Project, (people.organization_id, large_project))
        first = tasks_of(project)[0].id
        db.session.expunge_all()
        with recorded(people.app) as sent:
            list_tasks(project, chosen, after=None if after is None else first + after)
        plans = [plan_of(*one) for one in sent if one[0].startswith("SELECT")]
        assert plans
        for plan in plans:
            assert not re.search(r"Seq Scan on tasks|SCAN tasks(?! USING)", plan), plan


def test_progress_makes_one_query_and_touches_no_task(people: People, large_project: int) -> None:
    with people.inside(write=False):
        project = db.session.get_one(Project, (people.organization_id, large_project))
        with recorded(people.app) as sent:
            figures = progress(project)
        asked = [one for one in sent if one[0].startswith("SELECT")]
        assert len(asked) == 1
        assert figures.total_tasks == 6_000
        assert all("tasks" not in re.findall(r"(?:FROM|JOIN) (\w+)", statement) for statement, _ in asked)
