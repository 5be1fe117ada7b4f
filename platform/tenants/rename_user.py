"""Giving a user another name, in all their organizations."""

from typing import cast

import sqlalchemy as sa

from foundation.database import db
from tenants.isolation import NAMES_TENANT, announce, tenant
from tenants.models import Member, User
from tenants.queries import my_organizations
from tenants.users import checked_name


def rename_user(user: User, name: str) -> None:
    """Change the name others see; raises Invalid.

    Each organization's membership is written inside that organization.
    """
    name = checked_name(name)
    if name == user.name:
        return
    user.name = name
    db.session.flush()
    memberships = cast(sa.Table, Member.__table__)
    before = tenant.get()
    for organization in my_organizations(user):
        entered = tenant.set(organization.id)
        try:
            announce(db.session())
            statement = sa.update(memberships).where(
                memberships.c.user_id == user.id, memberships.c.organization_id == organization.id
            )
            db.session.execute(statement.values(name=name), execution_options={NAMES_TENANT: True})
        finally:
            tenant.reset(entered)
    if before is not None:
        announce(db.session())
