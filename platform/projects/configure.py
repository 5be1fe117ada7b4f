"""Configuring a project: saving versions of its label config and putting one in force."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l

from foundation.clock import now
from foundation.database import db
from foundation.errors import Conflict, LabelroomError
from label_config.faults import ConfigFaults, Fault
from label_config.parse import parse_config
from projects.completion import lock_project
from projects.config_versions import faults_for_work, latest_version, vanishing_labels
from projects.models import LabelConfigVersion, Project
from projects.queries import config_of
from tenants.audit import record
from tenants.current import actor


class FaultyConfig(LabelroomError):
    """A label config that can't be saved or put in force, with each fault's line and reason."""

    status = 422
    code = "FAULTY_CONFIG"
    default_message = _l("The label config has faults.")

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__()
        self.faults = list(faults)


class LabelsVanish(LabelroomError):
    """Labels that answers use are no longer in the config; `labels` tells in how many tasks each is used."""

    status = 422
    code = "LABELS_VANISH"
    default_message = _l("Labels that are in use would no longer be there.")

    def __init__(self, labels: dict[str, int]) -> None:
        super().__init__()
        self.labels = labels


def begin_configuring(project: Project) -> None:
    """Take a new project from `draft` to `configuring`; later ones stay as they are."""
    project = lock_project(project.id)
    if project.status == "draft":
        project.status = "configuring"
        project.changed_at = now()
        record("project.configuring", project)
        db.session.flush()


def save_config(project: Project, xml: str, *, based_on: int) -> LabelConfigVersion:
    """Keep `xml` as a new version; the same text as in the latest makes none. Returns the latest then.

    Until a config has been confirmed, the one in force follows; afterwards it changes only by `confirm_config`.
    `based_on` is the version the author began with: raises Conflict when another was saved meanwhile, FaultyConfig for
    a config that doesn't read well.
    """
    try:
        parse_config(xml)
    except ConfigFaults as error:
        raise FaultyConfig(error.faults) from None
    begin_configuring(project)
    project = lock_project(project.id)
    latest = latest_version(project)
    if latest.version != based_on:
        raise Conflict(_l("Someone else saved this label config meanwhile. Copy your changes, then reload the page."))
    if latest.xml == xml:
        return latest
    version = LabelConfigVersion(
        project_id=project.id, version=latest.version + 1, xml=xml, author_id=actor.get().member_id
    )
    db.session.add(version)
    db.session.flush()
    in_force = config_of(project)
    if in_force is None or in_force.confirmed_at is None:
        project.config_id = version.id
    record("project.config_saved", project, version=version.version)
    db.session.flush()
    return version


def confirm_config(project: Project, *, despite_vanishing: bool = False) -> LabelConfigVersion:
    """Put the latest version in force; a project not yet ready becomes `ready`.

    Raises FaultyConfig when nobody could label with it, LabelsVanish when answers use labels it doesn't have, unless
    `despite_vanishing`: such answers stay as they are.
    """
    project = lock_project(project.id)
    version = latest_version(project)
    try:
        config = parse_config(version.xml)
    except ConfigFaults as error:
        raise FaultyConfig(error.faults) from None
    if faults := faults_for_work(project, config):
        raise FaultyConfig(faults)
    vanishing = vanishing_labels(project, config)
    if vanishing and not despite_vanishing:
        raise LabelsVanish(vanishing)
    if version.confirmed_at is None:
        version.confirmed_at = now()
        record("project.config_confirmed", project, version=version.version, vanished=sorted(vanishing)[:100])
    project.config_id = version.id
    if project.status in ("draft", "configuring"):
        project.status = "ready"
    project.changed_at = now()
    db.session.flush()
    return version
