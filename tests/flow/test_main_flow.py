"""The main job, end to end, as its people do it: in a browser, over the API, with a receiver and real loaders."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from standardwebhooks import Webhook

from tests.flow.conftest import Stage
from tests.flow.hands import Person, until
from tests.flow.house import DATA

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("flow")]

COINS = (384, 303)  # pixels of coins.jpg


def rows_of(name: str, count: int) -> list[dict[str, Any]]:
    """Return the first real rows of a data file, with their gold."""
    return [json.loads(line) for line in (DATA / f"{name}.jsonl").read_text().splitlines()[:count]]


def begin(stage: Stage, task_type: str, data: list[dict[str, Any]], labels: list[str], *, pool: bool) -> str:
    """Create a project over the API; the administrator configures and distributes it. Return its id."""
    body = {"name": task_type, "task_type": task_type, "data": data, "tags": [{"tag": label} for label in labels]}
    project = str(stage.house.api("POST", "/projects/init", body)["project_id"])
    stage.administrator.configure(project)
    stage.administrator.distribute(project, ["Anna", "Ben"], pool=pool)
    return project


def check_progress(stage: Stage, project: str, done: int, total: int) -> None:
    """Compare the API's progress with what is known to be done."""
    progress = stage.house.api("GET", f"/projects/{project}/progress")
    assert progress["completed_tasks"] == done
    assert progress["total_tasks"] == total
    assert progress["completed_tasks"] + progress["in_progress_tasks"] + progress["pending_tasks"] == total
    assert progress["completion_percentage"] == int(1000 * done / total) / 10
    assert sum(person["completed_count"] for person in progress["annotators"]) == done
    assert progress["status"] == ("completed" if done == total else "in_progress")


def export(stage: Stage, project: str, name: str, folder: Path) -> Path:
    """Export with a callback, check the callback's signature, and return the downloaded file."""
    callbacks = stage.house.beside.callbacks
    callbacks.clear()
    url = f"{stage.house.beside.url}/callback"
    answer = stage.house.api("POST", f"/projects/{project}/export", {"format": name, "callback_url": url})
    headers, body = until(lambda: callbacks and callbacks[0], "the callback")
    facts = Webhook(stage.secret).verify(body, headers)
    assert facts["status"] == "completed"
    assert facts["export_id"] in answer["file_url"]
    assert facts["file_url"] == stage.house.url + answer["file_url"]
    assert facts["total_exported"] == answer["total_exported"]
    path = folder / str(answer["file_name"])
    path.write_bytes(stage.house.download(answer["file_url"]))
    assert path.stat().st_size == answer["file_size"] == facts["file_size"]
    return path


def take_turns(stage: Stage, project: str, total: int, act: Callable[[Person, int], None]) -> None:
    """Let both annotators answer in turn until nothing is left; progress must be right after every submit."""
    for annotator in stage.annotators:
        annotator.label(project)
    done = 0
    while done < total:
        before = done
        for annotator in stage.annotators:
            if annotator.wait_for_work():
                act(annotator, done)
                annotator.submit()
                done += 1
                check_progress(stage, project, done, total)
        assert done > before, "tasks are left, but nobody gets one"


def test_thirty_reviews_are_classified_with_the_keyboard_alone(
    stage: Stage, load: Callable[..., Any], tmp_path: Path
) -> None:
    reviews = rows_of("reviews_zh", 30)
    gold = {review["text"]: review["gold"] for review in reviews}
    labels = ["正面", "负面"]
    data = [{"id": review["id"], "content": review["text"], "metadata": {"n": n}} for n, review in enumerate(reviews)]
    project = begin(stage, "text_classification", data, labels, pool=False)

    def choose(person: Person, _done: int) -> None:
        person.page.keyboard.press(str(labels.index(gold[person.text()]) + 1))

    take_turns(stage, project, 30, choose)
    assert not any(annotator.wait_for_work() for annotator in stage.annotators)

    tasks = json.loads(export(stage, project, "json", tmp_path).read_text())
    assert [task["external_id"] for task in tasks] == [review["id"] for review in reviews]
    for task, review in zip(tasks, reviews, strict=True):
        (annotation,) = task["annotations"]
        assert annotation["result"][0]["value"]["choices"] == [review["gold"]]
    chats = load("datasets_json", export(stage, project, "sharegpt", tmp_path))
    assert chats["count"] == 30
    rows = load("pandas_csv", export(stage, project, "csv", tmp_path))
    assert len(rows) == 30


