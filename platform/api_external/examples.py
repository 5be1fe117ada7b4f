"""The documentation's examples, in the reader's language. A test sends each request and checks each answer's form."""

from typing import Any

from flask_babel import gettext as _

from api_external.error_codes import ErrorCode
from api_external.operations import APPEND, EXPORT, EXPORT_STATE, GET, INIT, JOB, LIST, PROGRESS, REPORT, Operation

PROJECT_ID = "proj_abc123def456"
EXPORT_ID = "export_789abc012def"
JOB_ID = "job_345ghi678jkl"
_PROCESSING = {"total_exported": None, "file_size": None, "status": "processing"}


def request_example(operation: Operation) -> dict[str, Any]:
    """Return a body that the call takes."""
    rows = [
        {"id": "1", "content": _("This product is a joy to use!"), "metadata": {"batch": "001"}},
        {"id": "2", "content": _("Poor quality, I can't recommend it.")},
    ]
    tags = [
        {"tag": _("Positive"), "color": "#4CAF50"},
        {"tag": _("Negative"), "color": "#F44336"},
        {"tag": _("Neutral")},
    ]
    if operation is INIT:
        return {
            "name": _("Product reviews, batch 001"),
            "description": _("What do the reviewers think?"),
            "task_type": "text_classification",
            "data": rows,
            "external_id": "reviews_001",
            "tags": tags,
        }
    if operation is APPEND:
        return {"data": rows}
    return {"format": "sharegpt", "completed_only": True, "callback_url": "https://your-system.example/callback"}


def response_example(operation: Operation, status: int) -> dict[str, Any]:
    """Return an answer the call may give."""
    project = {
        "project_id": PROJECT_ID, "project_name": _("Product reviews, batch 001"), "task_count": 2, "status": "draft",
        "created_at": "2026-02-03T10:30:00Z", "external_id": "reviews_001",
    }  # fmt: skip
    config = {"config": "<View>…</View>"}
    described = {
        "task_type": "text_classification", "description": _("What do the reviewers think?"), "paused": False
    }  # fmt: skip
    export = {
        "project_id": PROJECT_ID, "format": "sharegpt", "total_exported": 45,
        "file_url": f"/api/exports/{EXPORT_ID}/download", "file_name": "export_proj_abc123_sharegpt_20260203.json",
        "file_size": 1024000, "expires_at": "2026-02-10T10:30:00Z", "export_id": EXPORT_ID, "status": "completed",
        "error_message": None, "report": {},
    }  # fmt: skip
    return {
        (INIT, 200): project | config,
        (PROGRESS, 200): _progress(),
        (LIST, 200): {"projects": [project | described], "next_cursor": None},
        (GET, 200): project | described | config,
        (APPEND, 200): {"added": 2, "duplicates": 0, "task_count": 4},
        (APPEND, 202): {"job_id": JOB_ID, "status": "waiting"},
        (EXPORT, 200): export,
        (EXPORT, 202): export | _PROCESSING | {"report": None},
        (EXPORT_STATE, 200): export,
        (REPORT, 202): {"export_id": EXPORT_ID, "status": "processing"},
        (JOB, 200): {
            "job_id": JOB_ID, "kind": "tasks.add", "status": "completed", "done": 8000, "total": 8000,
            "result": {"added": 8000, "duplicates": 0}, "error_message": None,
            "created_at": "2026-02-03T10:30:00Z", "ended_at": "2026-02-03T10:30:02Z",
        },
    }[operation, status]  # fmt: skip


def _progress() -> dict[str, Any]:
    return {
        "project_id": PROJECT_ID, "project_name": _("Product reviews, batch 001"), "status": "in_progress",
        "total_tasks": 100, "completed_tasks": 45, "in_progress_tasks": 30, "pending_tasks": 25, "set_aside_tasks": 0,
        "completion_percentage": 45.0, "paused": False,
        "annotators": [
            {"user_id": "user_0a1b2c3d4e5f", "username": "annotator1", "assigned_count": 50, "completed_count": 25,
             "in_progress_count": 15, "completion_rate": 50.0}
        ],
        "last_updated": "2026-02-03T15:30:00Z",
    }  # fmt: skip


def error_example(error: ErrorCode) -> dict[str, Any]:
    """Return an error's body."""
    details: dict[str, dict[str, Any]] = {
        "PROJECT_NOT_FOUND": {"project_id": "proj_invalid"},
        "EXPORT_NOT_FOUND": {"export_id": "export_invalid"},
        "EXPORT_EXPIRED": {"export_id": EXPORT_ID},
        "EXPORT_FAILED": {"export_id": EXPORT_ID},
        "INTERNAL_ERROR": {"request_id": "0f8e7d6c5b4a39281706f5e4d3c2b1a0"},
        "INVALID_REQUEST": {"errors": [{"field": "data[3].content", "message": _("This must not be empty.")}]},
    }
    return {"error_code": error.code, "message": _(error.meaning), "details": details.get(error.code, {})}
