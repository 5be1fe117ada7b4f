"""Rows that are too many for one request: kept as a file, added by a job in batches, each exactly once."""

import uuid
from collections.abc import Iterator
from itertools import islice
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from api_external.decode import Document
from api_external.rows import Row, Rows
from files.keep import delete_file, partial_file, put_file
from files.models import StoredFile
from files.queries import find_file
from files.store import file_store
from foundation.database import db, unit_of_work
from foundation.errors import NotFound
from jobs.enqueue import enqueue
from jobs.kinds import job_kind
from jobs.models import Job
from jobs.running import JobFailedError, RunningJob
from projects.add_tasks import append_rows
from projects.models import Project
from projects.queries import get_project_by_id
from tenants.audit import record

BATCH = 5_000  # rows committed at a time


def add_by_job(project: Project, rows: Rows) -> Job:
    """Keep checked rows and return the job that will add them."""
    token = uuid.uuid4().hex
    with partial_file(token) as path:
        with path.open("wb") as file:
            file.writelines(rows.text())
        stored = put_file(path, kind="upload", media_type="application/json", name=token)
    db.session.add(stored)
    db.session.flush()
    job = enqueue("tasks.add", {"project": project.id, "file": stored.id})
    job.total = len(rows)
    return job


def forget_upload(job: Job) -> None:
    """Delete rows that nobody can add any more. Those of a project that is there wait for another try."""
    stored = find_file(job.parameters["file"])
    if stored is not None and _find_project(job.parameters["project"]) is None:
        delete_file(stored)


@job_kind("tasks.add", heavy=True, when_failed=forget_upload, label=_l("Adding tasks"))
def add_uploaded(running: RunningJob) -> dict[str, Any]:
    """Add the rows of an upload; a restarted job goes on after the last batch that was committed."""
    with unit_of_work(write=False):
        stored = find_file(running.parameters["file"])
        project = _find_project(running.parameters["project"])
    if stored is None or project is None:
        raise JobFailedError(_("The project was deleted."))
    rows = Document(_body_of(stored)).rows.taken()
    at, added, duplicates = (running.position.get(name, 0) for name in ("at", "added", "duplicates"))
    for batch in _batches(islice(rows, at, None)):
        result = append_rows(project, batch, duplicates="skip")
        at, added, duplicates = at + len(batch), added + result.added, duplicates + result.duplicates
        running.commit(done=at, position={"at": at, "added": added, "duplicates": duplicates})
    record("tasks.added", project, added=added, duplicates=duplicates)
    delete_file(stored)
    return {"added": added, "duplicates": duplicates, "task_count": project.task_count}


def _find_project(project_id: int) -> Project | None:
    try:
        return get_project_by_id(project_id)
    except NotFound:
        return None


def _body_of(stored: StoredFile) -> bytearray:
    body = bytearray()
    for chunk in file_store().read(stored.storage_key, 0, stored.size):
        body += chunk
    return body


def _batches(rows: Iterator[Row]) -> Iterator[list[Row]]:
    while batch := list(islice(rows, BATCH)):
        yield batch
