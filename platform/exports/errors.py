"""What can be wrong with an export that is asked for."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from foundation.errors import Conflict, LabelroomError, NotFound


class ExportNotFound(NotFound):
    """No such export in this organization."""

    code = "EXPORT_NOT_FOUND"
    default_message = _l("There is no such export.")


class ExportExpired(LabelroomError):
    """The file has been deleted after its time."""

    status = 410
    code = "EXPORT_EXPIRED"
    default_message = _l("This file has expired and was deleted. Start the export again.")


class ExportFailed(LabelroomError):
    """The file could not be made."""

    status = 500
    code = "EXPORT_FAILED"
    default_message = _l("The file could not be made.")


class ExportNotReady(Conflict):
    """The file is still being made."""

    default_message = _l("The file is still being made. Try again in a moment.")
    headers = {"Retry-After": "5"}


class RangeNotSatisfiable(LabelroomError):
    """The part asked for begins behind the file's end."""

    status = 416
    default_message = _l("The file ends before the part that was asked for.")

    def __init__(self, size: int) -> None:
        super().__init__()
        self.headers = {"Content-Range": f"bytes */{size}"}
