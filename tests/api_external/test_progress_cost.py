"""Reading progress costs the same, however many tasks there are: the same queries, and none that scans tasks."""

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from foundation.database import db
from projects.distribute import distribute
from projects.models import Project
from projects.queries import get_project
from tests.api_external.calls import Caller
from tests.people import People, make_people
from tests.recording import plan_of, recorded

LARGE = 8_000
MOST_QUERIES = 4  # organization, token, project, figures


@pytest.fixture
def people(backend: str, make_app: Callable[..., Flask]) -> People:
    """People on a database of their own: statistics and plans depend on what else is in it."""
    return make_people(make_app(backend))


def project_in_progress(caller: Caller, tasks: int) -> str:
    rows = [{"id": str(number), "content": "a"} for number in range(tasks)]
    project_id: str = caller.init(data=rows, tags=[{"tag": "a"}])["project_id"]
    with caller.room.inside():
        project: Project = get_project(project_id)
        project.status = "ready"
        member_ids = [caller.room.member_ids[role] for role in ("annotator", "annotator2")]
        distribute(project, member_ids, mode="even")
    return project_id


def queries_of(caller: Caller, project_id: str) -> list[tuple[str, Any]]:
    with recorded(caller.room.app) as statements:
        answer = caller.get(f"/projects/{project_id}/progress")
    assert answer.status_code == 200
    return [(statement, parameters) for statement, parameters in statements if statement.startswith("SELECT")]


def test_the_queries_are_few_and_the_same_whatever_the_size(people: People) -> None:
    caller = Caller(people)
    small, large = project_in_progress(caller, 10), project_in_progress(caller, LARGE)
    caller.get(f"/projects/{small}/progress")  # notes the token's use
    few, many = queries_of(caller, small), queries_of(caller, large)
    assert [statement for statement, _ in few] == [statement for statement, _ in many]
    assert len(many) <= MOST_QUERIES
    for statement, parameters in many:
        with people.inside():
            if db.session.get_bind().dialect.name == "postgresql":
                db.session.execute(sa.text("SET LOCAL enable_seqscan = off"))  # small tables are read whole otherwise
            plan = plan_of(statement, parameters)
        assert "tasks" not in plan.replace("tasks_", "").split(), plan
        assert "Seq Scan on project_people" not in plan or "project_people" not in statement, plan
        assert "SCAN project_people" not in plan, plan
