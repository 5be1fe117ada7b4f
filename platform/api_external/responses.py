"""What callers get. Fields may be added here, never renamed, removed or retyped: clients exist that we can't change."""

import datetime as dt
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer, WithJsonSchema

from api_external.requests import ExportFormat, ProjectStatus, TaskType
from api_external.words import N_
from foundation.clock import iso

Moment = Annotated[
    dt.datetime,
    PlainSerializer(iso),
    WithJsonSchema({"type": "string", "format": "date-time", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$"}),
]
Percentage = Annotated[float, Field(ge=0, le=100, description=N_("Cut, not rounded, to one decimal: 100.0 means all."))]
Count = Annotated[int, Field(ge=0)]
ProjectId = Annotated[str, Field(pattern=r"^proj_[a-z0-9]{12}$")]


class Answer(BaseModel):
    """Base of all answers."""

    model_config = ConfigDict(frozen=True, from_attributes=True)


class Project(Answer):
    """A project as it was created."""

    project_id: ProjectId = Field(description=N_("Keep it: progress and export ask for it."))
    project_name: str = Field(description=N_("The trimmed name."))
    task_count: Count = Field(description=N_("How many tasks the project has now."))
    status: ProjectStatus = Field(description=N_("`draft`: it waits for an administrator."))
    created_at: Moment = Field(description=N_("When it was created, in UTC."))
    config: str = Field(description=N_("The label config: XML in Label Studio's language."))
    external_id: str | None = Field(description=N_("Your id of the project, null when none was given."))


class ProjectSummary(Answer):
    """A project in a list."""

    project_id: ProjectId = Field(description=N_("Keep it: progress and export ask for it."))
    project_name: str = Field(description=N_("The trimmed name."))
    task_type: TaskType
    task_count: Count = Field(description=N_("How many tasks the project has now."))
    status: ProjectStatus
    paused: bool = Field(description=N_("True while a manager has paused the project."))
    created_at: Moment = Field(description=N_("When it was created, in UTC."))
    external_id: str | None = Field(description=N_("Your id of the project, null when none was given."))
    description: str | None


class ProjectDetails(ProjectSummary):
    """A project with its label config."""

    config: str = Field(description=N_("The label config: XML in Label Studio's language."))


class ProjectList(Answer):
    """A page of projects, newest first."""

    projects: list[ProjectSummary]
    next_cursor: str | None = Field(description=N_("Send it as `cursor` for the next page; null on the last one."))


class Annotator(Answer):
    """A person's figures in a project."""

    user_id: str = Field(description=N_("The person's id in your organization."))
    username: str
    assigned_count: Count = Field(description=N_("Tasks given to or taken by them and not taken back."))
    completed_count: Count = Field(description=N_("Tasks they submitted that are not under rework."))
    in_progress_count: Count = Field(description=N_("Tasks they have open, with a draft, or under rework."))
    completion_rate: Percentage


class Progress(Answer):
    """How far a project is. `total_tasks` is always the sum of completed, in progress and pending."""

    project_id: ProjectId
    project_name: str
    status: ProjectStatus
    total_tasks: Count = Field(description=N_("Always the sum of completed, in progress and pending."))
    completed_tasks: Count = Field(
        description=N_("Tasks that have all the answers they need, none of them under rework.")
    )
    in_progress_tasks: Count = Field(
        description=N_("Not completed, and open, with a draft, or with some of the answers.")
    )
    pending_tasks: Count = Field(description=N_("Tasks nobody has begun, skipped ones among them."))
    set_aside_tasks: Count = Field(description=N_("Skipped tasks that a manager set aside; in no other figure."))
    completion_percentage: Percentage
    paused: bool = Field(description=N_("True while a manager has paused the project."))
    annotators: list[Annotator] = Field(description=N_("Everyone with an assignment or an annotation, by username."))
    last_updated: Moment = Field(description=N_("The last change to any of these figures or to the status."))


class Export(Answer):
    """An export: ready, or still being made (then `total_exported` and `file_size` are null)."""

    project_id: ProjectId
    format: ExportFormat | Literal["pdf"] = Field(description=N_("`pdf` is the progress report."))
    total_exported: Count | None = Field(description=N_("The number of tasks in the file."))
    file_url: str = Field(description=N_("Relative to the host; takes the same Authorization header."))
    file_name: str = Field(description=N_("The name to keep it under."))
    file_size: Count | None = Field(description=N_("In bytes."))
    expires_at: Moment = Field(description=N_("Afterwards the file is deleted and the download answers 410."))
    export_id: Annotated[str, Field(pattern=r"^export_[a-z0-9]{12}$")]
    status: Literal["processing", "completed", "failed", "expired"] = Field(description=N_("How the export stands."))
    error_message: str | None = Field(None, description=N_("Why it failed."))
    report: dict[str, Any] | None = Field(None, description=N_("What the format could not hold, counted by reason."))


class AddedTasks(Answer):
    """What became of the rows."""

    added: Count = Field(description=N_("Rows that became tasks."))
    duplicates: Count = Field(description=N_("Rows whose id the project had already; they were left out."))
    task_count: Count = Field(description=N_("How many tasks the project has now."))


class Job(Answer):
    """Work in the background."""

    job_id: str
    kind: str
    status: Literal["waiting", "running", "completed", "failed", "canceled"]
    done: Count = Field(description=N_("Rows dealt with so far."))
    total: Count | None
    result: dict[str, Any] | None = Field(description=N_("What came out, once completed."))
    error_message: str | None
    created_at: Moment
    ended_at: Moment | None


class AcceptedJob(Answer):
    """The rows were taken and are being added; the job says when they are in."""

    job_id: str
    status: Literal["waiting", "running", "completed", "failed", "canceled"]


class Accepted(Answer):
    """The report is being made; ask again after `Retry-After` seconds."""

    export_id: str
    status: Literal["processing"]


class FieldFault(Answer):
    """What is wrong with one field."""

    field: str = Field(description=N_("A path such as `data[3].content`; `body` for the body as a whole."))
    message: str


class ErrorDetails(Answer):
    """Always an object; what it holds depends on the error."""

    model_config = ConfigDict(extra="allow")

    errors: list[FieldFault] | None = Field(None, description=N_("Every problem found, at most 100."))


class Error(Answer):
    """Every error has this body."""

    error_code: str = Field(description=N_("For programs; never changes."))
    message: str = Field(description=N_("For people, in their language."))
    details: ErrorDetails
