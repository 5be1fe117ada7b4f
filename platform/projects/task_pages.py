"""The list of a project's tasks, and a manager's acts on one of them."""

from __future__ import annotations

from flask import abort, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from foundation.errors import Conflict, Invalid
from foundation.fragments import page_or_part, see_other, with_message
from label_config.parse import parse_config
from projects.blueprint import pages
from projects.give import ask_again, bring_back, give, set_aside
from projects.list_pages import names_of_things
from projects.list_tasks import TaskFilter, get_task, list_tasks
from projects.models import TASK_STATUS_NAMES, Project
from projects.progress import progress
from projects.project_pages import SEES_PROJECTS
from projects.queries import config_of, get_project, people_who_can_label
from projects.words import TASK_STATUS_KINDS, TASK_STATUS_WORDS
from tenants.access import member_of
from tenants.current import current_member
from tenants.queries import get_member
from tenants.roles import RUNS_PROJECTS, SEES_ANSWERS

SHOWN = 50
VIEWS = (*TASK_STATUS_NAMES, "skipped", "set_aside")
ONE_TASK = "/o/<slug>/projects/<public_id>/tasks/<int(max=9223372036854775807):task_id>"


@pages.get("/o/<slug>/projects/<public_id>/tasks")
@member_of(SEES_PROJECTS)
def tasks(public_id: str) -> Response:
    """List tasks by status, person, label and external id."""
    project = get_project(public_id)
    figures = progress(project)
    view = request.args.get("status", "")
    people = {person.user_id: person for person in figures.people}
    person = people.get(request.args.get("person", ""))
    label, external_id = request.args.get("label", ""), request.args.get("id", "").strip()
    after = request.args.get("after", type=int)
    chosen = TaskFilter(
        status=view if view in TASK_STATUS_NAMES else None,
        member_id=person.member_id if person else None,
        label=label or None,
        external_id=external_id or None,
        skipped=view == "skipped",
        set_aside=view == "set_aside",
    )
    runs = current_member().role in RUNS_PROJECTS
    return page_or_part(
        "projects/tasks.html",
        "projects/_tasks.html",
        project=project,
        found=list_tasks(project, chosen, after=after, limit=SHOWN),
        progress=figures,
        view=view if view in VIEWS else "",
        person=person,
        label=label,
        labels=labels_of(project),
        external_id=external_id,
        after=after,
        runs=runs,
        opens=current_member().role in SEES_ANSWERS,
        people=people_who_can_label() if runs else [],
        statuses=TASK_STATUS_NAMES,
        words=TASK_STATUS_WORDS,
        kinds=TASK_STATUS_KINDS,
        **names_of_things(),
    )


@pages.post(f"{ONE_TASK}/<any(give,aside,back,again):act>")
@member_of(RUNS_PROJECTS)
def change_task(public_id: str, task_id: int, act: str) -> Response:
    """Give a task to someone, set it aside, bring it back, or ask for one more answer."""
    project = get_project(public_id)
    task = get_task(project, task_id)
    try:
        if act == "give":
            member = get_member(request.form.get("member", ""))
            give(task, member)
            text = _("Task %(number)s is given to %(name)s.", number=task.inner_number, name=member.name)
        elif act == "aside":
            set_aside(task)
            text = _("Task %(number)s is set aside: it is in no figure and no export.", number=task.inner_number)
        elif act == "back":
            bring_back(task)
            text = _("Task %(number)s is back.", number=task.inner_number)
        else:
            ask_again(task)
            text = _("Task %(number)s waits for one more answer. Give it to someone.", number=task.inner_number)
    except (Conflict, Invalid) as error:
        fault = error.errors[0].message if isinstance(error, Invalid) and error.errors else error.message
        return with_message(see_other(_back(project)), str(fault), "warn")
    return with_message(see_other(_back(project)), text)


def _back(project: Project) -> str:
    """Return the page of this project the act was asked on."""
    wanted = request.form.get("back", "")
    home = url_for("projects.project", public_id=project.public_id)
    return wanted if wanted == home or wanted.startswith((f"{home}?", f"{home}/tasks")) else home


def labels_of(project: Project) -> list[str]:
    """Return the labels of the config in force, to choose from."""
    version = config_of(project)
    if version is None:
        abort(404)
    controls = parse_config(version.xml).controls.values()
    return list(dict.fromkeys(label.key for control in controls for label in control.labels))
