"""coco: boxes and outlines in pixels, for detection and segmentation."""

from collections.abc import Iterable
from shutil import copyfileobj
from tempfile import SpooledTemporaryFile
from typing import Any, BinaryIO

import orjson
from flask_babel import lazy_gettext as _l

from exports.answers import training_answer
from exports.classes import Classes
from exports.drawn_objects import DrawnObject, read_picture
from exports.exported import DRAWN, ExportedProject, ExportedTask
from exports.format import Format
from exports.json_array import ArrayWriter
from exports.json_text import whole_text
from exports.losses import Losses
from exports.picture_names import PictureNames

IN_MEMORY = 8 * 1024 * 1024  # bytes of annotations kept before they go to a temporary file


def write(project: ExportedProject, tasks: Iterable[ExportedTask], file: BinaryIO, losses: Losses) -> int:
    """Write images in one pass; annotations wait in a temporary file and follow, then the categories."""
    classes = Classes(project.labels(*DRAWN))
    names = PictureNames()
    with SpooledTemporaryFile(max_size=IN_MEMORY) as waiting:
        annotations = ArrayWriter(waiting)  # type: ignore[arg-type]  # typeshed: not a BinaryIO, though it acts as one
        file.write(b'{"info":{},"licenses":[],"images":')
        images = ArrayWriter(file)
        for task in tasks:
            answer = training_answer(task, losses)
            if answer is None:
                losses.count("unanswered_held", task.id)
            picture = read_picture(task, answer, losses)
            number = images.count + 1
            images.add(_image(task, number, "".join(names.name(task.content, task.id)), picture.size))
            for each in picture.objects:
                category = classes.number(each.label, task.id, losses) + 1
                annotations.add(_annotation(each, annotations.count + 1, number, category))
        images.end()
        annotations.end()
        file.write(b',"annotations":')
        waiting.seek(0)
        copyfileobj(waiting, file, 1024 * 1024)
    categories = [{"id": number, "name": name, "supercategory": ""} for number, name in enumerate(classes.names, 1)]
    file.write(b',"categories":' + orjson.dumps(categories) + b"}")
    return images.count


def _image(task: ExportedTask, number: int, file_name: str, size: tuple[int, int] | None) -> dict[str, Any]:
    width, height = size or (0, 0)
    return {
        "id": number,
        "file_name": file_name,
        "width": width,
        "height": height,
        "coco_url": whole_text(task.content),
        "task_id": task.id,
        "external_id": whole_text(task.external_id or ""),
    }


def _annotation(each: DrawnObject, number: int, image: int, category: int) -> dict[str, Any]:
    left, top, right, bottom = each.bounds
    return {
        "id": number,
        "image_id": image,
        "category_id": category,
        "bbox": [left, top, round(right - left, 3), round(bottom - top, 3)],
        "area": round(each.area, 3),
        "iscrowd": 0,
        "segmentation": [[coordinate for point in each.ring for coordinate in point]],
    }


FORMAT = Format(
    name="coco",
    title="COCO",
    purpose=_l("Boxes and outlines in pixels, for detection and segmentation."),
    extension="json",
    media_type="application/json",
    task_types=("object_detection", "polygon"),
    write=write,
)
