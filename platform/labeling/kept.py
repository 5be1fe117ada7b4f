"""Which drafts and answers a project has, for whoever recounts it."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

from foundation.database import db
from labeling.models import Annotation, Draft
from projects.models import Project
from projects.verify import Kept


def read_answers(project: Project) -> Iterator[Kept]:
    """Yield one entry for each task and member with a draft or an annotation."""
    query = sa.select(Draft.task_id, Draft.member_id).where(Draft.project_id == project.id)
    drafts = {(task_id, member_id) for task_id, member_id in db.session.execute(query)}
    answers = sa.select(Annotation.task_id, Annotation.member_id, Annotation.state, Annotation.counted)
    for task_id, member_id, state, counted in db.session.execute(answers.where(Annotation.project_id == project.id)):
        given = state in ("submitted", "accepted")
        had_draft = (task_id, member_id) in drafts
        drafts.discard((task_id, member_id))
        yield Kept(task_id, member_id, had_draft, ("counted" if counted else "extra") if given else None)
    for task_id, member_id in drafts:
        yield Kept(task_id, member_id, draft=True, answer=None)
