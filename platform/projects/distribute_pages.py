"""Giving tasks to people: who, how, what that will mean, and what was given before."""

from __future__ import annotations

from typing import Any

from flask import render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from foundation.errors import Conflict, FieldError, Invalid, LabelroomError
from foundation.fragments import asks_for_part, see_other, with_message
from foundation.page_shell import number
from projects.blueprint import pages
from projects.distribute import distribute as distribute_tasks
from projects.list_pages import names_of_things
from projects.models import Project
from projects.plan_distribution import LARGEST_OVERLAP, Mode, Plan, Wish, plan_distribution
from projects.progress import progress
from projects.queries import distributions_of, get_distribution, get_project, people_who_can_label
from projects.take_back import take_back
from tenants.access import member_of
from tenants.models import Member
from tenants.queries import names_of_members
from tenants.roles import ROLE_NAMES, RUNS_PROJECTS


@pages.get("/o/<slug>/projects/<public_id>/distribute")
@member_of(RUNS_PROJECTS)
def distribute(public_id: str) -> Response:
    """Show the choices, and what those in the address would mean."""
    project = get_project(public_id)
    plan, faults = _planned(project, request.args)
    if asks_for_part():
        return Response(render_template("projects/_plan.html", **_values(project, request.args, plan, faults)))
    return shown(project, request.args, plan, faults)


@pages.post("/o/<slug>/projects/<public_id>/distribute")
@member_of(RUNS_PROJECTS)
def give_out(public_id: str) -> Response:
    """Give the tasks to the chosen people."""
    project = get_project(public_id)
    wish = read_wish(project, request.form, people_who_can_label())
    try:
        made = distribute_tasks(
            project, wish.member_ids, mode=wish.mode, overlap=wish.overlap, order=wish.order, shares=wish.shares
        )
    except (Invalid, Conflict) as error:
        return shown(project, request.form, None, _faults_of(error), status=422)
    people = ngettext("one person", "%(num)s people", len(wish.member_ids))
    if made.kind == "even":
        text = ngettext(
            "One task is given to %(people)s.", "%(count)s tasks are given to %(people)s.",
            made.task_count, people=people, count=number(made.task_count),
        )  # fmt: skip
    else:
        text = _("The pool is open to %(people)s.", people=people)
    return with_message(see_other(url_for("projects.project", public_id=public_id)), text)


@pages.post("/o/<slug>/projects/<public_id>/distribute/<int:distribution_id>/take-back")
@member_of(RUNS_PROJECTS)
def undo_distribution(public_id: str, distribution_id: int) -> Response:
    """Take back what a distribution gave and nobody has answered."""
    project = get_project(public_id)
    count = take_back(project, distribution=get_distribution(project, distribution_id))
    text = ngettext("One task was taken back.", "%(count)s tasks were taken back.", count, count=number(count))
    return with_message(see_other(url_for("projects.distribute", public_id=public_id)), text)


def read_wish(project: Project, sent: MultiDict[str, str], members: list[Member]) -> Wish:
    """Return what a form asks for; values that can't be read come out as ones that are refused with a reason."""
    by_public_id = {member.public_id: member.id for member in members}
    chosen = sent.getlist("members")
    shares = {by_public_id[one]: _whole(sent.get(f"share-{one}") or "1") for one in chosen if one in by_public_id}
    mode: Mode = "shared" if sent.get("mode") == "shared" else "even"
    return Wish(
        member_ids=tuple(by_public_id.get(one, 0) for one in chosen),
        mode=mode,
        overlap=_whole(sent.get("overlap") or str(project.overlap)),
        order=sent.get("order", project.order),
        shares=shares if mode == "even" else {},
    )


def _whole(text: str) -> int:
    return int(text) if text.strip().isdecimal() and len(text) < 6 else -1


def _planned(project: Project, sent: MultiDict[str, str]) -> tuple[Plan | None, list[FieldError]]:
    if not sent.getlist("members"):
        return None, []
    try:
        return plan_distribution(project, read_wish(project, sent, people_who_can_label())), []
    except (Invalid, Conflict) as error:
        return None, _faults_of(error)


def _faults_of(error: LabelroomError) -> list[FieldError]:
    return error.errors if isinstance(error, Invalid) else [FieldError("", error.message)]


def shown(
    project: Project, sent: MultiDict[str, str], plan: Plan | None, faults: list[FieldError], *, status: int = 200
) -> Response:
    """Render the page with the choices as they were sent."""
    made = distributions_of(project)
    page = render_template(
        "projects/distribute.html",
        distributions=made,
        makers=names_of_members({one.made_by_id for one in made if one.made_by_id}),
        **_values(project, sent, plan, faults),
    )
    return Response(page, status, mimetype="text/html")


def _values(project: Project, sent: MultiDict[str, str], plan: Plan | None, faults: list[FieldError]) -> dict[str, Any]:
    members = people_who_can_label()
    return {
        "project": project,
        "members": members,
        "chosen": set(sent.getlist("members")),
        "progress": progress(project),
        "plan": plan,
        "faults": faults,
        "wish": read_wish(project, sent, members),
        "sent": sent,
        "role_names": ROLE_NAMES,
        "most": LARGEST_OVERLAP,
        **names_of_things(),
    }
