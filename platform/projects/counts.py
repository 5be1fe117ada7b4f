"""The one place that changes the counters of tasks and the figures of people in a project.

Locks are always taken in this order: tasks by id, assignments, people by member id (SYSTEM first), the project.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import cache

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from foundation.clock import now
from foundation.database import Base, db
from foundation.errors import NotFound
from projects.completion import complete_if_done, take_back_completion
from projects.models import COMPLETED, IN_PROGRESS, SYSTEM, ProjectPerson, Task
from projects.standing import NOTHING, OnPerson, Standing, free_of, standing, status_of
from tenants.isolation import HERE, current_organization_id
from tenants.ready import Ready, ReadyChange, write_changes

__all__ = ["NOTHING", "Standing", "changing", "lock_task", "lock_tasks", "move", "standing", "wants_answer"]


_LOCK_TASK = Ready(
    sa.select(Task)
    .where(Task.project_id == sa.bindparam("of_project"), Task.id == sa.bindparam("of_task"))
    .with_for_update(key_share=True),
    fresh=True,
)


@dataclass(frozen=True)
class TaskFigures:
    """What tasks weigh in their project's figures."""

    tasks_completed: int = 0
    tasks_in_progress: int = 0
    tasks_set_aside: int = 0

    def __sub__(self, other: TaskFigures) -> TaskFigures:
        return TaskFigures(
            self.tasks_completed - other.tasks_completed,
            self.tasks_in_progress - other.tasks_in_progress,
            self.tasks_set_aside - other.tasks_set_aside,
        )


def lock_task(project_id: int, task_id: int) -> Task:
    """Return a task, fresh and locked until the end of this transaction; raises NotFound."""
    found = _LOCK_TASK.first(of_project=project_id, of_task=task_id)
    if found is None:
        raise NotFound
    return found[0]


def lock_tasks(project_id: int, task_ids: list[int]) -> list[Task]:
    """Return tasks by id, fresh and locked in that order."""
    return list(
        db.session.scalars(
            sa.select(Task)
            .where(Task.project_id == project_id, Task.id.in_(task_ids))
            .order_by(Task.id)
            .with_for_update(key_share=True)
            .execution_options(populate_existing=True)
        )
    )


def wants_answer(task: Task) -> bool:
    """Whether a further answer to a locked task would be counted; one that wouldn't is kept as extra."""
    return task.set_aside_at is None and task.answers < task.answers_needed


def move(
    task: Task,
    member_id: int,
    before: Standing,
    after: Standing,
    *,
    seconds: float = 0.0,
    pool_position: tuple[int, int] | None = None,
    by_system: bool = False,
) -> None:
    """Carry a member's step from one standing to another into every count. The task is locked by the caller.

    `seconds` is time the member spent; `pool_position` the order key and id of the task they last took from the pool.
    `by_system`: the sweeper's or a manager's act, so that the tasks' figures change in the system's row.
    Completes the project, and sends `project_completed`, with its last task.
    """
    figures = figures_of_task(task)
    change = after.on_task - before.on_task
    own = after.on_person - before.on_person
    task.answers += change.answers
    task.active += change.active
    task.held += change.held
    effect = _derive(task, figures, touched=before != after)
    if by_system:
        add_to_person(task.project_id, SYSTEM, effect=effect)
        add_to_person(task.project_id, member_id, own=own, seconds=seconds)
    else:
        add_to_person(task.project_id, member_id, own=own, effect=effect, seconds=seconds, pool_position=pool_position)
    follow(task.project_id, effect)


@contextmanager
def changing(task: Task) -> Iterator[Task]:
    """Change a locked task's own fields (answers needed, pool, set aside) and the counts with them, as the system."""
    figures = figures_of_task(task)
    yield task
    effect = _derive(task, figures, touched=True)
    add_to_person(task.project_id, SYSTEM, effect=effect)
    follow(task.project_id, effect)


def figures_of_task(task: Task) -> TaskFigures:
    """Return what a task, as it is stored, weighs in its project's figures. One that is set aside is in no other."""
    if task.set_aside_at is not None:
        return TaskFigures(tasks_set_aside=1)
    return TaskFigures(tasks_completed=int(task.status == COMPLETED), tasks_in_progress=int(task.status == IN_PROGRESS))


def _derive(task: Task, before: TaskFigures, *, touched: bool) -> TaskFigures:
    needed, rework = task.answers_needed, task.is_rework
    task.status = status_of(answers=task.answers, needed=needed, held=task.held, is_rework=rework)
    takes = task.in_pool and task.set_aside_at is None
    task.free = free_of(answers=task.answers, needed=needed, active=task.active, is_rework=rework, takes=takes)
    if touched:
        task.updated_at = now()
    write_changes()
    return figures_of_task(task) - before


def add_to_person(
    project_id: int,
    member_id: int,
    *,
    own: OnPerson | None = None,
    effect: TaskFigures | None = None,
    seconds: float = 0.0,
    pool_position: tuple[int, int] | None = None,
) -> None:
    """Add to one row of a project's people; makes the row if there is none. Nothing to add touches nothing."""
    added: dict[str, float] = {**(asdict(own) if own else {}), **(asdict(effect) if effect else {}), "seconds": seconds}
    added = {name: value for name, value in added.items() if value}
    position = (
        {} if pool_position is None else dict(zip(("pool_order_key", "pool_task_id"), pool_position, strict=True))
    )
    if not added and not position:
        return
    values = {"of_project": project_id, "of_member": member_id, "moment": now()}
    values |= {f"new_{name}": value for name, value in (added | position).items()}
    if not _addition(tuple(added), tuple(position)).execute(values):
        _insert_person(project_id, member_id, added, position)


@cache
def _addition(added: tuple[str, ...], replaced: tuple[str, ...]) -> ReadyChange:
    """Return the statement that adds to some columns of one person's row and replaces others: every act runs one."""
    table = Base.metadata.tables[ProjectPerson.__tablename__]
    columns = table.c
    values = {name: columns[name] + sa.bindparam(f"new_{name}", type_=columns[name].type) for name in added}
    values |= {name: sa.bindparam(f"new_{name}") for name in replaced}
    mine = sa.and_(
        columns.organization_id == HERE,
        columns.project_id == sa.bindparam("of_project"),
        columns.member_id == sa.bindparam("of_member"),
    )
    return ReadyChange(sa.update(table).where(mine).values(**values, updated_at=sa.bindparam("moment")))


def _insert_person(project_id: int, member_id: int, added: dict[str, float], position: dict[str, int]) -> None:
    insert = postgresql_insert if db.session.get_bind().dialect.name == "postgresql" else sqlite_insert
    moment = now()
    key = {"organization_id": current_organization_id(), "project_id": project_id, "member_id": member_id}
    statement = insert(ProjectPerson).values(**key, **added, **position, created_at=moment, updated_at=moment)
    sums = {name: getattr(ProjectPerson, name) + statement.excluded[name] for name in added}
    replaced = {name: statement.excluded[name] for name in (*position, "updated_at")}
    db.session.execute(statement.on_conflict_do_update(index_elements=list(key), set_={**sums, **replaced}))


def follow(project_id: int, effect: TaskFigures) -> None:
    """Complete the project when a change of task figures finished it, or take its completion back."""
    finished = effect.tasks_completed + effect.tasks_set_aside
    if finished < 0:
        take_back_completion(project_id)
    elif finished > 0:
        complete_if_done(project_id)
