"""Image: shows a picture of the task, on which regions can be drawn."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from label_config.attributes import NAMED, TEXT, UNUSED, Attribute
from label_config.element import LOOKS, ObjectElement

OF_THE_VIEWER = (
    "width", "maxWidth", "maxHeight", "zoom", "negativeZoom", "zoomBy", "defaultZoom", "grid", "gridSize", "gridColor",
    "zoomControl", "brightnessControl", "contrastControl", "rotateControl", "selectionControl", "crosshair",
    "smoothing", "horizontalAlignment", "verticalAlignment", "crossOrigin",
)  # fmt: skip


class Image(ObjectElement):
    """The value is the picture's address."""

    tag = "Image"
    template = "label_config/_image.html"
    script = "image"
    known = {
        "name": NAMED,
        "value": TEXT,
        "valueList": Attribute("refused"),
        "resolver": Attribute("refused"),
        **dict.fromkeys(OF_THE_VIEWER, UNUSED),
        **LOOKS,
    }

    def content_fault(self, content: object) -> LazyString | None:
        return None if isinstance(content, str) and content else _l("it is not the address of a picture")
