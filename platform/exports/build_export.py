"""Making a file in the background: read a snapshot, write the file, keep it, tell whoever asked."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import sqlalchemy as sa
import structlog
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from exports.announce import announce_end
from exports.exported import ExportedTask
from exports.format import Format, formats
from exports.losses import Losses
from exports.models import REPORT, Export
from exports.progress_report.gather_figures import gather_figures
from exports.progress_report.write_pdf import write_pdf
from exports.snapshot import exported_project, snapshot
from exports.start_export import KIND
from files.keep import partial_file, put_file
from files.models import StoredFile
from foundation.clock import now
from foundation.database import db, unit_of_work
from foundation.languages import in_language
from jobs.kinds import job_kind
from jobs.models import Job
from jobs.running import JobFailedError, RunningJob
from projects.models import Project
from tenants.isolation import current_organization_id
from tenants.queries import get_organization

PROGRESS_SECONDS = 0.5
BATCH = 500
# What a stored answer does to a writer, it does every time: trying again can't mend it.
FAULTS = (LookupError, TypeError, ValueError, ArithmeticError, AttributeError)

log = structlog.get_logger("labelroom")


def mark_failed(job: Job) -> None:
    """Note that the file could not be made, and tell whoever asked; in the transaction that gives the job up."""
    export = _export(job.parameters["export"])
    with in_language(get_organization().language):
        export.state, export.ended_at = "failed", now()
        # Anything but a text for people is the name of an exception.
        named = job.error is None or job.error.isidentifier()
        export.error = _("The file could not be made. Start it again.") if named else job.error
        announce_end(export)


@job_kind(KIND, heavy=True, max_attempts=5, seconds=3600, when_failed=mark_failed, label=_l("Export"))
def build_export(running: RunningJob) -> dict[str, Any]:
    """Make an export's file. What ends it is committed together with the end of the job."""
    with unit_of_work():
        export = _export(running.parameters["export"])
        export.state = "processing"  # it has failed before when somebody pressed "try again"
        project = export.project
        if project.deleted_at is not None:
            raise JobFailedError(_("The project was deleted."))
        language = get_organization().language
    losses = Losses()
    with in_language(language), partial_file(running.token) as path:
        if export.format == REPORT:
            total, media_type = _write_report(project, path), "application/pdf"
        else:
            found = formats()[export.format]
            total, media_type = _write(running, export, project, found, path, losses), found.media_type
        stored = put_file(path, kind="exports", media_type=media_type, name=running.token)
        _finish(running, stored, total, losses)
    return {"export": export.public_id, "total": total, "size": stored.size}


def _write(running: RunningJob, export: Export, project: Project, found: Format, path: Path, losses: Losses) -> int:
    with unit_of_work(write=False):
        described = exported_project(project, get_organization().language)
    with snapshot(project, completed_only=export.completed_only, set_aside=found.holds_set_aside) as moment:
        running.commit(done=0, total=moment.count())
        with path.open("w+b") as file:
            try:
                return found.write(described, _with_progress(running, moment.tasks()), file, losses)
            except FAULTS as error:
                log.error("export can't be written", export=export.public_id, exc_info=error)
                raise JobFailedError(
                    _("An answer could not be written in this format. The log has the details.")
                ) from error


def _write_report(project: Project, path: Path) -> int:
    with unit_of_work(write=False):
        figures = gather_figures(project)
    write_pdf(figures, path)
    return figures.total


def _with_progress(running: RunningJob, tasks: Iterable[ExportedTask]) -> Iterator[ExportedTask]:
    """Pass the tasks on, and say now and then how far it is; fails when somebody else has taken the job over."""
    due = time.monotonic() + PROGRESS_SECONDS
    for done, task in enumerate(tasks):
        if done % BATCH == 0 and time.monotonic() >= due:
            running.commit(done=done)
            due = time.monotonic() + PROGRESS_SECONDS
        yield task


def _finish(running: RunningJob, stored: StoredFile, total: int, losses: Losses) -> None:
    """Note the file. It is committed with the end of the job, and only if the job is still ours."""
    db.session.add(stored)
    db.session.flush()
    export = _export(running.parameters["export"])
    export.state, export.error, export.ended_at = "completed", None, now()
    export.total, export.report = total, losses.as_json()
    export.file_id, export.size, export.sha256 = stored.id, stored.size, stored.sha256
    announce_end(export)
    db.session.flush()


def _export(export_id: int) -> Export:
    query = sa.select(Export).where(Export.id == export_id, Export.organization_id == current_organization_id())
    return db.session.scalars(query.execution_options(populate_existing=True)).one()
