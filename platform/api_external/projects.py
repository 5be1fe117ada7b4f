"""Serves the calls about projects: create, list, read, progress, and more tasks."""

from typing import Any

from flask import Response, url_for

from api_external import responses
from api_external.decode import Document
from api_external.errors import InvalidTaskType, ProjectNotFound
from api_external.idempotency import Plan
from api_external.operations import APPEND, GET, INIT, LIST, PROGRESS
from api_external.requests import TASK_TYPES, MoreTasks, NewProject, ProjectFilter
from api_external.row_checks import row_check, tag_faults
from api_external.serve import as_json, serve_get, serve_post
from api_external.upload import add_by_job
from foundation.errors import Invalid
from label_config.generate import Tag
from projects.add_tasks import add_tasks
from projects.create_project import create_project
from projects.models import Project
from projects.progress import progress
from projects.queries import config_of, find_project, list_projects

AT_ONCE = 5_000  # rows; more are added by a job


def load_project(project_id: str) -> Project:
    """Return the organization's project; raises ProjectNotFound, alike for another's and for none."""
    project = find_project(project_id)
    if project is None:
        raise ProjectNotFound(project_id)
    return project


@serve_post(INIT)
def create(document: Document) -> Plan:
    """Create a project with its tasks, or nothing."""
    task_type = document.peek("task_type")
    check = row_check(task_type, unique_ids=True)
    try:
        head = document.read(NewProject, tag_faults(document.peek("tags")), check)
    except Invalid as error:
        if isinstance(task_type, str) and task_type not in TASK_TYPES:
            raise InvalidTaskType(error.errors) from error
        raise

    def act() -> Response:
        project = create_project(
            name=head.name,
            description=head.description,
            task_type=head.task_type,
            external_id=head.external_id,
            tags=[Tag(tag.tag, tag.color) for tag in head.tags or ()],
            rows=document.rows.taken(),
        )
        return as_json(responses.Project(**_described(project), config=_config(project)))

    return Plan(act)


@serve_get(LIST)
def list_all(query: ProjectFilter) -> Response:
    """List projects, newest first."""
    before = int(query.cursor) if query.cursor else None
    page = list_projects(status=query.status, external_id=query.external_id, before=before, limit=query.limit)
    projects = [responses.ProjectSummary(**_summary(project)) for project in page.rows]
    return as_json(responses.ProjectList(projects=projects, next_cursor=str(page.next) if page.next else None))


@serve_get(GET)
def read(project_id: str) -> Response:
    """Describe one project."""
    project = load_project(project_id)
    return as_json(responses.ProjectDetails(**_summary(project), config=_config(project)))


@serve_get(PROGRESS)
def read_progress(project_id: str) -> Response:
    """Give the figures of a project and its people."""
    figures = progress(load_project(project_id))
    return as_json(responses.Progress.model_validate(figures))


@serve_post(APPEND, load_project)
def append(project: Project, document: Document) -> Plan:
    """Add tasks; many of them by a job."""
    document.read(MoreTasks, check_row=row_check(project.task_type, unique_ids=False))

    def act() -> Response:
        added = add_tasks(project, document.rows.taken())
        return as_json(
            responses.AddedTasks(added=added.added, duplicates=added.duplicates, task_count=project.task_count)
        )

    def act_later() -> Response:
        job = add_by_job(project, document.rows)
        place = url_for("api_external.get_job", job_id=job.public_id)
        return as_json(responses.AcceptedJob(job_id=job.public_id, status="waiting"), 202, Location=place)

    return Plan(act if len(document.rows) <= AT_ONCE else act_later)


def _summary(project: Project) -> dict[str, Any]:
    more = {"task_type": project.task_type, "description": project.description, "paused": project.paused_at is not None}
    return _described(project) | more


def _described(project: Project) -> dict[str, Any]:
    return {
        "project_id": project.public_id,
        "project_name": project.name,
        "task_count": project.task_count,
        "status": project.status,
        "created_at": project.created_at,
        "external_id": project.external_id,
    }


def _config(project: Project) -> str:
    config = config_of(project)
    return config.xml if config else ""
