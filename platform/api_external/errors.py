"""The failures that only the API has; the others come from the rooms below."""

from typing import Any

from flask_babel import lazy_gettext as _l

from foundation.errors import Conflict, Invalid, LabelroomError


class ProjectNotFound(LabelroomError):
    """No such project in this organization."""

    status = 404
    code = "PROJECT_NOT_FOUND"
    default_message = _l("There is no such project.")

    def __init__(self, project_id: str) -> None:
        super().__init__(details={"project_id": project_id})


class InvalidTaskType(Invalid):
    """A `task_type` that is a string, but none of the supported ones."""

    code = "INVALID_TASK_TYPE"
    default_message = _l("This task type is not supported.")


class PayloadTooLarge(LabelroomError):
    """A body above the limit, counted after decompression."""

    status = 413
    code = "PAYLOAD_TOO_LARGE"
    default_message = _l("The body is too large.")

    def __init__(self, limit: int) -> None:
        super().__init__(details={"max_bytes": limit})


class UnsupportedMediaType(LabelroomError):
    """A body that isn't JSON in UTF-8, by its own account."""

    status = 415
    code = "UNSUPPORTED_MEDIA_TYPE"
    default_message = _l("The body must be application/json in UTF-8.")


class KeyInUse(Conflict):
    """An Idempotency-Key that came with another body before, or whose first request is still running."""

    default_message = _l("This Idempotency-Key was used with another body.")

    def __init__(self, message: Any = None, *, retry_after: int | None = None) -> None:
        super().__init__(message)
        self.headers = {} if retry_after is None else {"Retry-After": str(retry_after)}
