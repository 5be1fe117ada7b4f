"""What a config that reads well still lacks before people can work with it."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from label_config.config import LabelConfig
from label_config.data_fields import data_fields
from label_config.faults import Fault, quote


def faults_before_work(config: LabelConfig) -> list[Fault]:
    """Find why nobody could label with this config: nothing asked, no label to choose, nothing of the task shown."""
    faults = []
    if not config.controls:
        message = _l("nothing is asked: add a control, such as <Choices> or <Labels>, with labels")
        faults.append(Fault(config.root.line, message))
    for control in config.controls.values():
        if control.label_tag and not control.labels:
            message = _l("“%(name)s” has no label yet; add one at least", name=quote(control.name))
            faults.append(control.fault(message))
    if not data_fields(config):
        message = _l("nothing of the task is shown: give an object a field of the data, such as $text or $image")
        faults.append(Fault(config.root.line, message))
    return faults
