"""`labelroom verify`: looks whether what is kept agrees with itself, organization by organization."""

from __future__ import annotations

import json
import sys

import click
import sqlalchemy as sa
from flask.cli import with_appcontext

from files.verify import verify_files
from foundation.database import db, unit_of_work
from projects.verify import verify_organization
from tenants.isolation import organization_context
from tenants.models import Organization
from tenants.roles_check import UnsafeDatabase, check_database
from tenants.seal_audit import verify_audit


@click.command("verify")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@with_appcontext
def verify_command(*, as_json: bool) -> None:
    """Recompute counts, look for files, check audit log and walls between organizations; 1 if anything is wrong."""
    with unit_of_work(write=False):
        organizations = [
            (one.id, one.slug) for one in db.session.scalars(sa.select(Organization).order_by(Organization.id))
        ]
    faults = {slug: found for number, slug in organizations if (found := faults_of(number))}
    if isolation := faults_of_isolation():
        faults["(database)"] = isolation
    if as_json:
        sys.stdout.write(json.dumps({"organizations": len(organizations), "faults": faults}, ensure_ascii=False) + "\n")
    else:
        for slug, found in faults.items():
            sys.stdout.writelines(f"{slug}: {fault}\n" for fault in found)
        sys.stdout.write(
            f"{len(organizations)} organizations looked at; {'faults found' if faults else 'all is right'}.\n"
        )
    sys.exit(1 if faults else 0)


def faults_of(organization_id: int) -> list[str]:
    """Return what is wrong in one organization."""
    with organization_context(organization_id), unit_of_work(write=False):
        return [*verify_organization(), *verify_files(), *verify_audit()]


def faults_of_isolation() -> list[str]:
    """Return what would let organizations see each other."""
    try:
        check_database(db.engine)
    except UnsafeDatabase as unsafe:
        return [str(unsafe)]
    return []
