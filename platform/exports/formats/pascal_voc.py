"""pascal_voc: an XML annotation for each picture, for classic detectors."""

import re
from collections.abc import Iterable, Iterator
from math import floor
from typing import Any, BinaryIO
from xml.sax.saxutils import escape

from flask_babel import lazy_gettext as _l

from exports.answers import training_answer
from exports.drawn_objects import DrawnObject, read_picture
from exports.exported import ExportedProject, ExportedTask
from exports.format import Format
from exports.json_array import write_array
from exports.json_text import whole_text
from exports.losses import Losses
from exports.picture_names import PictureNames

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # https://www.w3.org/TR/xml/#charsets
_OBJECT = (
    "<object><name>{name}</name><pose>Unspecified</pose><truncated>0</truncated><difficult>0</difficult>"
    "<bndbox><xmin>{xmin}</xmin><ymin>{ymin}</ymin><xmax>{xmax}</xmax><ymax>{ymax}</ymax></bndbox></object>"
)
_ANNOTATION = (
    '<?xml version="1.0"?>\n<annotation><folder>images</folder><filename>{filename}</filename>'
    "<size><width>{width}</width><height>{height}</height><depth>3</depth></size><segmented>0</segmented>"
    "{objects}</annotation>\n"
)


def write(_project: ExportedProject, tasks: Iterable[ExportedTask], file: BinaryIO, losses: Losses) -> int:
    """Write an array with the XML of each picture and its objects, in the devkit's pixels: from 1, ends included."""
    return write_array(file, _pictures(tasks, losses))


def _pictures(tasks: Iterable[ExportedTask], losses: Losses) -> Iterator[dict[str, Any]]:
    names = PictureNames()
    for task in tasks:
        answer = training_answer(task, losses)
        if answer is None:
            losses.count("unanswered_held", task.id)
        picture = read_picture(task, answer, losses)
        filename = "".join(names.name(task.content, task.id))
        objects = [_object(task, each, picture.size or (0, 0), losses) for each in picture.objects]
        yield {
            "image": whole_text(task.content),
            "filename": filename,
            "xml_content": _xml(filename, picture.size or (0, 0), objects),
            "objects": objects,
        }


def _object(task: ExportedTask, each: DrawnObject, size: tuple[int, int], losses: Losses) -> dict[str, Any]:
    if each.outline:
        losses.count("rotated" if each.is_box else "outline_as_box", task.id)
    left, top, right, bottom = each.bounds
    xmin, xmax = _pixels(left, right, size[0])
    ymin, ymax = _pixels(top, bottom, size[1])
    return {"name": each.label, "bndbox": {"xmin": xmin, "ymin": ymin, "xmax": xmax, "ymax": ymax}}


def _pixels(start: float, end: float, length: int) -> tuple[int, int]:
    """Return the first and the last pixel between two edges, at least one pixel: 10.0 to 60.0 is 11 to 60."""
    first = min(floor(start + 0.5) + 1, length)
    return first, max(first, min(floor(end + 0.5), length))


def _xml(filename: str, size: tuple[int, int], objects: list[dict[str, Any]]) -> str:
    parts = (_OBJECT.format(name=_xml_text(each["name"]), **each["bndbox"]) for each in objects)
    return _ANNOTATION.format(filename=_xml_text(filename), width=size[0], height=size[1], objects="".join(parts))


def _xml_text(text: str) -> str:
    return escape(_NOT_XML.sub("\ufffd", text))


FORMAT = Format(
    name="pascal_voc",
    title="Pascal VOC",
    purpose=_l("An XML annotation for each picture, for classic detectors."),
    extension="json",
    media_type="application/json",
    task_types=("object_detection",),
    write=write,
)
