"""Which drafts and answers a project has, for `projects.verify`."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

from foundation.database import db
from labeling.held_task import answer_of
from labeling.models import Annotation, Draft
from projects.models import Project
from projects.verify import Kept


def read_answers(project: Project) -> Iterator[Kept]:
    """Yield every member's draft and answer for every task of a project."""
    drafts = sa.select(Draft.task_id, Draft.member_id).where(Draft.project_id == project.id)
    drafted = {(task_id, member_id) for task_id, member_id in db.session.execute(drafts)}
    query = sa.select(Annotation).where(Annotation.project_id == project.id)
    for annotation in db.session.scalars(query.execution_options(populate_existing=True)):
        key = (annotation.task_id, annotation.member_id)
        yield Kept(*key, draft=key in drafted, answer=answer_of(annotation))
        drafted.discard(key)
    for task_id, member_id in drafted:
        yield Kept(task_id, member_id, draft=True, answer=None)
