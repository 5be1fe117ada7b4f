"""Pausing, reopening, completing again and deleting a project."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from foundation.database import db
from foundation.errors import Conflict, Invalid, NotFound
from jobs.worker import Workshop
from projects.distribute import distribute
from projects.life_cycle import complete, delete, pause, reopen, resume
from projects.models import Assignment, Project, Task
from projects.queries import find_project, get_project, list_projects
from projects.verify import verify_organization
from tenants.models import AuditEvent
from tests.people import People
from tests.projects.play import assignments_of, ready_project, submit, tasks_of


def audited(project: Project) -> list[str]:
    query = sa.select(AuditEvent.action).where(AuditEvent.object_id == project.public_id).order_by(AuditEvent.id)
    return list(db.session.scalars(query))


def test_only_a_project_in_progress_can_be_paused_and_goes_on(people: People) -> None:
    with people.inside():
        project = ready_project(1)
        with pytest.raises(Conflict):
            pause(project)
        distribute(project, [people.member_ids["annotator"]])
        pause(project)
        assert project.paused_at is not None
        resume(project)
        assert project.paused_at is None
        assert audited(project)[-2:] == ["project.paused", "project.resumed"]


def test_a_completed_project_is_reopened_and_completed_again(people: People) -> None:
    with people.inside():
        project = ready_project(1)
        distribute(project, [people.member_ids["annotator"]])
        with pytest.raises(Conflict):
            reopen(project)
        with pytest.raises(Conflict):
            complete(project)
        submit(assignments_of(project)[0])
        reopen(project)
        assert (project.status, project.completed_at) == ("in_progress", None)
        complete(project)
        assert project.status == "completed"
        assert verify_organization() == []


def test_a_deleted_project_is_nowhere_and_its_rows_are_erased(people: People) -> None:
    with people.inside():
        project, kept = ready_project(3, name="Gone"), ready_project(2)
        distribute(project, [people.member_ids["annotator"]])
        submit(assignments_of(project)[0])
        with pytest.raises(Invalid) as refused:
            delete(project, "gone")
        assert [fault.field for fault in refused.value.errors] == ["confirm"]
        delete(project, " Gone ")
        assert find_project(project.public_id) is None
        with pytest.raises(NotFound):
            get_project(project.public_id)
        assert [one.id for one in list_projects().rows] == [kept.id]
        assert "project.deleted" in audited(project)
    Workshop(people.app, threads=2).work()
    with people.inside(write=False):
        assert list(db.session.scalars(sa.select(Task.id).where(Task.project_id == project.id))) == []
        assert list(db.session.scalars(sa.select(Assignment.id).where(Assignment.project_id == project.id))) == []
        assert len(tasks_of(kept)) == 2
        assert verify_organization() == []
