"""What the labeling page's script calls: JSON in, JSON out, all under `/o/<slug>/projects/<public_id>/label`."""

from __future__ import annotations

from typing import Any

from flask import Response, jsonify, request

from foundation.clock import iso
from labeling.blueprint import labeling
from labeling.bodies import Body, DraftBody, NextBody, SkipBody, SubmitBody, read_body
from labeling.earlier import earlier
from labeling.held_task import get_held
from labeling.next_task import next_task
from labeling.open_task import open_task
from labeling.place import get_place
from labeling.receipts import Receipt
from labeling.release_task import release_task
from labeling.renew_lease import renew_lease
from labeling.save_draft import Sketch, save_draft
from labeling.skip_task import Skip, skip_task
from labeling.submit_annotation import Answer, submit_annotation
from labeling.work import Work, get_work
from tenants.access import member_of
from tenants.current import current_member
from tenants.roles import LABELS

LABEL = "/o/<slug>/projects/<public_id>/label"
LARGEST_BODY = 16 * 1024 * 1024  # bytes: some ten thousand polygons
TASK = LABEL + "/tasks/<int(max=9223372036854775807):task_id>"


def _sent(kind: type[Body]) -> Body:
    request.max_content_length = LARGEST_BODY
    return read_body(request.get_data(), kind)


def _work(public_id: str) -> Work:
    return get_work(current_member(), public_id)


@labeling.post(LABEL + "/next")
@member_of(LABELS)
def next(public_id: str) -> Response:
    """Give the next task, or fetch it ahead."""
    body = _sent(NextBody)
    work = _work(public_id)
    found = next_task(work, holding=body.holding, ahead=body.ahead)
    task = found.held.as_json(work.config_version) if found.held else None
    return jsonify(task=task, reason=found.reason, place=get_place(work).as_json())


@labeling.get(TASK)
@member_of(LABELS)
def held(public_id: str, task_id: int) -> Response:
    """Show a task the member has or had, unchanged."""
    work = _work(public_id)
    return jsonify(task=get_held(work, task_id).as_json(work.config_version))


@labeling.post(TASK + "/open")
@member_of(LABELS)
def open(public_id: str, task_id: int) -> Response:
    """Open a task that was fetched ahead."""
    work = _work(public_id)
    return jsonify(task=open_task(work, task_id).as_json(work.config_version))


@labeling.post(TASK + "/submit")
@member_of(LABELS)
def submit(public_id: str, task_id: int) -> Response:
    """Take in an answer."""
    body = _sent(SubmitBody)
    answer = Answer(body.client_key, body.results, body.config_version, body.seconds, body.media_size or {})
    work = get_work(current_member(), public_id, with_config=True)
    return _receipt(work, submit_annotation(work, task_id, answer))


@labeling.post(TASK + "/skip")
@member_of(LABELS)
def skip(public_id: str, task_id: int) -> Response:
    """Leave a task unanswered."""
    body = _sent(SkipBody)
    work = _work(public_id)
    return _receipt(work, skip_task(work, task_id, Skip(body.client_key, body.reason.strip(), body.seconds)))


@labeling.put(TASK + "/draft")
@member_of(LABELS)
def draft(public_id: str, task_id: int) -> Response:
    """Keep a draft."""
    body = _sent(DraftBody)
    fields: dict[str, Any] = {name: getattr(body, name) for name in body.__struct_fields__}
    saved = save_draft(_work(public_id), task_id, Sketch(**fields))
    return jsonify(seq=saved.seq, saved_at=iso(saved.saved_at))


@labeling.post(TASK + "/alive")
@member_of(LABELS)
def alive(public_id: str, task_id: int) -> tuple[str, int]:
    """Note that the member is still at it."""
    renew_lease(_work(public_id), task_id)
    return "", 204


@labeling.post(TASK + "/release")
@member_of(LABELS)
def release(public_id: str, task_id: int) -> tuple[str, int]:
    """Take a task back that the member gives up."""
    release_task(_work(public_id), task_id)
    return "", 204


@labeling.get(LABEL + "/earlier")
@member_of(LABELS)
def earlier_answers(public_id: str) -> Response:
    """List the member's own answers, latest first."""
    before = request.args.get("before", type=int)
    found = earlier(_work(public_id), before=before if before and 0 < before < 2**63 else None)
    return jsonify(items=found.items, next=found.next)


def _receipt(work: Work, receipt: Receipt) -> Response:
    return jsonify(**receipt.as_json(), place=get_place(work).as_json())
