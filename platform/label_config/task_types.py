"""The five task types: what a task holds, what its config asks with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString


@dataclass(frozen=True)
class TaskType:
    """`field` is the key in task data and the object's name; `control_tag` is what the generated config asks with."""

    key: str
    name: LazyString
    field: str
    object_tag: str
    control_tag: str
    label_tag: str = "Label"

    @property
    def shows_image(self) -> bool:
        return self.field == "image"


TASK_TYPES: Mapping[str, TaskType] = MappingProxyType(
    {
        task_type.key: task_type
        for task_type in (
            TaskType("text_classification", _l("Text classification"), "text", "Text", "Choices", "Choice"),
            TaskType("image_classification", _l("Image classification"), "image", "Image", "Choices", "Choice"),
            TaskType("object_detection", _l("Object detection"), "image", "Image", "RectangleLabels"),
            TaskType("ner", _l("Named entities"), "text", "Text", "Labels"),
            TaskType("polygon", _l("Polygons"), "image", "Image", "PolygonLabels"),
        )
    }
)
