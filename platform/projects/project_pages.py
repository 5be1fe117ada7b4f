"""A project's page: its figures as they change, its people, and what can be done with it."""

from __future__ import annotations

from typing import Any

from flask import render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from foundation.errors import Conflict, Invalid
from foundation.fragments import see_other, with_message
from foundation.page_shell import number
from label_config.task_types import TASK_TYPES
from projects import life_cycle
from projects.add_tasks import add_tasks
from projects.blueprint import pages
from projects.forms import AddTasksForm, rows_of
from projects.list_pages import names_of_things
from projects.list_tasks import TaskFilter, list_tasks
from projects.models import Project
from projects.progress import progress
from projects.queries import config_of, get_project, has_work, people_who_can_label, tasks_since_distribution
from projects.skipped import count_skipped
from projects.take_back import take_back
from tenants.access import member_of
from tenants.current import current_member
from tenants.queries import get_member
from tenants.roles import ANNOTATOR, EVERYONE, RUNS_PROJECTS

SEES_PROJECTS = EVERYONE - {ANNOTATOR}
SKIPPED_SHOWN = 10


@pages.get("/o/<slug>/projects/<public_id>")
@member_of(SEES_PROJECTS)
def project(public_id: str) -> Response:
    """Show a project."""
    return shown(get_project(public_id))


@pages.get("/o/<slug>/projects/<public_id>/figures")
@member_of(SEES_PROJECTS)
def figures(public_id: str) -> Response:
    """Show a project's figures again; the whole page when the status has changed, for its next step has too."""
    project = get_project(public_id)
    seen = progress(project)
    part = render_template("projects/_figures.html", project=project, progress=seen, **names_of_things())
    response = Response(part, mimetype="text/html")
    if request.args.get("status", seen.status) != seen.status:
        response.headers["HX-Refresh"] = "true"
    return response


@pages.post("/o/<slug>/projects/<public_id>/<any(pause,resume,reopen,complete):act>")
@member_of(RUNS_PROJECTS)
def change(public_id: str, act: str) -> Response:
    """Pause, resume, reopen or complete a project."""
    project = get_project(public_id)
    acts = {
        "pause": (life_cycle.pause, _("Paused: nobody is given a further task.")),
        "resume": (life_cycle.resume, _("Resumed: tasks are given out again.")),
        "reopen": (life_cycle.reopen, _("Reopened: answers can be corrected, and tasks given anew.")),
        "complete": (life_cycle.complete, _("Completed again.")),
    }
    carry_out, text = acts[act]
    return _after(project, lambda: carry_out(project), text)


@pages.post("/o/<slug>/projects/<public_id>/take-back")
@member_of(RUNS_PROJECTS)
def take_back_tasks(public_id: str) -> Response:
    """Take back what a member has open or waiting."""
    project = get_project(public_id)
    member = get_member(request.form.get("member", ""))
    count = take_back(project, member=member)
    text = ngettext("One task was taken back.", "%(count)s tasks were taken back.", count, count=number(count))
    return with_message(see_other(_address(project)), text)


@pages.post("/o/<slug>/projects/<public_id>/delete")
@member_of(RUNS_PROJECTS)
def delete(public_id: str) -> Response:
    """Delete a project whose name was typed."""
    project = get_project(public_id)
    try:
        life_cycle.delete(project, request.form.get("confirm", ""))
    except Invalid as error:
        return shown(project, status=422, delete_faults=[str(fault.message) for fault in error.errors])
    text = _("“%(name)s” is deleted.", name=project.name)
    return with_message(see_other(url_for("projects.projects")), text)


@pages.get("/o/<slug>/projects/<public_id>/add")
@member_of(RUNS_PROJECTS)
def ask_for_rows(public_id: str) -> Response:
    """Show the form that takes more rows."""
    return _rows_asked(get_project(public_id), AddTasksForm(formdata=None))


@pages.post("/o/<slug>/projects/<public_id>/add")
@member_of(RUNS_PROJECTS)
def add(public_id: str) -> Response:
    """Add rows to a project."""
    project, form = get_project(public_id), AddTasksForm()
    try:
        rows = rows_of(form, request.files.get("file"), images=TASK_TYPES[project.task_type].shows_image)
        if not rows:
            raise Invalid.field("rows", _("Paste at least one row, or choose a file."))
    except Invalid as error:
        form.take(error)
        return _rows_asked(project, form, status=422)
    added = add_tasks(project, rows)
    text = ngettext("One task was added.", "%(count)s tasks were added.", added.added, count=number(added.added))
    if added.duplicates:
        text += " " + ngettext("One row was there already.", "%(num)s rows were there already.", added.duplicates)
    return with_message(see_other(_address(project)), text)


def _rows_asked(project: Project, form: AddTasksForm, *, status: int = 200) -> Response:
    page = render_template("projects/add.html", project=project, form=form, **names_of_things())
    return Response(page, status, mimetype="text/html")


def _after(project: Project, carry_out: Any, text: str) -> Response:
    try:
        carry_out()
    except Conflict as error:
        return with_message(see_other(_address(project)), str(error.message), "warn")
    return with_message(see_other(_address(project)), text)


def _address(project: Project) -> str:
    return url_for("projects.project", public_id=project.public_id)


def shown(project: Project, *, status: int = 200, **more: Any) -> Response:
    """Render the project's page."""
    member = current_member()
    runs = member.role in RUNS_PROJECTS
    skipped = list_tasks(project, TaskFilter(skipped=True), limit=SKIPPED_SHOWN)
    values: dict[str, Any] = {
        "project": project,
        "progress": progress(project),
        "config": config_of(project),
        "skipped": skipped,
        "skipped_count": count_skipped(project) if skipped.rows else 0,
        "people": people_who_can_label() if runs and skipped.rows else [],
        "new_tasks": tasks_since_distribution(project) if runs else 0,
        "runs": runs,
        "my_work": has_work(project, member),
        "delete_faults": (),
        **names_of_things(),
    }
    return Response(render_template("projects/project.html", **(values | more)), status, mimetype="text/html")
