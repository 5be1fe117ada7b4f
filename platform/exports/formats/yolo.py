"""yolo: a zip with a text file of rows for each picture, for ultralytics and others."""

from collections.abc import Iterable
from shutil import copyfileobj
from tempfile import SpooledTemporaryFile
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from flask_babel import lazy_gettext as _l

from exports.answers import training_answer
from exports.classes import Classes
from exports.drawn_objects import DrawnObject, DrawnPicture, read_picture
from exports.exported import DRAWN, ExportedProject, ExportedTask
from exports.format import Format
from exports.losses import Losses
from exports.picture_names import PictureNames
from exports.yaml_text import yaml_string

IN_MEMORY = 4 * 1024 * 1024  # bytes of picture addresses kept before they go to a temporary file
SMALL = 512  # bytes; below it compressing costs more time than it saves room
POINT = "%.6f %.6f "  # one template for the whole row is several times faster than a text for each point
SMALLEST_SIDE = 10  # pixels; ultralytics leaves out smaller pictures
README = """Put the pictures listed in images.txt into a folder images/ beside labels/, under the names given there.
请把 images.txt 中列出的图片放到 labels/ 旁边的 images/ 文件夹里，并使用其中给出的文件名。
"""


def write(project: ExportedProject, tasks: Iterable[ExportedTask], file: BinaryIO, losses: Losses) -> int:
    """Write detection rows, or segmentation rows for a project with outlines; never both, which readers refuse."""
    classes = Classes(project.labels(*DRAWN))
    names = PictureNames()
    count = 0
    with ZipFile(file, "w") as archive, SpooledTemporaryFile(max_size=IN_MEMORY) as addresses:
        for count, task in enumerate(tasks, 1):  # noqa: B007 -- the last number is the answer
            answer = training_answer(task, losses)
            if answer is None:
                losses.count("unanswered_held", task.id)
            picture = read_picture(task, answer, losses)
            if picture.size and min(picture.size) < SMALLEST_SIDE:
                losses.count("tiny_picture", task.id)
            stem, extension = names.name(task.content, task.id)
            rows = _rows(project, task, picture, classes, losses)
            archive.writestr(_entry(f"labels/{stem}.txt", ZIP_STORED if len(rows) < SMALL else ZIP_DEFLATED), rows)
            addresses.write(f"{stem}{extension}\t{' '.join(task.content.split())}\n".encode(errors="replace"))
        archive.writestr(_entry("classes.txt"), "".join(f"{' '.join(name.split())}\n" for name in classes.names))
        archive.writestr(_entry("data.yaml"), _data_yaml(classes.names))
        addresses.seek(0)
        with archive.open(_entry("images.txt"), "w", force_zip64=True) as entry:
            copyfileobj(addresses, entry)
        archive.writestr(_entry("README.txt"), README)
    return count


def _rows(project: ExportedProject, task: ExportedTask, picture: DrawnPicture, classes: Classes, losses: Losses) -> str:
    row = _segment if project.draws_polygons else _detect
    rows = []
    for each in picture.objects:
        if not project.draws_polygons and each.outline:
            losses.count("rotated" if each.is_box else "outline_as_box", task.id)
        width, height = picture.size or (1, 1)
        rows.append(f"{classes.number(each.label, task.id, losses)} {row(each, width, height)}\n")
    return "".join(rows)


def _detect(each: DrawnObject, width: int, height: int) -> str:
    left, top, right, bottom = each.bounds
    center = ((left + right) / 2 / width, (top + bottom) / 2 / height)
    return "{:.6f} {:.6f} {:.6f} {:.6f}".format(*center, (right - left) / width, (bottom - top) / height)


def _segment(each: DrawnObject, width: int, height: int) -> str:
    shares = [share for x, y in each.ring for share in (x / width, y / height)]
    return (POINT * len(each.ring))[:-1] % tuple(shares)


def _data_yaml(names: list[str]) -> str:
    # No `path`: readers would take a relative one from the folder they are started in, or from their own settings.
    lines = [f"  {number}: {yaml_string(name)}\n" for number, name in enumerate(names)]
    return f"train: images\nval: images\nnc: {len(names)}\nnames:{'' if names else ' {}'}\n{''.join(lines)}"


def _entry(name: str, compress: int = ZIP_DEFLATED) -> ZipInfo:
    entry = ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
    entry.create_system = 3  # Unix, whatever this runs on
    entry.external_attr = 0o100644 << 16
    entry.compress_type = compress
    return entry


FORMAT = Format(
    name="yolo",
    title="YOLO",
    purpose=_l("A zip with one text file of rows for each picture, for ultralytics and others."),
    extension="zip",
    media_type="application/zip",
    task_types=("object_detection", "polygon"),
    write=write,
)
