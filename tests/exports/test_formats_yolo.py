"""The yolo format."""

import io
import shutil
import zipfile
from pathlib import Path
from typing import Any

import pytest

from exports.exported import ExportedControl
from tests.exports.material import DATA, box, drawn, polygon, project, task, written

SIZE = (200, 100)


def archive(content: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(content)) as opened:
        assert opened.testzip() is None
        return {name: opened.read(name).decode() for name in opened.namelist()}


def picture(number: int, *results: Any, url: str = "https://x.test/a.jpg") -> Any:
    return task(number, url, list(results), size=SIZE)


def test_rows_are_class_center_and_size_from_0_to_1() -> None:
    content, losses = written("yolo", project(), [picture(1, box("dog", 10, 20, 50, 60, size=SIZE))])
    files = archive(content)
    assert files["labels/a.txt"] == "1 0.175000 0.500000 0.250000 0.600000\n"
    assert files["classes.txt"] == "cat\ndog\n"
    assert files["data.yaml"] == 'train: images\nval: images\nnc: 2\nnames:\n  0: "cat"\n  1: "dog"\n'
    assert files["images.txt"] == "a.jpg\thttps://x.test/a.jpg\n"
    assert "images/" in files["README.txt"]
    assert losses.as_json() == {}


def test_outlines_become_segment_rows() -> None:
    content, _ = written(
        "yolo", project("polygon"), [picture(1, polygon("cat", [(0, 0), (100, 0), (0, 50)], size=SIZE))]
    )
    assert archive(content)["labels/a.txt"] == "0 0.000000 0.000000 0.500000 0.000000 0.000000 0.500000\n"


def test_detection_and_segment_rows_are_never_mixed() -> None:
    controls = (ExportedControl("b", "rectanglelabels", ("cat",)), ExportedControl("p", "polygonlabels", ("dog",)))
    results = [box("cat", 20, 10, 40, 20, size=SIZE), polygon("dog", [(0, 0), (100, 0), (0, 50)], size=SIZE)]
    content, losses = written("yolo", project(controls=controls), [picture(1, *results)])
    rows = archive(content)["labels/a.txt"].splitlines()
    assert [len(row.split()) for row in rows] == [9, 7]
    assert losses.as_json() == {}
    content, losses = written("yolo", project(labels=["cat", "dog"]), [picture(1, *results)])
    assert [len(row.split()) for row in archive(content)["labels/a.txt"].splitlines()] == [5, 5]
    assert losses["outline_as_box"] == 1


def test_a_rotated_box_becomes_its_upright_hull_and_is_counted() -> None:
    content, losses = written("yolo", project(), [picture(1, box("cat", 100, 20, 40, 20, size=SIZE, rotation=90))])
    assert archive(content)["labels/a.txt"] == "0 0.450000 0.400000 0.100000 0.400000\n"
    assert losses["rotated"] == 1


@pytest.mark.parametrize(
    ("urls", "names"),
    [
        (["https://x/a.jpg", "https://y/a.png", "https://z/A.jpg"], ["a.jpg", "a_2.png", "A_3.jpg"]),
        (["https://x/a_2.jpg", "https://x/a.jpg?v=1", "https://x/a.jpg#f"], ["a_2.jpg", "a.jpg", "a_3.jpg"]),
        (["https://x/a_2.jpg", "https://x/a_2.png"], ["a_2.jpg", "a_2_2.png"]),
        (["https://x/%E7%8C%AB%20%F0%9F%98%80.JPEG"], ["猫.jpeg"]),
        (
            ["https://x/", "https://x/..", "https://x/%2e%2e%2f%2e%2e%2fetc%2fpasswd"],
            ["task_1.jpg", "task_2.jpg", "passwd.jpg"],
        ),
        (
            ["https://x/con.png", "https://x/c:\\win\\b.gif", "https://x/a.b.c.webp"],
            ["_con.png", "b.gif", "a.b.c.webp"],
        ),
        (["https://x/photo?id=1", "https://x/photo?id=2"], ["photo.jpg", "photo_2.jpg"]),
        (["https://x/cafe%CC%81.jpg"], ["café.jpg"]),
    ],
)
def test_names_come_from_the_url_and_are_unique_and_safe(urls: list[str], names: list[str]) -> None:
    content, _ = written("yolo", project(), [picture(n, url=url) for n, url in enumerate(urls, 1)])
    files = archive(content)
    assert [line.partition("\t")[0] for line in files["images.txt"].splitlines()] == names
    assert [name for name in files if name.startswith("labels/")] == [
        f"labels/{each.rpartition('.')[0]}.txt" for each in names
    ]


