"""Everything the configure page shows of one state of a label config, saved or not."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass
from typing import Any

from label_config.config import LabelConfig
from label_config.faults import ConfigFaults, Fault
from label_config.hotkeys import hotkeys_of
from label_config.parse import parse_config
from projects.config_versions import LOOKED_AT_WHILE_EDITING, faults_for_work, latest_version, vanishing_labels
from projects.label_form import KEYS_OF_THE_PAGE, FormControl, controls_in_form
from projects.models import LabelConfigVersion, Project
from projects.preview_tasks import PreviewTask, preview_task


@dataclass(frozen=True)
class Look:
    """`config` is None while the XML has faults (`faults`); `missing` is what a config without faults still lacks."""

    xml: str
    config: LabelConfig | None
    faults: list[Fault]
    missing: list[Fault]
    controls: list[FormControl]
    vanishing: dict[str, int]
    task: PreviewTask
    latest: LabelConfigVersion

    @property
    def is_saved(self) -> bool:
        return self.xml == self.latest.xml

    @property
    def keys(self) -> dict[tuple[str, str], str]:
        """Which key stands for which label on the labeling page."""
        return hotkeys_of(self.config, taken=KEYS_OF_THE_PAGE) if self.config else {}

    @property
    def previewed(self) -> str:
        """What the preview depends on, shortened: while it stays the same, the preview needs no new drawing."""
        return hashlib.sha256(f"{self.task.id}\n{self.xml}".encode(errors="replace")).hexdigest()[:16]

    def payload(self) -> dict[str, Any]:
        """The task of the preview as the labeling page takes it."""
        return self.task.payload(self.latest.version)

    def labels_as_json(self) -> list[dict[str, Any]]:
        """The form's controls for the page's script."""
        return [asdict(control) for control in self.controls]


def look_at(
    project: Project, xml: str, *, sample_image: str, task_id: int | None = None, faults: list[Fault] | None = None
) -> Look:
    """Return what there is to see and say of `xml` in a project; `faults` are those already known of it."""
    config, found = None, list(faults or [])
    try:
        config = parse_config(xml)
    except ConfigFaults as error:
        found = list(error.faults)
    return Look(
        xml=xml,
        config=config,
        faults=found,
        missing=faults_for_work(project, config, limit=LOOKED_AT_WHILE_EDITING) if config and not found else [],
        controls=controls_in_form(xml, config, found),
        vanishing=vanishing_labels(project, config) if config else {},
        task=preview_task(project, task_id, sample_image),
        latest=latest_version(project),
    )
