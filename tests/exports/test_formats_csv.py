"""The csv format."""

import csv
import io
from pathlib import Path
from typing import Any

import pytest

from exports.cells import LONGEST
from tests.exports.material import answer, box, choice, project, real_lines, span, task, written


def rows_of(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_it_begins_with_a_byte_order_mark_and_a_heading() -> None:
    content, _ = written("csv", project("ner"), [])
    assert content.startswith(b"\xef\xbb\xbftask_id,external_id,content,labels,")
    assert content.endswith(b"\r\n")
    assert rows_of(content) == []


def test_each_answer_is_a_row_and_an_unanswered_task_is_one_too() -> None:
    given = [task(1, "x", [choice("a")], [choice("b", "a")]), task(2, "y")]
    content, _ = written("csv", project("text_classification", ["a", "b"]), given)
    assert [(row["task_id"], row["labels"], row["status"]) for row in rows_of(content)] == [
        ("1", "a", "completed"),
        ("1", "b; a", "completed"),
        ("2", "", "pending"),
    ]


def test_labels_read_well_for_each_kind() -> None:
    text = "袁老太在四川"
    spans = [span("地名", 4, 6), span("人名", 0, 3)]
    ner, _ = written("csv", project("ner", ["人名", "地名"]), [task(1, text, spans)])
    assert rows_of(ner)[0]["labels"] == "人名: 袁老太; 地名: 四川"
    boxes = [box(label, 1, 1, 5, 5, size=(50, 50)) for label in ("coin", "coin", "hand")]
    found, _ = written("csv", project(labels=["coin", "hand"]), [task(1, "https://x.test/a.jpg", boxes)])
    assert rows_of(found)[0]["labels"] == "coin × 2; hand × 1"


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", " =1+1", "'=1", '"=1', "＝1+1", "＋1", "－1", "＠x", "\n=1"],
)
def test_what_a_spreadsheet_would_run_is_made_harmless_and_counted(text: str) -> None:
    content, losses = written("csv", project("text_classification", ["a"]), [task(1, text)])
    assert rows_of(content)[0]["content"] == f"'{text}"
    assert losses["formula_cell"] == 1


def test_quotes_commas_line_ends_and_odd_characters_survive() -> None:
    text = 'a,"b"\r\nc\u2028d 😀 001'
    content, losses = written("csv", project("text_classification", ["a"]), [task(1, text, external_id="001")])
    assert rows_of(content)[0]["content"] == text
    assert rows_of(content)[0]["external_id"] == "001"
    assert losses.as_json() == {}


def test_a_cell_excel_would_cut_is_counted() -> None:
    _, losses = written("csv", project("text_classification"), [task(1, "x" * (LONGEST + 1))])
    assert losses["long_cell"] == 1


def test_skips_make_no_row_of_their_own() -> None:
    content, _ = written("csv", project("ner"), [task(1, "x", answer(1, [], state="skipped"), status="pending")])
    assert [row["annotator"] for row in rows_of(content)] == [""]


def test_pandas_and_datasets_load_real_reviews(tmp_path: Path, load: Any) -> None:
    reviews = real_lines("reviews_zh.jsonl")
    tasks = [task(n, row["text"], [choice(row["gold"])], external_id=row["id"]) for n, row in enumerate(reviews, 1)]
    path = tmp_path / "export.csv"
    path.write_bytes(written("csv", project("text_classification", ["正面", "负面"]), tasks)[0])
    rows = load("pandas_csv", path)
    assert [(row["external_id"], row["content"], row["labels"]) for row in rows] == [
        (row["id"], row["text"], row["gold"]) for row in reviews
    ]
    assert load("datasets_csv", path)["count"] == len(reviews)


def test_datasets_load_a_column_that_is_empty_until_the_end(tmp_path: Path, load: Any) -> None:
    tasks = [task(n, "x") for n in range(1, 12_000)] + [task(12_000, "y", [choice("正面")], external_id="last")]
    path = tmp_path / "export.csv"
    path.write_bytes(written("csv", project("text_classification", ["正面"]), tasks)[0])
    assert load("datasets_csv", path)["last"]["labels"] == "正面"
