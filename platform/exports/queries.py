"""Finding exports. Those of a deleted project don't exist."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from exports.errors import ExportNotFound
from exports.models import REPORT, Export
from foundation.database import db
from jobs.models import Job
from projects.models import Project
from projects.queries import Page, page_of
from tenants.queries import names_of_members, names_of_tokens

PAGE = 30


def find_export(public_id: str) -> Export | None:
    """Return the export with a public id, if there is one; read afresh."""
    query = _exports().where(Export.public_id == public_id)
    return db.session.scalar(query.execution_options(populate_existing=True))


def get_export(public_id: str) -> Export:
    """Return the export with a public id; raises ExportNotFound."""
    export = find_export(public_id)
    if export is None:
        raise ExportNotFound(details={"export_id": public_id})
    return export


def find_latest_report(project: Project) -> Export | None:
    """Return the project's latest progress report, in whatever state."""
    query = sa.select(Export).where(Export.project_id == project.id, Export.format == REPORT)
    return db.session.scalar(query.order_by(Export.id.desc()).limit(1))


def list_exports(
    project: Project | None = None, *, before: int | None = None, only_reports: bool = False
) -> Page[Export]:
    """Return a page of exports and reports, newest first; of one project, or of all."""
    query = _exports()
    if only_reports:
        query = query.where(Export.format == REPORT)
    if project is not None:
        query = query.where(Export.project_id == project.id)
    if before is not None:
        query = query.where(Export.id < before)
    return page_of(query, Export.id, PAGE, newest_first=True)


def projects_of(exports: Sequence[Export]) -> dict[int, Project]:
    """Return the projects of several exports by id, in one query."""
    query = sa.select(Project).where(Project.id.in_({export.project_id for export in exports}))
    return {project.id: project for project in db.session.scalars(query)}


def names_of_askers(exports: Sequence[Export]) -> dict[int, str]:
    """Return who asked for these exports, by the export's id: a member's or a token's name."""
    members = names_of_members({export.requested_by_id for export in exports if export.requested_by_id})
    tokens = names_of_tokens({export.token_id for export in exports if export.token_id})
    named = {
        export.id: tokens.get(export.token_id or 0) or members.get(export.requested_by_id or 0) for export in exports
    }
    return {export_id: name for export_id, name in named.items() if name}


def jobs_of(exports: Sequence[Export]) -> dict[int, Job]:
    """Return the jobs of those exports that are still being made, by the export's id, in one query."""
    going = {export.job_id: export.id for export in exports if export.state == "processing" and export.job_id}
    query = sa.select(Job).where(Job.id.in_(going)).execution_options(populate_existing=True)
    return {going[job.id]: job for job in db.session.scalars(query)} if going else {}


def _exports() -> sa.Select[Export]:
    query = sa.select(Export).join(Project, Project.id == Export.project_id)
    return query.where(Project.deleted_at.is_(None))
