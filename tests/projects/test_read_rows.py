"""What people paste or upload, in the forms they have it."""

from __future__ import annotations

import pytest

from foundation.errors import Invalid
from projects.add_tasks import TaskRow
from projects.read_rows import read_rows


@pytest.mark.parametrize(
    ("text", "file_name", "rows"),
    [
        ("one\n\n two \n", "", [TaskRow("one"), TaskRow("two")]),
        ("", "", []),
        ('["a", {"content": "b", "id": 7}]', "", [TaskRow("a"), TaskRow("b", "7")]),
        ('{"text": "a", "id": "x", "metadata": {"k": 1}}\n{"url": "b"}', "",
         [TaskRow("a", "x", '{"k":1}'), TaskRow("b")]),
        ("\ufeffid,content,city\n1,\"a, b\",上海\n2,c,\n", "rows.csv",
         [TaskRow("a, b", "1", '{"city":"上海"}'), TaskRow("c", "2")]),
        ("[not json", "plain.txt", [TaskRow("[not json")]),
    ],
)  # fmt: skip
def test_rows_are_read(text: str, file_name: str, rows: list[TaskRow]) -> None:
    assert read_rows(text, file_name=file_name) == rows


@pytest.mark.parametrize(
    ("text", "file_name", "said"),
    [
        ("[1]", "", "Row 1"),
        ('[{"content": ""}]', "", "empty"),
        ('{"content": "a"}\n{oops', "", "Line 2"),
        ('{"a": 1}', "x.json", "list"),
        ("a,b\n1,2\n", "x.csv", "content"),
        ('[{"content": "a", "id": true}]', "", "Row 1"),
        ('["\\u0000"]', "", "U+0000"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(text: str, file_name: str, said: str) -> None:
    with pytest.raises(Invalid) as refused:
        read_rows(text, file_name=file_name)
    assert {fault.field for fault in refused.value.errors} == {"rows"}
    assert said in " ".join(str(fault.message) for fault in refused.value.errors)


def test_pictures_need_addresses() -> None:
    with pytest.raises(Invalid):
        read_rows("javascript:alert(1)", images=True)
    assert read_rows("https://a.example/1.jpg", images=True) == [TaskRow("https://a.example/1.jpg")]
