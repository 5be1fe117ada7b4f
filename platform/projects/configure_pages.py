"""The pages on which a project's labels, config, instructions and prompt are set."""

from __future__ import annotations

from typing import Any

from flask import Request, Response, make_response, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from foundation.assets import static_url
from foundation.errors import Invalid
from foundation.fragments import asks_for_part, see_other, with_message
from foundation.headers import allow_media
from label_config.faults import ConfigFaults
from label_config.reference import descriptions
from label_config.task_types import TASK_TYPES
from projects.blueprint import pages
from projects.config_look import Look, look_at
from projects.config_versions import latest_version
from projects.configure import FaultyConfig, LabelsVanish, begin_configuring
from projects.instructions import rendered
from projects.label_form import COLUMNS, with_labels
from projects.models import Project
from projects.preview_tasks import SAMPLE_IMAGE
from projects.prompt_templates import default_template, has_prompt
from projects.queries import config_of, get_project
from projects.save_configuration import Configuration
from projects.save_configuration import save_configuration as save
from tenants.access import member_of
from tenants.current import current_organization
from tenants.roles import RUNS_PROJECTS

LARGEST_FORM = 16 * 1024 * 1024  # bytes: a config of 2 MiB, its labels once more in the form, percent-encoded


@pages.get("/o/<slug>/projects/<public_id>/configure")
@member_of(RUNS_PROJECTS)
def configure(public_id: str) -> Response:
    """Show the config saved last, and what people will see."""
    project = get_project(public_id)
    return shown(project, look(project, latest_version(project).xml))


@pages.post("/o/<slug>/projects/<public_id>/configure/begin")
@member_of(RUNS_PROJECTS)
def begin(public_id: str) -> Response:
    """Begin to configure a new project."""
    project = get_project(public_id)
    begin_configuring(project)
    return see_other(url_for("projects.configure", public_id=public_id))


@pages.post("/o/<slug>/projects/<public_id>/configure/look")
@member_of(RUNS_PROJECTS)
def look_again(public_id: str) -> Response:
    """Bring form and XML in step, check them, and draw the preview; nothing is kept."""
    project = get_project(public_id)
    try:
        xml = sent_xml(request.form)
    except ConfigFaults as error:
        return answered(project, look(project, request.form.get("xml", ""), faults=list(error.faults)))
    return answered(project, look(project, xml))


@pages.post("/o/<slug>/projects/<public_id>/configure/instructions")
@member_of(RUNS_PROJECTS)
def preview_instructions(public_id: str) -> Response:
    """Show instructions as people will read them."""
    get_project(public_id)
    return make_response(
        render_template("projects/_instructions.html", instructions=rendered(request.form.get("instructions", "")))
    )


@pages.post("/o/<slug>/projects/<public_id>/configure")
@member_of(RUNS_PROJECTS)
def save_configuration(public_id: str) -> Response:
    """Keep everything on the page as a new version; with `act=confirm` put it in force."""
    project = get_project(public_id)
    form = request.form
    confirms = form.get("act") == "confirm"
    try:
        xml = sent_xml(form)
        sent = Configuration(
            xml, whole(form.get("based_on", "")), form.get("instructions"), form.get("prompt_template")
        )
        save(project, sent, confirm=confirms, despite_vanishing="despite_vanishing" in form)
    except (ConfigFaults, FaultyConfig) as error:
        return refused(project, look(project, kept_xml(form), faults=list(error.faults)))
    except LabelsVanish:
        return refused(project, look(project, xml), asks_about_vanishing=True)
    except Invalid as error:
        return refused(project, look(project, kept_xml(form)), errors=error.errors)
    text = _("The label config is in force.") if confirms else _("Saved.")
    if confirms and project.status == "ready":
        text = _("The config is confirmed. Next, give the tasks to people.")
    if asks_for_part():
        return with_message(answered(project, look(project, xml)), text)
    return with_message(see_other(url_for("projects.configure", public_id=public_id)), text)


def sent_xml(form: MultiDict[str, str]) -> str:
    """Return the XML of the page, with the form's labels when those were edited last; raises ConfigFaults."""
    xml = form.get("xml", "").replace("\r\n", "\n")
    if form.get("edited") != "labels":
        return xml
    return with_labels(xml, {name: form.getlist(name) for name in (*COLUMNS, "multiple")})


def kept_xml(form: MultiDict[str, str]) -> str:
    """Return what was sent as well as it can be shown again."""
    try:
        return sent_xml(form)
    except ConfigFaults:
        return form.get("xml", "")


def look(project: Project, xml: str, **known: Any) -> Look:
    """Look at a config with the task that the page asks for."""
    task_id = whole(request.values.get("show") or request.values.get("task", ""))
    return look_at(project, xml, sample_image=static_url(SAMPLE_IMAGE), task_id=task_id or None, **known)


def whole(text: str) -> int:
    """Read a whole number; anything else is 0."""
    return int(text) if text.isdecimal() and len(text) < 19 else 0


def refused(project: Project, seen: Look, **more: Any) -> Response:
    """Answer 422 with what was typed and what is wrong with it."""
    response = answered(project, seen, **more) if asks_for_part() else shown(project, seen, **more)
    response.status_code = 422
    return response


def answered(project: Project, seen: Look, **more: Any) -> Response:
    """Answer htmx: the state and faults, and out of band the labels and the preview where they have changed."""
    return make_response(render_template("projects/_configure_answer.html", **values_of(project, seen), **more))


def shown(project: Project, seen: Look, **more: Any) -> Response:
    """Answer with the whole page."""
    return make_response(render_template("projects/configure.html", **values_of(project, seen), **more))


def values_of(project: Project, seen: Look) -> dict[str, Any]:
    """Return what the page's templates need."""
    allow_media(project.media_origins)
    sent = request.form
    instructions = sent.get("instructions", project.instructions)
    task_type = TASK_TYPES[project.task_type]
    prompt = has_prompt(project.task_type)
    language = current_organization().language
    return {
        "project": project,
        "look": seen,
        "task_type": task_type,
        "in_force": config_of(project),
        "instructions": instructions,
        "instructions_html": rendered(instructions),
        "prompt": sent.get("prompt_template", project.prompt_template or "") if prompt else None,
        "default_prompt": default_template(project.task_type, language) if prompt else None,
        "reference": descriptions(),
        "edited": sent.get("edited", ""),
        "based_on": seen.latest.version if seen.is_saved else whole(sent.get("based_on", "")) or seen.latest.version,
        "preview_is_new": seen.previewed != sent.get("previewed"),
    }


def allow_large_configs() -> None:
    """Let this page's forms be as large as a config may be; it has to be said before the form is read."""
    if request.endpoint in ("projects.save_configuration", "projects.look_again"):
        this: Request = request
        this.max_form_memory_size = LARGEST_FORM
