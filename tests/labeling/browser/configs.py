"""Label configs and tasks of the browser tests."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

DATA = Path(__file__).resolve().parents[2] / "data"


def boxes(**attributes: str) -> str:
    return on_picture("RectangleLabels", **attributes)


def polygons(**attributes: str) -> str:
    return on_picture("PolygonLabels", **attributes)


def on_picture(control: str, **attributes: str) -> str:
    more = "".join(f' {name}="{value}"' for name, value in attributes.items())
    labels = "".join(f'<Label value="{name}"/>' for name in ("coin", "medal", "fake"))
    drawn = f'<{control} name="label" toName="image"{more}>{labels}</{control}>'
    return f'<View><Image name="image" value="$image"/>{drawn}</View>'


def spans(granularity: str = "symbol", **attributes: str) -> str:
    more = "".join(f' {name}="{value}"' for name, value in attributes.items())
    labels = "".join(f'<Label value="{name}"/>' for name in ("人名", "地名", "机构"))
    return (
        f'<View><Text name="text" value="$text" granularity="{granularity}"/>'
        f'<Labels name="label" toName="text"{more}>{labels}</Labels></View>'
    )


def choices(
    shown: str = "Text", choice: str = "single", names: tuple[str, ...] = ("正面", "负面"), **attributes: str
) -> str:
    more = "".join(f' {name}="{value}"' for name, value in attributes.items())
    labels = "".join(f'<Choice value="{name}"/>' for name in names)
    field = shown.lower()
    return (
        f'<View><{shown} name="{field}" value="${field}"/><Choices name="label" toName="{field}" choice="{choice}"'
        f' required="true"{more}>{labels}</Choices></View>'
    )


def coins(count: int = 3) -> list[dict[str, Any]]:
    return [{"id": number, "data": {"image": "/media/coins.jpg"}} for number in range(1, count + 1)]


def texts(*contents: str) -> list[dict[str, Any]]:
    return [{"id": number, "data": {"text": text}} for number, text in enumerate(contents, 1)]


def reviews(count: int = 5) -> list[dict[str, Any]]:
    lines = (DATA / "reviews_zh.jsonl").read_text(encoding="utf-8").splitlines()[:count]
    return texts(*(json.loads(line)["text"] for line in lines))
