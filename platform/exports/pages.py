"""The pages of exports and reports: start one, see how far it is, download it, look back."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from exports import queries
from exports.format import formats, formats_for
from exports.forms import StartForm
from exports.loss_sentences import losses_in_words
from exports.models import REPORT, Export
from exports.pace import pace_of
from exports.start_export import start_export, start_report
from exports.words import STATE_KINDS, STATE_NAMES
from foundation.errors import Forbidden, Invalid
from projects.models import Project
from projects.queries import get_project, list_projects
from tenants.access import member_of
from tenants.current import current_member
from tenants.roles import ANNOTATOR, EVERYONE, RUNS_PROJECTS

exports = Blueprint("exports", __name__)

SEES_REPORTS = EVERYONE - {ANNOTATOR}


@exports.get("/o/<slug>/exports", endpoint="exports")
@member_of(RUNS_PROJECTS)
def all_exports() -> str:
    """List every export and report of the organization, newest first."""
    return render_template("exports/exports.html", projects=list_projects(limit=200).rows, **_history(None))


@exports.get("/o/<slug>/projects/<public_id>/exports")
@member_of(RUNS_PROJECTS)
def project_exports(public_id: str) -> str:
    """Show a project's exports, and the form that starts one."""
    project = get_project(public_id)
    return _project_page(project, StartForm.of(project))


@exports.post("/o/<slug>/projects/<public_id>/exports")
@member_of(RUNS_PROJECTS)
def start(public_id: str) -> Response | tuple[str, int]:
    """Start an export."""
    project = get_project(public_id)
    form = StartForm.of(project)
    if form.validate():  # type: ignore[no-untyped-call]  # WTForms has no types
        try:
            start_export(
                project, form.format.data, form.completed_only.data, (form.callback_url.data or "").strip() or None
            )
            return redirect(url_for("exports.project_exports", public_id=public_id), 303)
        except Invalid as faults:
            form.take(faults)
    return _project_page(project, form), 422


@exports.get("/o/<slug>/projects/<public_id>/report")
@member_of(SEES_REPORTS)
def report(public_id: str) -> str:
    """Show a project's PDF reports."""
    project = get_project(public_id)
    return render_template("exports/report.html", project=project, **_history(project, only_reports=True))


@exports.post("/o/<slug>/projects/<public_id>/report", endpoint="start_report")
@member_of(SEES_REPORTS)
def begin_report(public_id: str) -> Response:
    """Have a PDF report made of the project as it is now."""
    start_report(get_project(public_id))
    return redirect(url_for("exports.report", public_id=public_id), 303)


@exports.get("/o/<slug>/exports/<export_id>")
@member_of(SEES_REPORTS)
def export(export_id: str) -> str:
    """Show one export's row: a fragment that asks again until the file is there."""
    found = queries.get_export(export_id)
    if found.format != REPORT and current_member().role not in RUNS_PROJECTS:
        raise Forbidden
    shows_project = request.args.get("project") == "1"
    return render_template("exports/_export.html", export=found, shows_project=shows_project, **_about([found]))


def _project_page(project: Project, form: StartForm) -> str:
    described = {each.name: each for each in formats_for(project.task_type)}
    return render_template(
        "exports/project_exports.html", project=project, form=form, described=described, **_history(project)
    )


def _history(project: Project | None, *, only_reports: bool = False) -> dict[str, Any]:
    before = request.args.get("before", type=int)
    page = queries.list_exports(project, before=before, only_reports=only_reports)
    return {"shown": page.rows, "before": before, "following": page.next, **_about(list(page.rows))}


def _about(shown: list[Export]) -> dict[str, Any]:
    """Return what the rows of a list need beside the exports themselves, in a few queries."""
    jobs = queries.jobs_of(shown)
    return {
        "projects_by_id": queries.projects_of(shown),
        "people": queries.names_of_askers(shown),
        "paces": {export_id: pace_of(job) for export_id, job in jobs.items()},
        "losses": {each.id: losses_in_words(each.report) for each in shown if each.report},
        "titles": {each.name: each.title for each in formats().values()} | {REPORT: "PDF"},
        "state_names": STATE_NAMES,
        "state_kinds": STATE_KINDS,
        "report_format": REPORT,
    }
