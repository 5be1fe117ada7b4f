"""A manager counts an extra answer, instead of another one or where one is still needed."""

from __future__ import annotations

import sqlalchemy as sa

from foundation.database import db
from foundation.errors import NotFound
from label_config.read_results import labels_in
from labeling.config_version import parsed_configs
from labeling.errors import CannotCount
from labeling.held_task import answer_of
from labeling.label_counts import recount_labels
from labeling.models import Annotation
from projects.counts import lock_task, move, standing, wants_answer
from projects.models import Assignment, Project, Task
from tenants.audit import record


def count_instead(project: Project, task_id: int, annotation_id: int, instead_of: int | None = None) -> None:
    """Count the extra answer `annotation_id` to a task, and no longer the one with the id `instead_of`.

    Without `instead_of` the task must still need an answer. Raises CannotCount, and NotFound for other tasks' answers.
    """
    task = lock_task(project.id, task_id)
    extra = _get_answer(task, annotation_id)
    counted = None if instead_of is None else _get_answer(task, instead_of)
    if answer_of(extra) != "extra" or (counted is None and not wants_answer(task)):
        raise CannotCount
    if counted is not None and answer_of(counted) != "counted":
        raise CannotCount
    _count(task, extra, counts=True)  # first, so that the task isn't incomplete in between
    if counted is not None:
        _count(task, counted, counts=False)
    record("annotation.counted", extra, task=task.id, instead_of=instead_of)
    db.session.flush()


def _get_answer(task: Task, annotation_id: int) -> Annotation:
    annotation = db.session.scalar(
        sa.select(Annotation).where(Annotation.id == annotation_id, Annotation.task_id == task.id)
    )
    if annotation is None:
        raise NotFound
    return annotation


def _count(task: Task, annotation: Annotation, *, counts: bool) -> None:
    assignment = db.session.scalars(
        sa.select(Assignment).where(Assignment.task_id == task.id, Assignment.member_id == annotation.member_id)
    ).one()
    before = standing(assignment, answer=answer_of(annotation))
    annotation.counted = counts
    move(task, annotation.member_id, before, standing(assignment, answer=answer_of(annotation)), by_system=True)
    config = parsed_configs(task.project_id, [annotation.config_version])[annotation.config_version]
    labels = labels_in(config, annotation.results)
    recount_labels(task, {} if counts else labels, labels if counts else {})
