"""The recount finds every count that is wrong."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from foundation.database import db
from projects.distribute import distribute
from projects.models import ProjectPerson, Task
from projects.verify import verify_project
from tests.people import People
from tests.projects.play import assignments_of, draw, ready_project, show, submit, take, tasks_of


@pytest.mark.parametrize(
    ("model", "column"),
    [(Task, name) for name in ("answers", "active", "held", "free", "status")]
    + [(ProjectPerson, name) for name in ("assigned", "open", "completed", "skipped")]
    + [(ProjectPerson, name) for name in ("tasks_completed", "tasks_in_progress", "tasks_set_aside")],
)
def test_a_wrong_count_is_named(people: People, model: Any, column: str) -> None:
    with people.inside():
        project = ready_project(3)
        me = people.member_ids["annotator"]
        distribute(project, [me], mode="shared")
        submit(take(tasks_of(project)[0], me))
        show(take(tasks_of(project)[1], me))
        draw(assignments_of(project, me, "open")[0])
        assert verify_project(project) == []
        db.session.execute(sa.update(model).where(model.project_id == project.id).values({column: 9}))
        faults = verify_project(project)
        assert any(column in fault for fault in faults)
        assert all(fault.startswith(project.public_id) for fault in faults)


def test_a_wrong_number_of_tasks_and_a_false_completion_are_named(people: People) -> None:
    with people.inside():
        project = ready_project(3)
        project.task_count, project.status = 5, "completed"
        assert len(verify_project(project)) == 2
