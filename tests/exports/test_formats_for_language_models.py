"""The sharegpt and alpaca formats."""

import json
from pathlib import Path
from typing import Any

import pytest

from exports.exported import ExportedControl
from tests.exports.llama_factory_rules import alpaca_faults, sharegpt_faults
from tests.exports.material import answer, choice, project, real_lines, span, task, written, written_json

CLASSIFY = project("text_classification", ["正面", "负面"])


def test_the_published_shapes() -> None:
    given = [task(1, "这个产品非常好用!", [choice("正面")])]
    templated = project("text_classification", ["正面", "负面"], prompt_template="对以下文本进行情感分类")
    alpaca, _ = written_json("alpaca", templated, given)
    assert alpaca == [{"instruction": "对以下文本进行情感分类", "input": "这个产品非常好用!", "output": "正面"}]
    sharegpt, _ = written_json("sharegpt", templated, given)
    assert sharegpt == [
        {
            "conversations": [
                {"from": "human", "value": "对以下文本进行情感分类\n这个产品非常好用!"},
                {"from": "gpt", "value": "正面"},
            ]
        }
    ]


@pytest.mark.parametrize(
    ("task_type", "language", "part"),
    [
        ("text_classification", "zh", "可选的标签有：正面、负面"),
        ("text_classification", "en", "The labels are: 正面, 负面"),
        ("ner", "zh", "类型有：正面、负面"),
        ("ner", "en", "The types are: 正面, 负面"),
    ],
)
def test_the_default_instruction_follows_task_type_and_language(task_type: str, language: str, part: str) -> None:
    result = span("正面", 0, 1) if task_type == "ner" else choice("正面")
    rows, _ = written_json("alpaca", project(task_type, ["正面", "负面"], language=language), [task(1, "x", [result])])
    assert part in rows[0]["instruction"]


def test_an_administrators_template_may_name_the_labels() -> None:
    templated = project("text_classification", ["a", "b"], language="en", prompt_template="Pick {labels}. Keep {this}.")
    rows, _ = written_json("alpaca", templated, [task(1, "x", [choice("a")])])
    assert rows[0]["instruction"] == "Pick a, b. Keep {this}."


def test_entities_are_json_text_with_offsets_in_code_points() -> None:
    text = "😀袁老太在四川"
    given = task(1, text, [span("地名", 5, 7), span("人名", 1, 4), span("老人", 1, 4)])
    rows, _ = written_json("alpaca", project("ner", ["人名", "地名"]), [given])
    found = json.loads(rows[0]["output"])
    assert found == [
        {"text": "袁老太", "label": "人名", "start": 1, "end": 4},
        {"text": "袁老太", "label": "老人", "start": 1, "end": 4},
        {"text": "四川", "label": "地名", "start": 5, "end": 7},
    ]
    assert all(text[each["start"] : each["end"]] == each["text"] for each in found)


def test_a_text_without_entities_teaches_an_empty_list() -> None:
    rows, _ = written_json("sharegpt", project("ner", ["人名"]), [task(1, "x", [])])
    assert rows[0]["conversations"][1]["value"] == "[]"


def test_one_answer_is_held_the_accepted_one_else_the_first_counted() -> None:
    given = [
        task(1, "x", [choice("正面")], [choice("负面")], [choice("负面")]),
        task(2, "y", [choice("正面")], answer(202, [choice("负面")], state="accepted")),
        task(3, "z", answer(300, [choice("正面")], counted=False), [choice("负面")]),
    ]
    rows, losses = written_json("alpaca", CLASSIFY, given)
    assert [row["output"] for row in rows] == ["正面", "负面", "负面"]
    assert losses["further_answers"] == 3
    assert losses.as_json()["further_answers"]["tasks"] == [1, 2]


def test_unanswered_and_unlabeled_tasks_are_left_out_and_counted() -> None:
    rows, losses = written_json("sharegpt", CLASSIFY, [task(1, "x"), task(2, "y", []), task(3, "z", [choice("正面")])])
    assert len(rows) == 1
    assert (losses["unanswered_left_out"], losses["answer_without_label"]) == (1, 1)


@pytest.mark.parametrize("name", ["sharegpt", "alpaca"])
def test_no_task_is_an_empty_array(name: str) -> None:
    assert written(name, CLASSIFY, [])[0] == b"[]"


def test_media_marks_are_disarmed_without_moving_offsets() -> None:
    text = "<image>在<video>四川"
    rows, losses = written_json("sharegpt", project("ner", ["地名"]), [task(1, text, [span("地名", 15, 17)])])
    assert sharegpt_faults(rows[0]) == []
    assert json.loads(rows[0]["conversations"][1]["value"])[0]["start"] == 15
    assert rows[0]["conversations"][0]["value"].endswith("‹image›在‹video›四川")
    assert losses["media_mark"] == 1


def test_several_questions_are_answered_by_name() -> None:
    controls = (ExportedControl("mood", "choices", ("good", "bad")), ExportedControl("topic", "choices", ("price",)))
    asked = project("text_classification", language="en", controls=controls)
    rows, _ = written_json(
        "alpaca", asked, [task(1, "x", [choice("price", name="topic"), choice("good", "bad", name="mood")])]
    )
    assert rows[0]["output"] == "mood: good, bad\ntopic: price"


def test_results_the_format_can_not_hold_are_named() -> None:
    rating = {"id": "1", "from_name": "stars", "to_name": "text", "type": "rating", "value": {"rating": 4}}
    _, losses = written_json("alpaca", CLASSIFY, [task(1, "x", [choice("正面"), rating])])
    assert losses.as_json()["other_results"] == {"count": 1, "tasks": [1], "names": {"rating": 1}}


def test_real_texts_load_and_keep_llama_factorys_rules(tmp_path: Path, load: Any) -> None:
    sentences = [
        task(n, row["text"], [span(each["label"], each["start"], each["end"]) for each in row["gold"]])
        for n, row in enumerate(real_lines("ner_zh.jsonl"), 1)
    ]
    reviews = [task(n, row["text"], [choice(row["gold"])]) for n, row in enumerate(real_lines("reviews_zh.jsonl"), 1)]
    for asked, given in ((project("ner", ["人名", "地名", "机构"]), sentences), (CLASSIFY, reviews)):
        for name, faults in (("sharegpt", sharegpt_faults), ("alpaca", alpaca_faults)):
            rows, losses = written_json(name, asked, given)
            assert [faults(row) for row in rows] == [[]] * len(given)
            assert losses.as_json() == {}
            path = tmp_path / f"{asked.task_type}_{name}.json"
            path.write_bytes(written(name, asked, given)[0])
            seen = load("datasets_json", path)
            assert seen["count"] == len(given)
            assert seen["first"] == rows[0]
    for row, entry in zip(
        written_json("alpaca", project("ner", ["人名"]), sentences)[0], real_lines("ner_zh.jsonl"), strict=True
    ):
        assert [(each["start"], each["end"], each["text"], each["label"]) for each in json.loads(row["output"])] == [
            (each["start"], each["end"], each["text"], each["label"]) for each in entry["gold"]
        ]
