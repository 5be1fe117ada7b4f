"""Projects, tasks and answers to export, made in memory, and the files the formats make of them."""

import datetime as dt
import io
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from exports.exported import Annotator, ExportedAnswer, ExportedControl, ExportedProject, ExportedTask
from exports.format import formats
from exports.losses import Losses

DATA = Path(__file__).resolve().parents[1] / "data"
AT = dt.datetime(2026, 2, 3, 10, 30, tzinfo=dt.UTC)
KINDS = {
    "text_classification": "choices",
    "image_classification": "choices",
    "ner": "labels",
    "object_detection": "rectanglelabels",
    "polygon": "polygonlabels",
}
Result = dict[str, Any]


def project(
    task_type: str = "object_detection", labels: Sequence[str] = ("cat", "dog"), **changes: Any
) -> ExportedProject:
    values: dict[str, Any] = {
        "public_id": "proj_abc123def456",
        "name": "Test",
        "task_type": task_type,
        "language": "zh",
        "controls": (ExportedControl("label", KINDS[task_type], tuple(labels)),),
    }
    return ExportedProject(**(values | changes))


def answer(number: int, results: Sequence[Result], **changes: Any) -> ExportedAnswer:
    values: dict[str, Any] = {
        "id": number,
        "annotator": Annotator("user_anna12345678", "anna"),
        "state": "submitted",
        "counted": True,
        "results": json.dumps(list(results), ensure_ascii=False),
        "created_at": AT,
        "updated_at": AT,
        "seconds": 2.5,
    }
    return ExportedAnswer(**(values | changes))


def task(
    number: int,
    content: str,
    *answers: Sequence[Result] | ExportedAnswer,
    size: tuple[int, int] | None = None,
    external_id: str | None = None,
    metadata: str | None = None,
    data: str | None = None,
    status: str | None = None,
    set_aside: bool = False,
) -> ExportedTask:
    """A task with these answers, each a list of results or an answer made elsewhere."""
    made = [
        given if isinstance(given, ExportedAnswer) else answer(number * 100 + n, given)
        for n, given in enumerate(answers, 1)
    ]
    field = "image" if content.startswith("http") else "text"
    return ExportedTask(
        id=number,
        external_id=external_id,
        content=content,
        metadata=metadata,
        data=data or json.dumps({field: content}),
        status=status or ("completed" if made else "pending"),
        set_aside=set_aside,
        media_size=size,
        answers=made,
    )


def box(
    label: str, x: float, y: float, width: float, height: float, *, size: tuple[int, int], rotation: float = 0
) -> Result:
    """A rectangle given in pixels of a picture of this size."""
    value = {
        "x": x / size[0] * 100,
        "y": y / size[1] * 100,
        "width": width / size[0] * 100,
        "height": height / size[1] * 100,
    }
    return drawn("rectanglelabels", {**value, "rotation": rotation, "rectanglelabels": [label]}, size)


def polygon(label: str, points: Iterable[tuple[float, float]], *, size: tuple[int, int]) -> Result:
    """An outline given in pixels of a picture of this size."""
    percent = [[x / size[0] * 100, y / size[1] * 100] for x, y in points]
    return drawn("polygonlabels", {"points": percent, "closed": True, "polygonlabels": [label]}, size)


def drawn(kind: str, value: dict[str, Any], size: tuple[int, int]) -> Result:
    return {
        "id": "r1", "from_name": "label", "to_name": "image", "type": kind, "origin": "manual", "value": value,
        "original_width": size[0], "original_height": size[1], "image_rotation": 0,
    }  # fmt: skip


def choice(*labels: str, name: str = "label") -> Result:
    return {
        "id": "c1",
        "from_name": name,
        "to_name": "text",
        "type": "choices",
        "origin": "manual",
        "value": {"choices": [*labels]},
    }


def span(label: str, start: int, end: int, text: str = "") -> Result:
    value = {"start": start, "end": end, "text": text, "labels": [label]}
    return {"id": "s1", "from_name": "label", "to_name": "text", "type": "labels", "origin": "manual", "value": value}


def written(name: str, exported: ExportedProject, tasks: Iterable[ExportedTask]) -> tuple[bytes, Losses]:
    """Return the bytes of the file and what it lost."""
    file, losses = io.BytesIO(), Losses()
    formats()[name].write(exported, tasks, file, losses)
    return file.getvalue(), losses


def written_json(name: str, exported: ExportedProject, tasks: Iterable[ExportedTask]) -> tuple[Any, Losses]:
    content, losses = written(name, exported, tasks)
    return json.loads(content.decode()), losses


def real_lines(name: str) -> list[dict[str, Any]]:
    """Return the rows of a file of real texts (`reviews_zh.jsonl`, `ner_zh.jsonl`)."""
    return [json.loads(line) for line in (DATA / name).read_text(encoding="utf-8").splitlines()]