def test_real_sentences_get_their_entities(stage: Stage, tmp_path: Path) -> None:
    sentences = [row for row in rows_of("ner_zh", 60) if len(row["text"]) < 120][:4]
    sentences.append({"id": "emoji", "text": "张伟😀在北京👨‍👩‍👧工作，很开心。", "gold": [
        {"start": 0, "end": 2, "label": "人名"}, {"start": 4, "end": 6, "label": "地名"},
    ]})  # fmt: skip
    sentences = sentences[-3:] if stage.house.settings.is_sqlite is False else sentences
    gold = {row["text"]: row["gold"] for row in sentences}
    labels = ["人名", "地名", "机构"]
    data = [{"id": row["id"], "content": row["text"]} for row in sentences]
    project = begin(stage, "ner", data, labels, pool=True)

    def mark(person: Person, _done: int) -> None:
        for span in gold[person.text()]:
            person.mark(span["start"], span["end"], str(labels.index(span["label"]) + 1))
            person.page.keyboard.press("Escape")

    take_turns(stage, project, len(sentences), mark)
    for task in json.loads(export(stage, project, "json", tmp_path).read_text()):
        text = task["content"]
        drawn = [
            (r["value"]["start"], r["value"]["end"], r["value"]["labels"][0]) for r in task["annotations"][0]["result"]
        ]
        assert sorted(drawn) == sorted((span["start"], span["end"], span["label"]) for span in gold[text])
        for result in task["annotations"][0]["result"]:
            assert result["value"]["text"] == text[result["value"]["start"] : result["value"]["end"]]


def test_pictures_are_classified(stage: Stage, load: Callable[..., Any], tmp_path: Path) -> None:
    names = ["coins", "coffee", "rocket", "chelsea"][: 4 if stage.house.settings.is_sqlite else 3]
    data = [{"id": name, "content": f"{stage.house.beside.url}/{name}.jpg"} for name in names]
    project = begin(stage, "image_classification", data, ["thing", "animal"], pool=True)

    def choose(person: Person, _done: int) -> None:
        person.picture()
        person.page.keyboard.press(
            "2" if "chelsea" in str(person.page.locator("[data-image]").get_attribute("src")) else "1"
        )

    take_turns(stage, project, len(names), choose)
    tasks = json.loads(export(stage, project, "json", tmp_path).read_text())
    chosen = {task["external_id"]: task["annotations"][0]["result"][0]["value"]["choices"] for task in tasks}
    assert chosen == {name: ["animal" if name == "chelsea" else "thing"] for name in names}
    assert len(load("pandas_csv", export(stage, project, "csv", tmp_path))) == len(names)


def gold_coins() -> list[dict[str, Any]]:
    """Return the coins' outlines and boxes in pixels."""
    coins: list[dict[str, Any]] = json.loads((DATA / "coins_gold.json").read_text())["objects"]
    return coins


def test_boxes_drawn_by_mouse_come_out_as_drawn(stage: Stage, load: Callable[..., Any], tmp_path: Path) -> None:
    sqlite = stage.house.settings.is_sqlite
    boxes = [coin["bbox"] for coin in gold_coins()][: 24 if sqlite else 3]
    data = [{"id": f"c{n}", "content": f"{stage.house.beside.url}/coins.jpg"} for n in range(1 if sqlite else 3)]
    project = begin(stage, "object_detection", data, ["coin"], pool=True)

    def draw(person: Person, _done: int) -> None:
        for count, box in enumerate(boxes, 1):
            person.page.keyboard.press("1")
            person.draw_box(box)
            person.page.keyboard.press("Escape")
            person.see_regions(count)

    take_turns(stage, project, len(data), draw)
    coco = load("coco", export(stage, project, "coco", tmp_path))
    assert coco["scores"]["bbox"] == pytest.approx(1.0)
    assert [(image["width"], image["height"]) for image in coco["images"]] == [COINS] * len(data)
    assert len(coco["annotations"]) == len(boxes) * len(data)
    for annotation, box in zip(coco["annotations"], boxes * len(data), strict=True):
        x, y, width, height = annotation["bbox"]
        assert (x, y, x + width, y + height) == pytest.approx(box, abs=0.5)


def test_polygons_drawn_by_mouse_come_out_as_drawn(stage: Stage, load: Callable[..., Any], tmp_path: Path) -> None:
    sqlite = stage.house.settings.is_sqlite
    outlines = [coin["points"] for coin in gold_coins()][: 5 if sqlite else 2]
    data = [{"id": f"p{n}", "content": f"{stage.house.beside.url}/coins.jpg"} for n in range(1 if sqlite else 3)]
    project = begin(stage, "polygon", data, ["coin", "fake"], pool=True)

    def draw(person: Person, _done: int) -> None:
        for count, outline in enumerate(outlines, 1):
            person.page.keyboard.press("1")
            person.draw_polygon(outline)
            person.page.keyboard.press("Escape")
            person.see_regions(count)

    take_turns(stage, project, len(data), draw)
    path = export(stage, project, "coco", tmp_path)
    assert load("coco", path)["scores"]["segm"] == pytest.approx(1.0)
    annotations = json.loads(path.read_text())["annotations"]
    assert len(annotations) == len(outlines) * len(data)
    for annotation, outline in zip(annotations, outlines * len(data), strict=True):
        (flat,) = annotation["segmentation"]
        assert flat == pytest.approx([value for point in outline for value in point], abs=0.5)
