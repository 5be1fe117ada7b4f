"""Every call of the API, in the order the documentation shows them: what it takes, answers, and needs."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from pydantic import BaseModel

from api_external import requests, responses
from api_external.words import N_

JSON = "application/json"


@dataclass(frozen=True)
class Outcome:
    """One successful answer of a call; without a model it is a file or nothing."""

    description: str
    model: type[BaseModel] | None = None
    media_type: str = JSON
    headers: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Operation:
    """A call: route, scope, what it takes, what it answers, and by which errors it can fail."""

    name: str
    method: str
    path: str
    group: str
    summary: str
    description: str
    outcomes: Mapping[int, Outcome]
    scope: str | None = None
    body: type[BaseModel] | None = None
    body_required: bool = True
    query: type[BaseModel] | None = None
    headers: tuple[str, ...] = ()
    errors: tuple[str, ...] = field(default=())

    @property
    def rule(self) -> str:
        """The path as Flask writes it."""
        return self.path.replace("{project_id}", "{project:project_id}").replace("{", "<").replace("}", ">")

    @property
    def all_errors(self) -> tuple[str, ...]:
        """The call's errors with those that come with a token, a body, or anything at all."""
        codes = ["INVALID_TOKEN", "PERMISSION_DENIED"] if self.scope else []
        codes += self.errors
        if self.method == "POST":
            codes += ["INVALID_REQUEST", "CONFLICT", "PAYLOAD_TOO_LARGE", "UNSUPPORTED_MEDIA_TYPE"]
        elif self.query:
            codes.append("INVALID_REQUEST")
        return tuple(dict.fromkeys([*codes, "INTERNAL_ERROR"]))


PROJECTS, EXPORTS, MORE = N_("Projects"), N_("Exports"), N_("More")

INIT = Operation(
    "create_project",
    "POST",
    "/api/external/projects/init",
    PROJECTS,
    N_("Create a project"),
    N_(
        "Creates a project with its tasks, in status draft; an administrator configures and "
        "distributes it. One bad row and nothing is created."
    ),
    {200: Outcome(N_("The project. Keep its project_id."), responses.Project)},
    scope="projects:write",
    body=requests.NewProject,
    errors=("INVALID_TASK_TYPE", "QUOTA_EXCEEDED"),
)
PROGRESS = Operation(
    "get_progress",
    "GET",
    "/api/external/projects/{project_id}/progress",
    PROJECTS,
    N_("Read the progress"),
    N_(
        "Counts of tasks and of every person's work. It takes as long for a million tasks as for "
        "a hundred, so poll it as you like."
    ),
    {200: Outcome(N_("How far the project is."), responses.Progress)},
    scope="projects:read",
    errors=("PROJECT_NOT_FOUND",),
)
LIST = Operation(
    "list_projects",
    "GET",
    "/api/external/projects",
    PROJECTS,
    N_("List projects"),
    N_("The organization's projects, newest first, a page at a time."),
    {200: Outcome(N_("A page of projects."), responses.ProjectList)},
    scope="projects:read",
    query=requests.ProjectFilter,
)
GET = Operation(
    "get_project",
    "GET",
    "/api/external/projects/{project_id}",
    PROJECTS,
    N_("Read a project"),
    N_("What the project is, with its label config."),
    {200: Outcome(N_("The project."), responses.ProjectDetails)},
    scope="projects:read",
    errors=("PROJECT_NOT_FOUND",),
)
APPEND = Operation(
    "add_tasks",
    "POST",
    "/api/external/projects/{project_id}/tasks",
    PROJECTS,
    N_("Add tasks"),
    N_(
        "Adds tasks to a project. A row whose id the project has already is a duplicate, not an "
        "error, so sending rows again does no harm. More than 5,000 rows are added by a job."
    ),
    {
        200: Outcome(N_("The tasks are in."), responses.AddedTasks),
        202: Outcome(N_("The rows were taken; a job adds them."), responses.AcceptedJob, headers=("Location",)),
    },
    scope="projects:write",
    body=requests.MoreTasks,
    errors=("PROJECT_NOT_FOUND", "QUOTA_EXCEEDED"),
)
EXPORT = Operation(
    "export_project",
    "POST",
    "/api/external/projects/{project_id}/export",
    EXPORTS,
    N_("Export the answers"),
    N_(
        "Builds a file of the answers and waits for it, for up to 30 seconds by default; one that needs "
        "longer answers 202 and goes on. With a callback_url you are told when it has ended."
    ),
    {
        200: Outcome(N_("The file is ready."), responses.Export),
        202: Outcome(N_("The file is being made."), responses.Export, headers=("Location", "Retry-After")),
    },
    scope="exports",
    body=requests.NewExport,
    body_required=False,
    headers=("Prefer",),
    errors=("PROJECT_NOT_FOUND", "EXPORT_FAILED"),
)
EXPORT_STATE = Operation(
    "get_export",
    "GET",
    "/api/external/exports/{export_id}",
    EXPORTS,
    N_("Read an export"),
    N_("Whether the file is ready, and what the format could not hold."),
    {200: Outcome(N_("The export."), responses.Export)},
    scope="exports",
    errors=("EXPORT_NOT_FOUND",),
)
DOWNLOAD = Operation(
    "download_export",
    "GET",
    "/api/exports/{export_id}/download",
    EXPORTS,
    N_("Download a file"),
    N_(
        "The file of an export, as `file_url` gives it. Range, If-None-Match and HEAD work. A "
        "file still being made is waited for."
    ),
    {
        200: Outcome(
            N_("The file."),
            media_type="application/octet-stream",
            headers=("ETag", "Accept-Ranges", "Content-Disposition"),
        )
    },
    scope="exports",
    errors=("EXPORT_NOT_FOUND", "EXPORT_EXPIRED", "CONFLICT", "EXPORT_FAILED"),
)
REPORT = Operation(
    "get_report",
    "GET",
    "/api/external/projects/{project_id}/report.pdf",
    EXPORTS,
    N_("Download the progress report"),
    N_("The project's progress as a PDF, in Chinese or English by Accept-Language."),
    {
        200: Outcome(N_("The report."), media_type="application/pdf"),
        202: Outcome(N_("The report is being made; ask again."), responses.Accepted, headers=("Retry-After",)),
    },
    scope="projects:read",
    headers=("Prefer",),
    errors=("PROJECT_NOT_FOUND", "EXPORT_FAILED"),
)
JOB = Operation(
    "get_job",
    "GET",
    "/api/external/jobs/{job_id}",
    MORE,
    N_("Read a job"),
    N_("How far work in the background is, and what came out."),
    {200: Outcome(N_("The job."), responses.Job)},
    scope="projects:read",
    errors=("NOT_FOUND",),
)
DOCUMENT = Operation(
    "get_openapi",
    "GET",
    "/api/external/openapi.json",
    MORE,
    N_("Read this description"),
    N_("The OpenAPI 3.1 document, made from the code that checks requests. It needs no token."),
    {200: Outcome(N_("The document."))},
)

OPERATIONS = (INIT, PROGRESS, EXPORT, EXPORT_STATE, DOWNLOAD, LIST, GET, APPEND, REPORT, JOB, DOCUMENT)
