"""What can go wrong while labeling, with the codes the page knows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l

from foundation.errors import Conflict, FieldError, Invalid


class TaskGone(Conflict):
    """The task was taken away, or somebody else has given the answer it needed."""

    code = "task_gone"
    default_message = _l(
        "This task is no longer yours: it was given back after a long pause, taken back, or others have finished it. "
        "What you did is still here, and you can submit it."
    )


class NotStarted(Conflict):
    """The project gives out no tasks: it is being set up."""

    code = "not_started"
    default_message = _l("This project hasn't started yet.")


class Paused(Conflict):
    """The project gives out no tasks for now."""

    code = "paused"
    default_message = _l("A manager has paused this project. What you did is kept.")


class NewerDraft(Conflict):
    """Another tab has saved a newer draft; `details.draft` holds it."""

    code = "newer_draft"
    default_message = _l("You have worked on this task in another tab or window, and what was saved there is newer.")


class AlreadyAnswered(Conflict):
    """Skipping a task one has answered. Trying again never helps, so it is no 409."""

    status = 422
    code = "already_answered"
    default_message = _l("You have already answered this task. Correct your answer instead of skipping it.")


class KeyUsed(Conflict):
    """A client key that belongs to another answer. Trying again never helps, so it is no 409."""

    status = 422
    code = "key_used"
    default_message = _l("This answer carries the key of another one. Reload the page and submit it again.")


class CannotCount(Conflict):
    """An answer that can't be counted instead of another."""

    code = "cannot_count"
    default_message = _l("This answer can't be counted: it was skipped, or it is counted already.")


class InvalidResults(Invalid):
    """Results the label config doesn't allow; `details.errors` says where."""

    status = 422
    code = "invalid_results"
    default_message = _l("This answer doesn't fit the label config. Nothing was saved.")

    def __init__(self, errors: Sequence[FieldError] = (), message: Any = None) -> None:
        super().__init__(errors, message)


class InvalidRequest(Invalid):
    """A body of the wrong form; `details.errors` says where."""

    status = 422
    code = "invalid_request"
