"""The coco format."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.exports.material import DATA, box, polygon, project, task, written, written_json

SIZE = (200, 100)


def picture(number: int, *results: Any, name: str = "a.jpg", size: tuple[int, int] | None = SIZE) -> Any:
    return task(number, f"https://x.test/{name}", list(results), size=size)


def test_a_box_is_in_pixels_with_its_corners_as_segmentation() -> None:
    found, losses = written_json("coco", project(), [picture(5, box("dog", 10, 20, 50, 60, size=SIZE))])
    assert found["annotations"] == [
        {"id": 1, "image_id": 1, "category_id": 2, "bbox": [10, 20, 50, 60], "area": 3000, "iscrowd": 0,
         "segmentation": [[10, 20, 60, 20, 60, 80, 10, 80]]}
    ]  # fmt: skip
    assert found["images"] == [
        {"id": 1, "file_name": "a.jpg", "width": 200, "height": 100, "coco_url": "https://x.test/a.jpg", "task_id": 5,
         "external_id": ""}
    ]  # fmt: skip
    assert [(each["id"], each["name"]) for each in found["categories"]] == [(1, "cat"), (2, "dog")]
    assert losses.as_json() == {}


def test_a_polygon_has_its_hull_and_its_own_area() -> None:
    points = [(10, 10), (50, 10), (10, 50)]
    found, _ = written_json("coco", project("polygon"), [picture(1, polygon("cat", points, size=SIZE))])
    assert found["annotations"][0]["bbox"] == [10, 10, 40, 40]
    assert found["annotations"][0]["area"] == 800
    assert found["annotations"][0]["segmentation"] == [[10, 10, 50, 10, 10, 50]]


def test_a_closing_point_and_repeated_points_are_dropped() -> None:
    points = [(10, 10), (50, 10), (50, 10), (10, 50), (10, 10)]
    found, _ = written_json("coco", project("polygon"), [picture(1, polygon("cat", points, size=SIZE))])
    assert found["annotations"][0]["segmentation"] == [[10, 10, 50, 10, 10, 50]]


def test_a_rotated_box_turns_about_its_top_left_corner_in_pixels() -> None:
    found, losses = written_json("coco", project(), [picture(1, box("cat", 100, 20, 40, 20, size=SIZE, rotation=90))])
    assert found["annotations"][0]["segmentation"] == [[100, 20, 100, 60, 80, 60, 80, 20]]
    assert found["annotations"][0]["bbox"] == [80, 20, 20, 40]
    assert found["annotations"][0]["area"] == 800
    assert losses.as_json() == {}


def test_what_reaches_over_the_border_is_cut_and_counted() -> None:
    results = [
        box("cat", 0, 0, 200, 100, size=SIZE),
        box("cat", 150, 50, 100, 100, size=SIZE),
        box("cat", -10, 10, 30, 30, size=SIZE, rotation=45),
        box("cat", 300, 10, 30, 30, size=SIZE),
        polygon("cat", [(-50, 50), (50, -50), (50, 150)], size=SIZE),
    ]
    found, losses = written_json("coco", project(), [picture(1, *results)])
    assert found["annotations"][0]["bbox"] == [0, 0, 200, 100]
    assert found["annotations"][1]["bbox"] == [150, 50, 50, 50]
    for each in found["annotations"]:
        x, y, width, height = each["bbox"]
        assert x >= 0
        assert y >= 0
        assert x + width <= 200
        assert y + height <= 100
        assert all(0 <= value <= 200 for ring in each["segmentation"] for value in ring)
    assert (losses["clipped"], losses["outside"]) == (3, 1)


def test_shapes_without_area_and_without_label_are_counted() -> None:
    unlabeled = box("cat", 1, 1, 5, 5, size=SIZE)
    unlabeled["value"]["rectanglelabels"] = []
    results = [box("cat", 5, 5, 0, 10, size=SIZE), polygon("cat", [(0, 0), (5, 5), (9, 9)], size=SIZE), unlabeled]
    found, losses = written_json("coco", project(), [picture(1, *results)])
    assert found["annotations"] == []
    assert (losses["no_area"], losses["unlabeled"]) == (2, 1)


def test_a_picture_nobody_knows_the_size_of_is_held_and_counted() -> None:
    sizeless = box("cat", 1, 1, 5, 5, size=SIZE)
    del sizeless["original_width"]
    found, losses = written_json(
        "coco", project(), [picture(1, size=None), picture(2, sizeless, size=None, name="b.jpg")]
    )
    assert [(each["width"], each["height"]) for each in found["images"]] == [(0, 0), (0, 0)]
    assert (losses["size_unknown"], losses["objects_without_size"]) == (2, 1)


def test_the_answers_own_size_serves_when_the_task_has_none_and_a_different_one_is_counted() -> None:
    found, _ = written_json("coco", project(), [picture(1, box("cat", 10, 10, 20, 20, size=(400, 200)), size=None)])
    assert found["images"][0]["width"] == 400
    found, losses = written_json("coco", project(), [picture(1, box("cat", 100, 100, 200, 100, size=(400, 200)))])
    assert found["annotations"][0]["bbox"] == [50, 50, 100, 50]
    assert losses["size_differs"] == 1


def test_an_unanswered_picture_is_held_without_objects() -> None:
    found, losses = written_json("coco", project(), [task(1, "https://x.test/a.jpg", size=SIZE)])
    assert len(found["images"]) == 1
    assert found["annotations"] == []
    assert losses["unanswered_held"] == 1


def test_a_label_the_config_no_longer_has_follows_the_others_and_is_named() -> None:
    found, losses = written_json("coco", project(), [picture(1, box("old", 1, 1, 5, 5, size=SIZE))])
    assert [each["name"] for each in found["categories"]] == ["cat", "dog", "old"]
    assert losses.as_json()["label_not_in_config"]["names"] == {"old": 1}


def test_no_task_is_a_valid_empty_file(tmp_path: Path, load: Any) -> None:
    path = tmp_path / "empty.json"
    path.write_bytes(written("coco", project(), [])[0])
    assert json.loads(path.read_bytes())["images"] == []
    assert load("coco", path)["annotations"] == []


def test_pycocotools_and_supervision_see_what_was_drawn(tmp_path: Path, load: Any) -> None:
    labels = ["Cat", "cat", '硬币 & "x", 😀']
    results = [
        box("Cat", 10, 20, 50, 60, size=SIZE),
        box(labels[2], 100, 20, 40, 20, size=SIZE, rotation=30),
        polygon("cat", [(10, 10), (90, 10), (10, 70)], size=SIZE),
    ]
    tasks = [picture(1, *results), picture(2, name="b/a.png"), task(3, "https://x.test/c.jpg", size=(9, 9))]
    path = tmp_path / "coco.json"
    path.write_bytes(written("coco", project(labels=labels), tasks)[0])
    for name in ("a.jpg", "a_2.png", "c.jpg"):
        shutil.copy(DATA / "images" / "coins.jpg", tmp_path / name)
    seen = load("coco", path)
    assert seen["categories"] == labels
    assert seen["scores"] == {"bbox": pytest.approx(1.0), "segm": pytest.approx(1.0)}
    assert [each["id"] for each in seen["annotations"]] == [1, 2, 3]
    for each in seen["annotations"]:
        assert each["mask_area"] == pytest.approx(each["area"], abs=120)
    found = load("supervision_coco", path, tmp_path)
    assert found["classes"] == labels
    assert found["pictures"]["a.jpg"]["boxes"][0] == [10, 20, 60, 80]
    assert found["pictures"]["a_2.png"]["boxes"] == []


def test_real_coins_match_themselves(tmp_path: Path, load: Any) -> None:
    gold = json.loads((DATA / "coins_gold.json").read_text())
    size = (gold["width"], gold["height"])
    outlines = [polygon("coin", each["points"], size=size) for each in gold["objects"]]
    path = tmp_path / "coins.json"
    path.write_bytes(written("coco", project("polygon", ["coin"]), [task(1, "https://x.test/coins.jpg", outlines)])[0])
    seen = load("coco", path)
    assert seen["scores"] == {"bbox": pytest.approx(1.0), "segm": pytest.approx(1.0)}
    assert len(seen["annotations"]) == 24
    for each, truth in zip(seen["annotations"], gold["objects"], strict=True):
        left, top, width, height = each["bbox"]
        assert [left, top, left + width, top + height] == pytest.approx(
            [min(x for x, _ in truth["points"]), min(y for _, y in truth["points"]),
             max(x for x, _ in truth["points"]), max(y for _, y in truth["points"])], abs=0.01)  # fmt: skip
