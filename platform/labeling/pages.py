"""The pages of this room: labeling, one's own work, and one task with everyone's answers."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from foundation.errors import NotFound
from foundation.headers import allow_media
from label_config.hotkeys import hotkeys_of
from label_config.task_types import TASK_TYPES
from labeling.answers import answers_to, holders_of, shown, versions_of
from labeling.blueprint import labeling
from labeling.calls import LABEL
from labeling.config_version import parsed_configs, version_in_force
from labeling.count_instead import count_instead
from labeling.my_work import recent_answers, workplaces
from labeling.work import get_work
from projects.instructions import rendered
from projects.label_form import KEYS_OF_THE_PAGE
from projects.list_tasks import get_task
from projects.models import Project
from projects.queries import get_project
from tenants.access import member_of
from tenants.current import current_member, current_organization
from tenants.roles import LABELS, RUNS_PROJECTS, SEES_ANSWERS

ONE_TASK = "/o/<slug>/projects/<public_id>/tasks/<int(max=9223372036854775807):task_id>"


@labeling.get(LABEL)
@member_of(LABELS)
def label(public_id: str) -> str:
    """The labeling page; its script asks for the first task."""
    work = get_work(current_member(), public_id)
    project, organization, member = work.project, current_organization(), work.member
    base_url = url_for("labeling.label", public_id=public_id)
    sees_project = member.role in SEES_ANSWERS
    return render_template(
        "labeling/page.html",
        mode="work",
        task=None,
        base_url=base_url,
        back_url=url_for("projects.project", public_id=public_id) if sees_project else url_for("labeling.my_work"),
        member_key=f"{organization.id}-{member.id}",
        open_task=request.args.get("task", type=int),
        **_editor(project, work.config_version),
    )


@labeling.get("/o/<slug>/work")
@member_of(LABELS)
def my_work() -> str:
    """The projects a member has something to do in, and what they did last."""
    places = workplaces(current_member())
    return render_template("labeling/my_work.html", places=places, recent=recent_answers(current_member(), places))


@labeling.get(ONE_TASK)
@member_of(SEES_ANSWERS)
def task(public_id: str, task_id: int) -> str:
    """One task and everyone's answers; `?answer=` chooses which one is drawn."""
    project = get_project(public_id)
    task = get_task(project, task_id)
    answers = answers_to(task)
    wanted = request.args.get("answer", type=int)
    chosen = next((given for given in answers if given.annotation.id == wanted), answers[0] if answers else None)
    version = chosen.annotation.config_version if chosen else version_in_force(project)
    return render_template(
        "labeling/task.html",
        mode="view",
        row=task,
        answers=answers,
        chosen=chosen,
        versions=versions_of(chosen.annotation) if chosen else [],
        holders=holders_of(task),
        may_count=current_member().role in RUNS_PROJECTS,
        task=shown(task, chosen, version),
        **_editor(project, version),
    )


@labeling.post(ONE_TASK + "/count")
@member_of(RUNS_PROJECTS)
def count(public_id: str, task_id: int) -> Response:
    """Count an extra answer, instead of another."""
    extra, instead_of = _chosen_answer("answer"), _chosen_answer("instead_of")
    if extra is None:
        raise NotFound
    count_instead(get_project(public_id), task_id, extra, instead_of)
    flash(_("This answer counts now."), "ok")
    return redirect(url_for("labeling.task", public_id=public_id, task_id=task_id, answer=extra))


def _chosen_answer(field: str) -> int | None:
    chosen = request.form.get(field, type=int)
    return chosen if chosen is not None and 0 < chosen < 2**63 else None


def _editor(project: Project, version: int) -> dict[str, object]:
    """Return what the editor's templates need of a project, and let the page load its tasks' media."""
    allow_media(project.media_origins)
    config = parsed_configs(project.id, [version])[version]
    return {
        "project": project,
        "task_type_name": TASK_TYPES[project.task_type].name,
        "config": config,
        "config_version": version,
        "keys": hotkeys_of(config, taken=KEYS_OF_THE_PAGE),
        "instructions": rendered(project.instructions) if project.instructions else "",
    }
