"""The pascal_voc format."""

import shutil
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from tests.exports.material import DATA, box, polygon, project, task, written, written_json

SIZE = (200, 100)


def picture(number: int, *results: Any, url: str = "https://x.test/a.jpg", size: tuple[int, int] | None = SIZE) -> Any:
    return task(number, url, list(results), size=size)


def test_a_box_counts_pixels_from_1_with_its_ends() -> None:
    rows, losses = written_json("pascal_voc", project(), [picture(1, box("cat", 10, 20, 50, 60, size=SIZE))])
    assert rows[0]["image"] == "https://x.test/a.jpg"
    assert rows[0]["filename"] == "a.jpg"
    assert rows[0]["objects"] == [{"name": "cat", "bndbox": {"xmin": 11, "ymin": 21, "xmax": 60, "ymax": 80}}]
    root = ET.fromstring(rows[0]["xml_content"])
    assert root.tag == "annotation"
    assert [root.findtext(f"size/{each}") for each in ("width", "height", "depth")] == ["200", "100", "3"]
    assert root.findtext("filename") == "a.jpg"
    assert [each.text for each in root.findall("object/bndbox/*")] == ["11", "21", "60", "80"]
    assert losses.as_json() == {}


@pytest.mark.parametrize(
    ("drawn", "expected"),
    [
        ((0, 0, 200, 100), (1, 1, 200, 100)),
        ((-20, -20, 400, 400), (1, 1, 200, 100)),
        ((10.4, 10.6, 0.2, 0.2), (11, 12, 11, 12)),
        ((199.9, 99.9, 5, 5), (200, 100, 200, 100)),
        ((9.5, 9.49, 10, 10), (11, 10, 20, 19)),
    ],
)
def test_edges_round_half_up_and_stay_in_the_picture(drawn: tuple[float, ...], expected: tuple[int, ...]) -> None:
    rows, _ = written_json("pascal_voc", project(), [picture(1, box("cat", *drawn, size=SIZE))])
    assert tuple(rows[0]["objects"][0]["bndbox"].values()) == expected


def test_rotation_and_outlines_become_hulls_and_are_counted() -> None:
    results = [
        box("cat", 100, 20, 40, 20, size=SIZE, rotation=90),
        polygon("dog", [(10, 10), (50, 10), (10, 50)], size=SIZE),
    ]
    rows, losses = written_json("pascal_voc", project(), [picture(1, *results)])
    assert [tuple(each["bndbox"].values()) for each in rows[0]["objects"]] == [(81, 21, 100, 60), (11, 11, 50, 50)]
    assert (losses["rotated"], losses["outline_as_box"]) == (1, 1)


def test_names_are_escaped_and_characters_xml_can_not_hold_replaced() -> None:
    labels = ["<&\"猫'>😀", "a\x01b"]
    rows, _ = written_json(
        "pascal_voc", project(labels=labels), [picture(1, *(box(each, 1, 1, 9, 9, size=SIZE) for each in labels))]
    )
    root = ET.fromstring(rows[0]["xml_content"])
    assert [each.text for each in root.findall("object/name")] == ["<&\"猫'>😀", "a\ufffdb"]


def test_pictures_without_answer_or_size_are_held() -> None:
    rows, losses = written_json("pascal_voc", project(), [task(1, "https://x.test/a.jpg")])
    assert rows[0]["objects"] == []
    assert ET.fromstring(rows[0]["xml_content"]).findtext("size/width") == "0"
    assert (losses["unanswered_held"], losses["size_unknown"]) == (1, 1)


def test_no_task_is_an_empty_array() -> None:
    assert written("pascal_voc", project(), [])[0] == b"[]"


def test_supervision_sees_what_was_drawn(tmp_path: Path, load: Any) -> None:
    size = (384, 303)
    tasks = [
        picture(1, box("硬币", 100, 50, 80, 60, size=size), url="https://x.test/coins.jpg", size=size),
        picture(2, url="https://y.test/coins.png", size=size),
    ]
    (tmp_path / "images").mkdir()
    (tmp_path / "annotations").mkdir()
    for row in written_json("pascal_voc", project(labels=["硬币"]), tasks)[0]:
        shutil.copy(DATA / "images" / "coins.jpg", tmp_path / "images" / row["filename"])
        stem = row["filename"].rpartition(".")[0]
        (tmp_path / "annotations" / f"{stem}.xml").write_text(row["xml_content"], encoding="utf-8")
    seen = load("supervision_voc", tmp_path)
    assert seen["pictures"]["coins.jpg"] == {"boxes": [[100, 50, 180, 110]], "classes": ["硬币"], "mask_areas": None}
    assert seen["pictures"]["coins_2.png"]["boxes"] == []
