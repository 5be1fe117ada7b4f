"""A member at work in a project: what every act of the labeling page starts from."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cache
from typing import Literal

import sqlalchemy as sa

from foundation.clock import now
from foundation.errors import Conflict, NotFound
from labeling.errors import NotStarted, Paused
from projects.models import LabelConfigVersion, Project, ProjectPerson
from tenants.models import Member
from tenants.ready import Ready
from tenants.roles import ANNOTATOR

Reason = Literal["all_done", "nothing_now", "paused", "not_started", "not_member"]

RENEW_AFTER = dt.timedelta(minutes=1)  # a lease is written again only when it is this much older than a fresh one


@dataclass(frozen=True)
class Work:
    """A member in a project; `person` is their row of counts, None when they never had to do with it.

    `config_xml` is the label config in force where it was asked for.
    """

    project: Project
    member: Member
    person: ProjectPerson | None
    config_version: int  # the number of the label config in force
    config_xml: str | None = None

    @property
    def in_pool(self) -> bool:
        """Whether the member takes tasks from the project's pool."""
        return self.person is not None and self.person.in_pool

    @property
    def lease(self) -> dt.datetime:
        """When a lease given now ends."""
        return now() + dt.timedelta(minutes=self.project.lease_minutes)


@cache
def _work_query(*, with_config: bool) -> Ready[Project, ProjectPerson | None, int, str | None]:
    mine = sa.and_(ProjectPerson.project_id == Project.id, ProjectPerson.member_id == sa.bindparam("of_member"))
    xml = LabelConfigVersion.xml if with_config else sa.null()
    return Ready(
        sa.select(Project, ProjectPerson, LabelConfigVersion.version, xml)
        .join(LabelConfigVersion, LabelConfigVersion.id == Project.config_id)
        .outerjoin(ProjectPerson, mine)
        .where(Project.public_id == sa.bindparam("public_id"), Project.deleted_at.is_(None))
    )


def get_work(member: Member, public_id: str, *, with_config: bool = False) -> Work:
    """Return a member at work in a project; raises NotFound, for annotators also when they never had to do with it."""
    found = _work_query(with_config=with_config).first(of_member=member.id, public_id=public_id)
    if found is None:
        raise NotFound
    project, person, config_version, config_xml = found
    if person is None and member.role == ANNOTATOR:
        raise NotFound
    return Work(project, member, person, config_version, config_xml)


def closed_reason(work: Work) -> Reason | None:
    """Return why the project gives out no tasks at all, or None when it does."""
    project = work.project
    if project.status == "completed":
        return "all_done"
    if project.status != "in_progress":
        return "not_started"
    return "paused" if project.paused_at is not None else None


def require_open(work: Work) -> None:
    """Raise why the project shows no tasks now; one that is completed still shows what is the member's own."""
    refusals: dict[Reason | None, type[Conflict]] = {"paused": Paused, "not_started": NotStarted}
    if refusal := refusals.get(closed_reason(work)):
        raise refusal