def test_a_long_name_is_cut_to_200_bytes() -> None:
    content, _ = written(
        "yolo",
        project(),
        [picture(1, url=f"https://x/{'猫' * 300}.jpg"), picture(2, url=f"https://x/{'猫' * 301}.jpg")],
    )
    names = [line.partition("\t")[0] for line in archive(content)["images.txt"].splitlines()]
    assert len(set(names)) == 2
    assert all(len(name.encode()) <= 200 for name in names)


def test_unanswered_pictures_are_background_and_tiny_ones_are_counted() -> None:
    content, losses = written("yolo", project(), [task(1, "https://x/a.jpg", size=(9, 90)), task(2, "https://x/b.jpg")])
    files = archive(content)
    assert files["labels/a.txt"] == files["labels/b.txt"] == ""
    assert (losses["tiny_picture"], losses["unanswered_held"], losses["size_unknown"]) == (1, 2, 1)


def test_no_task_is_a_valid_archive() -> None:
    files = archive(written("yolo", project(labels=[]), [])[0])
    assert files["data.yaml"] == "train: images\nval: images\nnc: 0\nnames: {}\n"
    assert files["images.txt"] == ""


def test_the_archive_is_the_same_every_time_with_fixed_times_and_modes() -> None:
    tasks = [picture(n, box("cat", 1, 2, 3, 4, size=SIZE), url=f"https://x/{n}.jpg") for n in range(1, 20)]
    content, _ = written("yolo", project(), tasks)
    assert content == written("yolo", project(), tasks)[0]
    with zipfile.ZipFile(io.BytesIO(content)) as opened:
        assert {(each.date_time, each.external_attr >> 16, each.create_system) for each in opened.infolist()} == {
            ((1980, 1, 1, 0, 0, 0), 0o100644, 3)
        }


def test_an_object_with_two_labels_makes_two_rows_and_unreadable_results_are_named() -> None:
    double = box("cat", 10, 20, 50, 60, size=SIZE)
    double["value"]["rectanglelabels"] = ["cat", "dog"]
    other = drawn("keypointlabels", {"x": 1, "y": 1, "width": 1, "keypointlabels": ["cat"]}, SIZE)
    content, losses = written("yolo", project(), [picture(1, double, other)])
    assert [row.split()[0] for row in archive(content)["labels/a.txt"].splitlines()] == ["0", "1"]
    assert losses.as_json()["other_results"]["names"] == {"keypointlabels": 1}


def test_class_names_survive_yaml(tmp_path: Path, load: Any) -> None:
    labels = ["yes", "1", 'a"b\\c', "it's: #x", "硬币", "😀", "x\u2028y\u0085z", " - ", "{a}", "שלום", "a\tb"]
    path = tmp_path / "data.yaml"
    path.write_text(archive(written("yolo", project(labels=labels), [])[0])["data.yaml"], encoding="utf-8")
    assert load("yaml", path) == {
        "train": "images", "val": "images", "nc": len(labels), "names": {str(n): each for n, each in enumerate(labels)},
    }  # fmt: skip


@pytest.mark.parametrize("task_type", ["object_detection", "polygon"])
def test_supervision_sees_what_was_drawn_on_real_pictures(task_type: str, tmp_path: Path, load: Any) -> None:
    size = (384, 303)
    shapes = {
        "object_detection": [box("dog", 100, 50, 80, 60, size=size), box("cat", 0, 0, 384, 303, size=size)],
        "polygon": [polygon("dog", [(100, 50), (180, 50), (180, 110), (100, 110)], size=size)],
    }
    tasks = [
        task(1, "https://x.test/p/coins.jpg", shapes[task_type], size=size),
        task(2, "https://x.test/q/coins.jpg", [], size=size),
    ]
    with zipfile.ZipFile(io.BytesIO(written("yolo", project(task_type), tasks)[0])) as opened:
        opened.extractall(tmp_path)
    (tmp_path / "images").mkdir()
    for line in (tmp_path / "images.txt").read_text().splitlines():
        shutil.copy(DATA / "images" / "coins.jpg", tmp_path / "images" / line.partition("\t")[0])
    seen = load("supervision_yolo", tmp_path)
    assert seen["classes"] == ["cat", "dog"]
    first = seen["pictures"]["coins.jpg"]
    assert first["classes"][0] == "dog"
    assert first["boxes"][0] == pytest.approx([100, 50, 180, 110], abs=1)
    assert seen["pictures"]["coins_2.jpg"]["boxes"] == []
