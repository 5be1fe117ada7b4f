"""The list of projects, and making one by hand."""

from __future__ import annotations

from typing import Any

from flask import Request, current_app, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from foundation.errors import Invalid
from foundation.fragments import page_or_part, see_other, with_message
from label_config.task_types import TASK_TYPES
from projects.blueprint import pages
from projects.create_project import create_project
from projects.forms import NewProjectForm, gather, rows_of
from projects.progress import figures_of
from projects.queries import PROJECT_STATUSES, count_by_status, list_projects, names_on, with_work
from projects.stats import organization_stats
from projects.words import STATUS_KINDS, STATUS_NAMES
from tenants.access import member_of
from tenants.current import current_member
from tenants.roles import ANNOTATOR, EVERYONE, RUNS_PROJECTS

SHOWN = 30
LARGEST_TEXT = 32 * 1024 * 1024  # bytes of pasted rows


@pages.get("/o/<slug>/projects")
@member_of(EVERYONE)
def projects() -> Response:
    """List projects; annotators are led to their own work."""
    member = current_member()
    if member.role == ANNOTATOR:
        return redirect(url_for("labeling.my_work"))
    words, status = request.args.get("q", "").strip(), request.args.get("status", "")
    chosen = status if status in PROJECT_STATUSES else None
    before = request.args.get("before", type=int)
    found = list_projects(search=words, status=chosen, before=before, limit=SHOWN, member=member)
    return page_or_part(
        "projects/projects.html",
        "projects/_projects.html",
        found=found,
        counts=count_by_status(member, words),
        statuses=PROJECT_STATUSES,
        figures=figures_of(found.rows),
        names=names_on(found.rows),
        mine=with_work(found.rows, member),
        stats=organization_stats(),
        words=words,
        chosen=chosen,
        before=before,
        public_url=current_app.config["SETTINGS"].public_url,
        **names_of_things(),
    )


@pages.get("/o/<slug>/projects/new")
@member_of(RUNS_PROJECTS)
def new() -> Response:
    """Show the form of a new project."""
    return _new(NewProjectForm(formdata=None))


@pages.post("/o/<slug>/projects/new")
@member_of(RUNS_PROJECTS)
def create() -> Response:
    """Create a project with labels and rows."""
    form = NewProjectForm()
    try:
        project = _created(form)
    except Invalid as error:
        form.take(error)
        return _new(form, status=422)
    text = _("The project is there. Look over its labels and confirm them; then tasks can be given to people.")
    return with_message(see_other(url_for("projects.project", public_id=project.public_id)), text)


def _created(form: NewProjectForm) -> Any:
    found: dict[str, Any] = {}
    faults = []
    images = TASK_TYPES[form.task_type.data].shows_image if form.task_type.data in TASK_TYPES else False
    for name, check in (
        ("name", form.checked_name),
        ("task_type", form.checked_type),
        ("tags", form.checked_tags),
        ("rows", lambda: rows_of(form, request.files.get("file"), images=images)),
    ):
        try:
            found[name] = check()
        except Invalid as error:
            faults.append(error)
    gather(*faults)
    return create_project(description=(form.description.data or "").strip() or None, duplicates="skip", **found)


def _new(form: NewProjectForm, *, status: int = 200) -> Response:
    return Response(render_template("projects/new.html", form=form, **names_of_things()), status, mimetype="text/html")


def names_of_things() -> dict[str, Any]:
    """Return the words every template of this room uses."""
    return {"status_names": STATUS_NAMES, "status_kinds": STATUS_KINDS, "task_types": TASK_TYPES}


def allow_large_texts() -> None:
    """Let pasted rows be larger than forms usually are; it has to be said before the form is read."""
    if request.endpoint in ("projects.create", "projects.add"):
        this: Request = request
        this.max_form_memory_size = LARGEST_TEXT
