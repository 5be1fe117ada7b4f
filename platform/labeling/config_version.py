"""The version of a label config that results were made under."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa
from flask_babel import gettext as _

from foundation.database import db
from foundation.errors import FieldError
from label_config.config import LabelConfig
from label_config.parse import parse_config
from labeling.errors import InvalidResults
from labeling.work import Work
from projects.models import LabelConfigVersion, Project
from tenants.ready import Ready

_XML = Ready(
    sa.select(LabelConfigVersion.xml).where(
        LabelConfigVersion.project_id == sa.bindparam("of_project"),
        LabelConfigVersion.version == sa.bindparam("version"),
        sa.or_(LabelConfigVersion.confirmed_at.is_not(None), LabelConfigVersion.id == sa.bindparam("in_force")),
    )
)


def config_of(work: Work, version: int) -> LabelConfig:
    """Return a version of the label config a member works with; raises InvalidResults for one never in force."""
    if version == work.config_version and work.config_xml is not None:
        return parse_config(work.config_xml)
    found = _XML.first(of_project=work.project.id, version=version, in_force=work.project.config_id)
    if found is None:
        raise InvalidResults([FieldError("config_version", _("This project's label config has no such version."))])
    return parse_config(found[0])


def parsed_configs(project_id: int, versions: Iterable[int]) -> dict[int, LabelConfig]:
    """Return several versions of a project's label config, parsed, by their numbers."""
    query = sa.select(LabelConfigVersion.version, LabelConfigVersion.xml).where(
        LabelConfigVersion.project_id == project_id, LabelConfigVersion.version.in_(set(versions))
    )
    return {version: parse_config(xml) for version, xml in db.session.execute(query)}


def version_in_force(project: Project) -> int:
    """Return the number of the config people label with; every project has one from its first moment."""
    query = sa.select(LabelConfigVersion.version).where(LabelConfigVersion.id == project.config_id)
    return db.session.scalars(query).one()
