"""Asking for a file: the export's row and the job that makes it, in one transaction."""

from __future__ import annotations

import datetime as dt

from flask_babel import gettext as _

from deliveries.destinations import UrlRefusedError
from deliveries.outgoing import check_url
from exports.format import formats_for
from exports.models import REPORT, Export
from exports.queries import find_latest_report
from foundation.clock import now
from foundation.database import db
from foundation.errors import Invalid
from foundation.public_ids import new_public_id
from jobs.enqueue import enqueue
from projects.models import Project
from projects.progress import progress
from tenants.audit import record
from tenants.current import actor
from tenants.queries import settings_of_organization

KIND = "export.build"
ID_CHARACTERS = 6  # of the project's id, in a file's name


def start_export(
    project: Project,
    format: str,
    completed_only: bool = True,  # noqa: FBT001 -- in the order of the published request
    callback_url: str | None = None,
) -> Export:
    """Ask for a file of the project's answers and return the export, still processing (flushed).

    Raises Invalid for a format that can't hold this project's answers, and for a callback address nothing may be sent
    to.
    """
    found = {each.name: each for each in formats_for(project.task_type)}.get(format)
    if found is None:
        names = ", ".join(each.name for each in formats_for(project.task_type))
        raise Invalid.field("format", _("This project can be exported as: %(names)s.", names=names))
    if callback_url is not None:
        try:
            check_url(callback_url)
        except UrlRefusedError as error:
            raise Invalid.field("callback_url", error.message) from error
    name = _file_name("export", project, f"{format}_", found.extension)
    return _start(
        project, Export(format=format, completed_only=completed_only, callback_url=callback_url, file_name=name)
    )


def start_report(project: Project) -> Export:
    """Ask for the project's PDF progress report and return it as an export (flushed).

    One that is being made, or that says what is still true, is returned instead of making the same again.
    """
    if (latest := find_latest_report(project)) is not None and _still_true(latest, project):
        return latest
    name = _file_name("report", project, "", REPORT)
    return _start(project, Export(format=REPORT, completed_only=False, callback_url=None, file_name=name))


def _still_true(report: Export, project: Project) -> bool:
    if report.state == "processing":
        return True
    fresh = report.created_at > progress(project).last_updated
    return report.state == "completed" and report.expires_at > now() and fresh


def _start(project: Project, export: Export) -> Export:
    export.project_id = project.id
    export.public_id = new_public_id("export")
    export.expires_at = now() + dt.timedelta(days=settings_of_organization().export_days)
    export.requested_by_id, export.token_id = actor.get().member_id, actor.get().token_id
    db.session.add(export)
    db.session.flush()
    export.job_id = enqueue(KIND, {"export": export.id}).id
    record("export.started", export, format=export.format, project=project.public_id)
    db.session.flush()
    return export


def _file_name(what: str, project: Project, format_part: str, extension: str) -> str:
    prefix, _underscore, random = project.public_id.partition("_")
    return f"{what}_{prefix}_{random[:ID_CHARACTERS]}_{format_part}{now():%Y%m%d}.{extension}"
