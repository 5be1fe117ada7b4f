"""Keeping what a member has drawn and not yet submitted."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from foundation.clock import now
from foundation.database import db
from labeling.errors import NewerDraft
from labeling.held_task import HeldTask, draft_as_json, get_held, lock_held
from labeling.models import Draft
from labeling.open_task import open_held
from labeling.renew_lease import extend_leases
from labeling.work import Work
from projects.counts import move


@dataclass(frozen=True)
class Sketch:
    """A draft as a tab of the labeling page sends it.

    `seq` grows with each change; a tab that takes up a saved draft goes on from its number. `annotation_version` is the
    version of the answer it corrects, None before the first answer. `replace`: the member has seen what another tab
    saved and chose this.
    """

    results: list[Any]
    seq: int
    tab: str
    config_version: int
    seconds: float = 0.0
    annotation_version: int | None = None
    replace: bool = False


@dataclass(frozen=True)
class Saved:
    """What is kept now: the number of its last change, and when that came in."""

    seq: int
    saved_at: dt.datetime


def save_draft(work: Work, task_id: int, sketch: Sketch) -> Saved:
    """Keep a draft and renew the lease. What is older than what is kept changes nothing; raises NewerDraft when another
    tab has saved since, TaskGone when the task was taken away.
    """
    held = get_held(work, task_id)
    if held.draft is None or held.assignment.state in ("waiting", "returned"):
        held = lock_held(work, task_id)
        if held.assignment.state not in ("done", "skipped"):
            open_held(work, held)
    elif held.assignment.state == "open":
        extend_leases(work, held.assignment)
    version = held.annotation.version if held.annotation else None
    if version != sketch.annotation_version:
        return Saved(sketch.seq, now())  # sent before the answer came in, arrived after it
    return _begin(work, held, sketch) if held.draft is None else _go_on(held.draft, sketch)


def _begin(work: Work, held: HeldTask, sketch: Sketch) -> Saved:
    before = held.standing
    saved_at = now()
    db.session.add(
        Draft(
            project_id=work.project.id,
            task_id=held.task.id,
            member_id=work.member.id,
            annotation_id=held.annotation.id if held.annotation else None,
            updated_at=saved_at,
            **_content(sketch),
        )
    )
    held.assignment.has_draft = True
    move(held.task, work.member.id, before, held.standing)
    return Saved(sketch.seq, saved_at)


def _go_on(draft: Draft, sketch: Sketch) -> Saved:
    saved_at = now()
    # One conditional statement: two tabs that save at the same time can't both believe to be the newest.
    written = db.session.execute(
        sa.update(Draft)
        .where(Draft.id == draft.id, sa.or_(sa.literal(sketch.replace), Draft.seq < sketch.seq))
        .values(**_content(sketch), updated_at=saved_at)
        .execution_options(synchronize_session=False)
    )
    if written.rowcount == 1:  # type: ignore[attr-defined]  # an UPDATE always gives a CursorResult
        return Saved(sketch.seq, saved_at)
    kept = db.session.scalar(sa.select(Draft).where(Draft.id == draft.id).execution_options(populate_existing=True))
    if kept is None:
        return Saved(sketch.seq, saved_at)  # submitted this very moment
    if kept.tab != sketch.tab:
        raise NewerDraft(details={"draft": draft_as_json(kept)})
    return Saved(kept.seq, kept.updated_at)


def _content(sketch: Sketch) -> dict[str, Any]:
    return {
        "results": sketch.results,
        "seq": sketch.seq,
        "tab": sketch.tab,
        "config_version": sketch.config_version,
        "seconds": sketch.seconds,
    }
