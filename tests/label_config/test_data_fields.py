"""A config has to fit the tasks' data."""

from typing import Any

import pytest

from label_config.data_fields import data_fields, faults_against_data
from label_config.data_values import resolve
from label_config.parse import parse_config

XML = """<View>
  <Header value="$title, page $rows[0].page."/>
  <Text name="t" value="$text"/>
  <Choices name="c" toName="t"><Choice value="$5"/><Choice value="$x"/></Choices>
</View>"""


def test_fields_are_named_with_their_line() -> None:
    assert data_fields(parse_config(XML)) == {"title": 2, "rows": 2, "text": 3}


def test_data_that_fits_has_no_fault() -> None:
    data = {"title": "A", "text": "b", "rows": [{"page": 1}]}
    assert faults_against_data(parse_config(XML), [data]) == []


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([{"image": "x"}], [(2, "no task has $title"), (2, "$rows[0].page"), (3, "have: $image")]),
        (
            [{"title": "a", "rows": [{"page": 1}], "text": "b"}, {"title": "a", "rows": [], "text": "c"}],
            [(2, "1 of 2 tasks have no $rows[0].page")],
        ),
        ([{"title": "a", "rows": [{"page": 1}], "text": ["b"]}], [(3, "can't show")]),
    ],
)
def test_what_tasks_lack_is_named_with_its_line(rows: list[dict[str, Any]], expected: list[tuple[int, str]]) -> None:
    faults = faults_against_data(parse_config(XML), rows)
    assert [fault.line for fault in faults] == [line for line, _ in expected]
    for fault, (_, reason) in zip(faults, expected, strict=True):
        assert reason in str(fault.message)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("$a", {"b": [1, {"c": "深"}]}), ("$a.b[1].c", "深"), ("$a.b", [1, {"c": "深"}]), ("$a.b[9]", None),
        ("$none", None),
        ("x $a.b[0], $none.", "x 1, ."), ("costs $5", "costs $5"), ("$文", "字"), ("plain", "plain"),
    ],
)  # fmt: skip
def test_fields_are_resolved(value: str, expected: object) -> None:
    assert resolve(value, {"a": {"b": [1, {"c": "深"}]}, "文": "字"}) == expected
