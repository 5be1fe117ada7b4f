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
from projects.models import LabelConfigVersion


def get_config(project_id: int, version: int) -> LabelConfig:
    """Return one version of a project's label config, parsed; raises InvalidResults for a number it never had."""
    xml = db.session.scalar(
        sa.select(LabelConfigVersion.xml).where(
            LabelConfigVersion.project_id == project_id, LabelConfigVersion.version == version
        )
    )
    if xml is None:
        raise InvalidResults([FieldError("config_version", _("This project's label config has no such version."))])
    return parse_config(xml)


def parsed_configs(project_id: int, versions: Iterable[int]) -> dict[int, LabelConfig]:
    """Return several versions of a project's label config, parsed, by their numbers."""
    query = sa.select(LabelConfigVersion.version, LabelConfigVersion.xml).where(
        LabelConfigVersion.project_id == project_id, LabelConfigVersion.version.in_(set(versions))
    )
    return {version: parse_config(xml) for version, xml in db.session.execute(query)}
