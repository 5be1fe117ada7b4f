"""Failures a user can do something about. Rooms derive their own; the page shell and the API turn them into answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from flask_babel import lazy_gettext as _l


@dataclass(frozen=True)
class FieldError:
    """What is wrong with one field; `field` is a path such as `data[3].content`."""

    field: str
    message: Any  # a str or a lazy translation

    def as_json(self) -> dict[str, str]:
        """Return the form the API's `details.errors` has."""
        return {"field": self.field, "message": str(self.message)}


class LabelroomError(Exception):
    """An expected failure: an HTTP status, a code for programs, a message for people."""

    status: ClassVar[int] = 400
    code: ClassVar[str] = "INVALID_REQUEST"
    default_message: ClassVar[Any] = _l("The request can't be carried out.")

    def __init__(self, message: Any = None, *, details: Mapping[str, Any] | None = None) -> None:
        super().__init__(str(message) if isinstance(message, str) else None)
        self.message: Any = self.default_message if message is None else message
        self.details: dict[str, Any] = dict(details or {})


class Invalid(LabelroomError):
    """Input that names fields with faults."""

    status = 400
    code = "INVALID_REQUEST"
    default_message = _l("Some fields need a correction.")

    def __init__(self, errors: Sequence[FieldError] = (), message: Any = None) -> None:
        super().__init__(message)
        self.errors = list(errors)

    @classmethod
    def field(cls, field: str, message: Any) -> "Invalid":
        """Return the failure of a single field."""
        return cls([FieldError(field, message)])


class NotFound(LabelroomError):
    """Not there, or not yours: the two are never told apart."""

    status = 404
    code = "NOT_FOUND"
    default_message = _l("There is nothing here, or it isn't open to you.")


class Forbidden(LabelroomError):
    """Known, but not allowed with this role or token."""

    status = 403
    code = "PERMISSION_DENIED"
    default_message = _l("Your role doesn't allow this.")


class Conflict(LabelroomError):
    """The state has moved on, or two requests contradict each other."""

    status = 409
    code = "CONFLICT"
    default_message = _l("Someone changed this meanwhile. Look again and repeat.")


class QuotaExceeded(LabelroomError):
    """A limit of the organization is reached."""

    status = 403
    code = "QUOTA_EXCEEDED"
    default_message = _l("A limit of your organization is reached.")
