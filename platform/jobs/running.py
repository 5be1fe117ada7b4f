"""What a job's function works with."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from foundation.database import db
from jobs.claim import Claimed
from jobs.leases import Lease, LostLeaseError, renew
from jobs.models import Job


class JobFailedError(Exception):
    """A fault that a further try can't mend; its text is shown to the people of the organization."""


class RunningJob:
    """A claimed job. The session belongs to its organization and has no transaction open when the work begins.

    Long reads go into `unit_of_work(write=False)`, so that on SQLite they keep nobody from writing.
    """

    def __init__(self, job: Job, line: Claimed, lease: Lease) -> None:
        self.id, self.public_id = job.id, job.public_id
        self.kind, self.parameters = job.kind, dict(job.parameters)
        self.position: dict[str, Any] = dict(job.position)
        self.attempt = line.attempts
        self.token = line.token  # goes into the names of temporary files
        self.asked_at = job.created_at
        self._line, self._lease = line, lease

    def check(self) -> None:
        """Raise `LostLeaseError` if the job is no longer ours. Cheap; for loops that write nothing for long."""
        self._lease.check()

    def commit(
        self, *, done: int | None = None, total: int | None = None, position: dict[str, Any] | None = None
    ) -> None:
        """Commit a batch with the progress and the position it reached, or nothing if the job is no longer ours."""
        self.check()
        self.fence()
        changes = {"done": done, "total": total, "position": position}
        changes = {name: value for name, value in changes.items() if value is not None}
        if changes:
            db.session.execute(sa.update(Job).where(Job.id == self.id).values(changes))
        if position is not None:
            self.position = position
        db.session.commit()

    def fence(self) -> None:
        """Make the session's transaction one of the lease's holder: it fails if somebody else holds the job now."""
        if not renew(db.session.connection(), self._line):
            raise LostLeaseError
