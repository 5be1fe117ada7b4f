"""Where a member and the whole project stand, shown while labeling."""

from __future__ import annotations

from dataclasses import asdict, dataclass

import sqlalchemy as sa

from foundation.database import db
from labeling.work import Work
from projects.models import ProjectPerson


@dataclass(frozen=True)
class Place:
    """Counts of tasks; `mine_total` is None in a pool, where nobody's share is fixed. Skipped ones are done with."""

    mine_done: int
    mine_total: int | None
    completed: int
    in_progress: int
    total: int

    def as_json(self) -> dict[str, int | None]:
        """Return what the labeling page shows."""
        return asdict(self)


def get_place(work: Work) -> Place:
    """Return where a member stands now, in one query over the project's people."""
    mine = ProjectPerson.member_id == work.member.id
    columns = [
        sa.func.coalesce(sa.func.sum(column), 0)
        for column in (
            sa.case((mine, ProjectPerson.completed + ProjectPerson.skipped), else_=0),
            sa.case((mine, ProjectPerson.assigned), else_=0),
            ProjectPerson.tasks_completed,
            ProjectPerson.tasks_in_progress,
            ProjectPerson.tasks_set_aside,
        )
    ]
    row = db.session.execute(sa.select(*columns).where(ProjectPerson.project_id == work.project.id)).one()
    done, assigned, completed, going, aside = (int(value) for value in row)
    total = work.project.task_count - aside
    return Place(done, None if work.in_pool else assigned, completed, going, total)
