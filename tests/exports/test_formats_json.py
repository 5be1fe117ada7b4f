"""The json format."""

import json
from pathlib import Path
from typing import Any

from exports.exported import Annotator
from label_config.generate import Tag, generate_config
from tests.exports.material import answer, box, choice, project, task, written, written_json


def test_a_row_holds_the_task_and_its_answers() -> None:
    given = task(
        7,
        "好用",
        answer(9, [choice("正面")], annotator=Annotator("user_b", "bo")),
        external_id="row-1",
        metadata='{"b":1,"a":[]}',
    )
    rows, _ = written_json("json", project("text_classification", ["正面"]), [given])
    assert rows == [
        {
            "id": 7, "external_id": "row-1", "content": "好用", "metadata": {"b": 1, "a": []}, "data": {"text": "好用"},
            "status": "completed", "set_aside": False,
            "annotations": [
                {"id": 9, "annotator": {"user_id": "user_b", "username": "bo"}, "state": "submitted",
                 "was_cancelled": False, "result": [choice("正面")], "created_at": "2026-02-03T10:30:00Z",
                 "updated_at": "2026-02-03T10:30:00Z", "lead_time": 2.5}
            ],
        }
    ]  # fmt: skip


def test_no_task_is_an_empty_array() -> None:
    assert written("json", project("ner"), [])[0] == b"[]"


def test_metadata_keeps_its_text_as_it_was_sent() -> None:
    content, _ = written(
        "json", project("ner"), [task(1, "x", metadata='{"n":1e2,"big":123456789012345678901234567890}')]
    )
    assert b'"metadata":{"n":1e2,"big":123456789012345678901234567890}' in content


def test_long_numbers_survive_where_text_is_rewritten() -> None:
    metadata = '{"big": 123456789012345678901234567890, "t": "\\u732b"}'
    content, _ = written("json", project("ner"), [task(1, "x", metadata=metadata)])
    assert '{"big":123456789012345678901234567890,"t":"猫"}'.encode() in content


def test_escaped_text_comes_out_readable_and_half_characters_whole() -> None:
    given = task(1, "x\ud800", data='{"text":"\\u4f60\\ud83d\\ude00\\ud800 \\u2028"}', metadata='{"v":NaN}')
    rows, _ = written_json("json", project("ner"), [given])
    assert rows[0]["data"] == {"text": "你😀\ufffd \u2028"}
    assert rows[0]["content"] == "x\ufffd"
    assert rows[0]["metadata"] == {"v": None}
    assert "你😀".encode() in written("json", project("ner"), [given])[0]


def test_all_counted_answers_are_held_and_others_are_counted_as_left_out() -> None:
    given = task(
        1, "x", [choice("a")], [choice("b")], answer(3, [], state="skipped", counted=False),
        answer(4, [choice("a")], counted=False), answer(5, [choice("a")], state="rejected"),
    )  # fmt: skip
    rows, losses = written_json("json", project("text_classification", ["a", "b"]), [given])
    assert [each["result"][0]["value"]["choices"] for each in rows[0]["annotations"]] == [["a"], ["b"]]
    assert {kind: losses[kind] for kind in ("skipped", "extra", "rejected")} == {
        "skipped": 1,
        "extra": 1,
        "rejected": 1,
    }


def test_a_task_set_aside_says_so() -> None:
    rows, _ = written_json("json", project("ner"), [task(1, "x", set_aside=True)])
    assert rows[0]["set_aside"] is True
    assert rows[0]["annotations"] == []


def test_the_same_tasks_give_the_same_bytes() -> None:
    tasks = [task(n, f"https://x.test/{n}.jpg", [box("cat", 1, 2, 3, 4, size=(64, 64))]) for n in range(1, 50)]
    assert written("json", project(), tasks)[0] == written("json", project(), tasks)[0]


def test_datasets_and_pandas_load_it_also_when_fields_fill_late(tmp_path: Path, load: Any) -> None:
    early = [task(n, "一" * 300) for n in range(1, 14_000)]
    late = [
        task(
            n,
            "二",
            [choice("正面")],
            external_id=f"id-{n}",
            metadata=json.dumps({"source": {"page": n}, "tags": ["x"]}),
        )
        for n in range(14_000, 14_100)
    ]
    path = tmp_path / "export.json"
    path.write_bytes(written("json", project("text_classification", ["正面"]), early + late)[0])
    seen = load("datasets_json", path)
    assert seen["count"] == 14_099
    assert seen["last"]["external_id"] == "id-14099"
    assert load("pandas_json", path)["count"] == 14_099


def test_label_studios_own_tools_read_it(tmp_path: Path, load: Any) -> None:
    size = (200, 100)
    (tmp_path / "config.xml").write_text(generate_config("object_detection", [Tag("猫"), Tag("dog")]), encoding="utf-8")
    tasks = [
        task(1, "https://x.test/a.jpg", [box("猫", 10, 20, 50, 60, size=size)], size=size),
        task(2, "https://x.test/b.jpg", [box("dog", 10, 20, 50, 60, size=size)], size=size),
    ]
    path = tmp_path / "export.json"
    path.write_bytes(written("json", project(labels=["猫", "dog"]), tasks)[0])
    rows = load("label_studio", path, tmp_path / "config.xml")
    assert [(row["id"], row["image"], row["label"][0]["rectanglelabels"]) for row in rows] == [
        (1, "https://x.test/a.jpg", ["猫"]),
        (2, "https://x.test/b.jpg", ["dog"]),
    ]
