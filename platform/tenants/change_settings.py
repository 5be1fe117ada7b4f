"""What an owner sets for the organization."""

from flask_babel import lazy_gettext as _l

from foundation.database import db
from foundation.errors import Invalid
from tenants.audit import record
from tenants.create_organization import checked_language, checked_name, checked_time_zone
from tenants.models import Organization
from tenants.queries import settings_of_organization

EXPORT_DAYS = range(1, 366)


def change_settings(organization: Organization, *, name: str, language: str, time_zone: str, export_days: int) -> None:
    """Set name, language, time zone and how many days export files are kept. Raises Invalid, naming the field."""
    if export_days not in EXPORT_DAYS:
        raise Invalid.field("export_days", _l("Keep files for 1 to 365 days."))
    settings = settings_of_organization()
    wanted = {
        "name": checked_name(name),
        "language": checked_language(language),
        "time_zone": checked_time_zone(time_zone),
        "export_days": export_days,
    }
    changed = {}
    for field, value in wanted.items():
        row = settings if field == "export_days" else organization
        if getattr(row, field) != value:
            changed[field] = {"before": getattr(row, field), "after": value}
            setattr(row, field, value)
    if not changed:
        return
    db.session.add(settings)
    db.session.flush()
    record("organization.changed", organization, **changed)
