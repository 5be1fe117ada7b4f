"""Many rows at once, with values that must come out as they went in."""

import datetime as dt
import json

import sqlalchemy as sa

from foundation.clock import now
from foundation.database import db
from projects.models import Project, Task
from tenants.bulk import insert_rows
from tests.people import People


def make_project() -> Project:
    project = Project(public_id="proj_bulkbulkbulk", name="Bulk", task_type="ner")
    db.session.add(project)
    db.session.flush()
    return project


def test_rows_come_out_as_they_went_in(people: People) -> None:
    moment = now()
    nasty = {"text": "引号 ' \" \\ 😀 \u2028 {}", "n": 1e2}
    with people.inside():
        project = make_project()
        count = insert_rows(
            Task,
            (
                {
                    "project_id": project.id,
                    "inner_number": n,
                    "external_id": f"r{n}" if n % 2 else None,
                    "data": json.dumps(nasty),
                    "metadata": None,
                    "updated_at": moment,
                }
                for n in range(12_000)
            ),
        )
        assert count == 12_000
    with people.inside(write=False):
        rows = db.session.scalars(sa.select(Task).order_by(Task.id).limit(3)).all()
        total = db.session.scalar(sa.select(sa.func.count(Task.id)))
    assert total == 12_000
    assert [row.external_id for row in rows] == [None, "r1", None]
    assert rows[0].data == nasty
    assert rows[0].caller_metadata is None
    assert rows[0].updated_at == moment
    assert rows[0].created_at.utcoffset() == dt.timedelta(0)
    assert rows[0].organization_id == people.organization_id
