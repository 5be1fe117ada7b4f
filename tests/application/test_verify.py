"""`labelroom verify` finds what doesn't agree with itself, and only that."""

import json

import sqlalchemy as sa
from flask import Flask

from application.verify_command import verify_command
from files.models import StoredFile
from foundation.database import db
from projects.create_project import create_project
from projects.models import ProjectPerson
from tests.people import People, make_people


def verify(app: Flask) -> tuple[int, dict[str, list[str]]]:
    """Run the command; return its status and what it found, by organization."""
    result = app.test_cli_runner().invoke(verify_command, ["--json"])
    return result.exit_code, json.loads(result.output)["faults"]


def test_a_house_in_order_has_no_faults(app: Flask) -> None:
    people = make_people(app)
    with people.inside():
        create_project(name="In order", task_type="ner")
    _status, faults = verify(app)
    assert people.slug not in faults
    assert "(database)" not in faults


def test_a_wrong_count_and_a_missing_file_are_named(people: People) -> None:
    with people.inside():
        project = create_project(name="Crooked", task_type="ner")
        member = people.member_ids["annotator"]
        db.session.add(ProjectPerson(project_id=project.id, member_id=member, assigned=3))
        key = f"{people.organization_id}/export/gone"
        db.session.add(StoredFile(storage_key=key, size=5, sha256="0" * 64, media_type="text/plain", kind="export"))
    status, faults = verify(people.app)
    assert status == 1
    assert any(project.public_id in fault for fault in faults[people.slug])
    assert any("is missing" in fault for fault in faults[people.slug])
    with people.inside():
        db.session.execute(sa.delete(ProjectPerson))
        db.session.execute(sa.delete(StoredFile))
    assert people.slug not in verify(people.app)[1]
