"""Where a member and the whole project stand, shown while labeling."""

from __future__ import annotations

from dataclasses import asdict, dataclass

import sqlalchemy as sa

from labeling.work import Work
from projects.models import ProjectPerson
from tenants.ready import Ready


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


_MINE = ProjectPerson.member_id == sa.bindparam("of_member")
_SUMS = Ready(
    sa.select(
        *(
            sa.func.coalesce(sa.func.sum(column), 0)
            for column in (
                sa.case((_MINE, ProjectPerson.completed + ProjectPerson.skipped), else_=0),
                sa.case((_MINE, ProjectPerson.assigned), else_=0),
                ProjectPerson.tasks_completed,
                ProjectPerson.tasks_in_progress,
                ProjectPerson.tasks_set_aside,
            )
        )
    ).where(ProjectPerson.project_id == sa.bindparam("of_project"))
)


def get_place(work: Work) -> Place:
    """Return where a member stands now, in one query over the project's people."""
    (row,) = _SUMS.all(of_member=work.member.id, of_project=work.project.id)
    done, assigned, completed, going, aside = (int(value) for value in row)
    total = work.project.task_count - aside
    return Place(done, None if work.in_pool else assigned, completed, going, total)
