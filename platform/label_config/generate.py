"""The config a project begins with: its object, its control, and a label for each tag."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from label_config.colors import label_colors
from label_config.task_types import TASK_TYPES
from label_config.xml_text import attribute

CONTROL = "label"


@dataclass(frozen=True)
class Tag:
    """A label as a caller names it; `color` is `#RRGGBB`, or None for a generated one."""

    tag: str
    color: str | None = None


def generate_config(task_type: str, tags: Sequence[Tag] = ()) -> str:
    """Return the config XML for a task type, labels in the order given, with their colours.

    Tags are data and come out of the XML as they went in. Raises KeyError for an unknown task type and ValueError for a
    tag with characters XML 1.0 can't hold.
    """
    kind = TASK_TYPES[task_type]
    shown = f"<{kind.object_tag}{attribute('name', kind.field)}{attribute('value', f'${kind.field}')}/>"
    control = f"{kind.control_tag}{attribute('name', CONTROL)}{attribute('toName', kind.field)}"
    if kind.control_tag == "Choices":
        control += attribute("choice", "single") + attribute("required", "true")
    colors = label_colors([tag.color for tag in tags])
    labels = [
        f"    <{kind.label_tag}{attribute('value', tag.tag)}{attribute('background', color)}/>"
        for tag, color in zip(tags, colors, strict=True)
    ]
    asked = [f"  <{control}>", *labels, f"  </{kind.control_tag}>"] if labels else [f"  <{control}/>"]
    return "\n".join(["<View>", f"  {shown}", *asked, "</View>"])
