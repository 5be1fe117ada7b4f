"""Serves the calls about exports: start one and wait for it, read one, and the progress report."""

from flask import Response, current_app, request, url_for

from api_external import responses
from api_external.decode import Document
from api_external.idempotency import Plan
from api_external.operations import EXPORT, EXPORT_STATE, REPORT
from api_external.projects import load_project
from api_external.requests import NewExport
from api_external.serve import as_json, serve_get, serve_post
from api_external.units import end_unit, write
from exports.download import file_response
from exports.errors import ExportFailed
from exports.models import Export
from exports.queries import get_export
from exports.start_export import start_export, start_report
from exports.wait_for import wait_for
from projects.models import Project

ASK_AGAIN = "2"  # seconds


@serve_post(EXPORT, load_project)
def export(project: Project, document: Document) -> Plan:
    """Start an export; wait for it unless asked not to."""
    wanted = document.read(NewExport)
    completed_only = True if wanted.completed_only is None else wanted.completed_only
    started: list[Export] = []

    def act() -> Response:
        begun = start_export(project, wanted.format or "json", completed_only, wanted.callback_url)
        started.append(begun)
        return described(begun)

    def afterwards() -> Response:
        ended = wait_for(started[0])
        if ended.state == "failed":
            raise ExportFailed(details={"export_id": ended.public_id})
        return described(ended)

    if not waits():
        return Plan(act)
    return Plan(act, afterwards, seconds=current_app.config["SETTINGS"].export_wait_seconds)


@serve_get(EXPORT_STATE)
def read_export(export_id: str) -> Response:
    """Say how an export stands; a failed one too is an answer here."""
    return as_json(_export(get_export(export_id)))


@serve_get(REPORT)
def report(project_id: str) -> Response:
    """Send the progress report, made now unless there is one of the present figures."""
    project = load_project(project_id)
    with write():
        made = start_report(project)
    if made.state == "processing" and waits():
        made = wait_for(made)
    if made.state == "processing":
        accepted = responses.Accepted(export_id=made.public_id, status="processing")
        return as_json(accepted, 202, Retry_After=ASK_AGAIN)
    if made.state == "failed":
        raise ExportFailed(details={"export_id": made.public_id})
    end_unit()
    return file_response(made)


def waits() -> bool:
    """Whether the caller is ready to wait (RFC 7240: `Prefer: respond-async` says no)."""
    preferences = request.headers.get("Prefer", "").replace(",", ";").split(";")
    return not any(preference.strip().lower() == "respond-async" for preference in preferences)


def described(export: Export) -> Response:
    """Return 200 with an export that has ended, 202 with one that has not."""
    if export.state == "processing":
        place = url_for("api_external.get_export", export_id=export.public_id)
        return as_json(_export(export), 202, Location=place, Retry_After=ASK_AGAIN)
    return as_json(_export(export))


def _export(export: Export) -> responses.Export:
    completed = export.state == "completed"
    return responses.Export.model_validate(
        {
            "project_id": export.project.public_id,
            "format": export.format,
            "total_exported": export.total,
            "file_url": export.download_path,
            "file_name": export.file_name,
            "file_size": export.size,
            "expires_at": export.expires_at,
            "export_id": export.public_id,
            "status": export.state,
            "error_message": export.error,
            "report": export.report if completed else None,
        }
    )
