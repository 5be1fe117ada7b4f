from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask

from foundation.database import db
from jobs.running import JobFailedError
from jobs.worker import Workshop
from tenants.models import AuditEvent
from tests.jobs.job_lines import ask, job_of, kind
from tests.people import People


def fail(_running: object) -> None:
    raise JobFailedError("The label config has no labels.")


@pytest.mark.parametrize("role", ["owner", "admin", "manager"])
def test_those_who_run_projects_see_background_work(app: Flask, people: People, role: str) -> None:
    with kind("tests.page", lambda _: None):
        job_id = ask(people, "tests.page")
        page = people.client(role).get(people.url("/jobs"))
        assert page.status_code == 200
        assert "tests.page" in page.text
        assert "Waiting" in page.text
        fragment = people.client(role).get(people.url(f"/jobs/{job_of(people, job_id).public_id}"))
        assert "data-poll" in fragment.text
        Workshop(app, 2).work()
        fragment = people.client(role).get(people.url(f"/jobs/{job_of(people, job_id).public_id}"))
        assert "data-poll" not in fragment.text
        assert "Done" in fragment.text


def test_an_empty_list_says_what_will_be_there(people: People) -> None:
    assert "No background work yet" in people.client("owner").get(people.url("/jobs")).text


def test_a_failed_job_shows_why_and_can_be_tried_again(app: Flask, people: People) -> None:
    with kind("tests.broken", fail):
        job_id = ask(people, "tests.broken")
        Workshop(app, 2).work()
        owner = people.client("owner")
        page = owner.get(people.url("/jobs?state=failed")).text
        assert "The label config has no labels." in page
        assert "Try again" in page
        retry = people.url(f"/jobs/{job_of(people, job_id).public_id}/retry")
        assert owner.post(retry).status_code == 303
        assert job_of(people, job_id).state == "waiting"
        assert owner.post(retry).status_code == 409
    with kind("tests.broken", lambda _: None):
        Workshop(app, 2).work()
    assert job_of(people, job_id).state == "done"
    with people.inside(write=False):
        audited = sa.select(sa.func.count()).where(AuditEvent.action == "job.retried")
        assert db.session.scalar(audited) == 1


@pytest.mark.parametrize("role", ["reviewer", "annotator", "viewer"])
def test_others_do_not_see_background_work(people: People, role: str) -> None:
    assert people.client(role).get(people.url("/jobs")).status_code == 403


def test_a_job_of_another_organization_does_not_exist(app: Flask, people: People) -> None:
    with kind("tests.theirs", fail):
        job_id = ask(people.other, "tests.theirs")
        Workshop(app, 2).work()
    owner, public_id = people.client("owner"), job_of(people.other, job_id).public_id
    assert owner.get(people.url(f"/jobs/{public_id}")).status_code == 404
    assert owner.post(people.url(f"/jobs/{public_id}/retry")).status_code == 404
    assert owner.get(people.other.url("/jobs")).status_code == 404
    assert job_of(people.other, job_id).state == "failed"
    assert public_id not in owner.get(people.url("/jobs")).text
