import json
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from api_external.decode import Document
from api_external.requests import MoreTasks, NewExport, NewProject
from api_external.row_checks import row_check, tag_faults
from api_external.rows import Row
from foundation.errors import Invalid
from foundation.languages import in_language

MINIMAL: dict[str, Any] = {"name": "n", "task_type": "ner", "data": []}


@pytest.fixture(autouse=True)
def language(bare_app: Flask) -> Iterator[None]:
    with bare_app.test_request_context(), in_language("en"):
        yield


def body(**fields: Any) -> bytes:
    return json.dumps(MINIMAL | fields).encode()


def faults_of(text: bytes) -> dict[str, str]:
    with pytest.raises(Invalid) as caught:
        read(text)
    return {fault.field: str(fault.message) for fault in caught.value.errors}


def rows_of(text: bytes) -> list[Row]:
    return list(read(text).rows.taken())


def read(text: bytes) -> Document:
    document = Document(text)
    check = row_check(document.peek("task_type"), unique_ids=True)
    document.read(NewProject, tag_faults(document.peek("tags")), check)
    return document


@pytest.mark.parametrize("text", [b"", b" ", b"x", b"{", b'{"a": 01}', b"{'a': 1}", b'{"a": 1} x', b'{"a": 1,}'])
def test_what_is_not_json_is_refused_as_a_whole(text: bytes) -> None:
    with pytest.raises(Invalid) as caught:
        Document(text)
    assert [fault.field for fault in caught.value.errors] == ["body"]


@pytest.mark.parametrize("text", [b"[]", b"1", b'"{}"', b"null", b"true"])
def test_only_an_object_is_a_request(text: bytes) -> None:
    assert faults_of(text) == {"body": "The body must be a JSON object."}


def test_missing_and_null_fields_are_the_same() -> None:
    assert faults_of(b"{}") == faults_of(b'{"name": null, "task_type": null, "data": null}')
    assert set(faults_of(b"{}")) == {"name", "task_type", "data"}


@pytest.mark.parametrize(
    ("fields", "faulty"),
    [
        ({"name": 5}, "name"),
        ({"name": "  \n "}, "name"),
        ({"name": "x" * 256}, "name"),
        ({"name": "a\0b"}, "name"),
        ({"description": 5}, "description"),
        ({"description": "\0"}, "description"),
        ({"task_type": 5}, "task_type"),
        ({"task_type": {}}, "task_type"),
        ({"task_type": ["ner"]}, "task_type"),
        ({"task_type": "video"}, "task_type"),
        ({"external_id": 5}, "external_id"),
        ({"external_id": "x" * 256}, "external_id"),
        ({"data": {}}, "data"),
        ({"data": "[]"}, "data"),
        ({"data": [[]]}, "data[0]"),
        ({"data": [None]}, "data[0]"),
        ({"data": [{}]}, "data[0].content"),
        ({"data": [{"content": None}]}, "data[0].content"),
        ({"data": [{"content": ""}]}, "data[0].content"),
        ({"data": [{"content": 5}]}, "data[0].content"),
        ({"data": [{"content": "x" * 1_000_001}]}, "data[0].content"),
        ({"data": [{"content": "a\0"}]}, "data[0].content"),
        ({"data": [{"content": "a", "id": True}]}, "data[0].id"),
        ({"data": [{"content": "a", "id": 1.0}]}, "data[0].id"),
        ({"data": [{"content": "a", "id": []}]}, "data[0].id"),
        ({"data": [{"content": "a", "id": "x" * 256}]}, "data[0].id"),
        ({"data": [{"content": "a", "id": 10**255}]}, "data[0].id"),
        ({"data": [{"content": "a", "id": "1"}, {"content": "b", "id": 1}]}, "data[1].id"),
        ({"data": [{"content": "a", "metadata": []}]}, "data[0].metadata"),
        ({"data": [{"content": "a", "metadata": {"k": "x" * 65_536}}]}, "data[0].metadata"),
        ({"data": [{"content": "a", "metadata": {"k": ["\0"]}}]}, "data[0].metadata.k[0]"),
        ({"task_type": "polygon", "data": [{"content": "text"}]}, "data[0].content"),
        ({"task_type": "polygon", "data": [{"content": "ftp://a/b"}]}, "data[0].content"),
        ({"task_type": "polygon", "data": [{"content": "https://"}]}, "data[0].content"),
        ({"tags": {}}, "tags"),
        ({"tags": ["a"]}, "tags[0]"),
        ({"tags": [{}]}, "tags[0].tag"),
        ({"tags": [{"tag": " "}]}, "tags[0].tag"),
        ({"tags": [{"tag": "x" * 256}]}, "tags[0].tag"),
        ({"tags": [{"tag": "a\x01"}]}, "tags[0].tag"),
        ({"tags": [{"tag": "a\ufffe"}]}, "tags[0].tag"),
        ({"tags": [{"tag": "a", "color": "red"}]}, "tags[0].color"),
        ({"tags": [{"tag": "a", "color": "#12345"}]}, "tags[0].color"),
        ({"tags": [{"tag": "a", "color": "#123456\n"}]}, "tags[0].color"),
        ({"tags": [{"tag": "a"}, {"tag": " a "}]}, "tags[1].tag"),
        ({"tags": [{"tag": f"t{number}"} for number in range(1001)]}, "tags"),
    ],
)
def test_each_fault_names_its_field(fields: dict[str, Any], faulty: str) -> None:
    assert list(faults_of(body(**fields))) == [faulty]


@pytest.mark.parametrize(
    "fields",
    [
        {"name": " x" + "y" * 253 + " "},
        {"description": None, "external_id": None, "tags": None},
        {"description": "", "external_id": "", "tags": []},
        {"data": [{"content": "x" * 1_000_000, "id": "i" * 255, "metadata": {"k": "x" * 65_000}}]},
        {"data": [{"content": "a", "id": None, "metadata": None}, {"content": "a", "id": 10**254}]},
        {"data": [{"content": "a\ufffe\x01", "unknown": {"\0": "\0"}}], "unknown": ["\0"]},
        {"task_type": "polygon", "data": [{"content": "HTTPS://user@host:8080/ä b.jpg?x#y"}]},
        {"tags": [{"tag": "<&\"'>"}, {"tag": "a"}, {"tag": "A"}, {"tag": "שלום"}, {"tag": "😀", "color": "#aBcDeF"}]},
        {"tags": [{"tag": f"t{number}"} for number in range(1000)]},
    ],
)
def test_everything_else_is_taken(fields: dict[str, Any]) -> None:
    rows_of(body(**fields))


def test_every_problem_is_listed_and_a_hundred_at_most() -> None:
    rows = [{"content": "", "id": True}] * 80
    found = faults_of(body(name=" ", tags=[{"tag": ""}], data=rows))
    assert len(found) == 100
    assert list(found)[:4] == ["name", "tags[0].tag", "data[0].id", "data[0].content"]


def test_faults_of_text_and_of_type_are_found_together() -> None:
    found = faults_of(
        rb'{"name": "\ud800", "task_type": "ner", "data": [{"id": true, "content": "\u0000", "metadata": 1}]}'
    )
    assert set(found) == {"name", "data[0].content", "data[0].id", "data[0].metadata"}


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999"])
def test_numbers_that_are_none_are_named(number: str) -> None:
    text = b'{"name": "n", "task_type": "ner", "data": [{"content": "a", "metadata": {"k": [0, NUMBER]}}]}'
    assert list(faults_of(text.replace(b"NUMBER", number.encode()))) == ["data[0].metadata.k[1]"]


def test_what_is_not_json_is_named_in_unknown_fields_too() -> None:
    assert list(faults_of(b'{"name": "n", "task_type": "ner", "data": [], "other": {"x": NaN}}')) == ["other.x"]
    assert list(faults_of(rb'{"name": "n", "task_type": "ner", "data": [{"content": "a", "u": "\udfff"}]}')) == [
        "data[0].u"
    ]


@pytest.mark.parametrize(
    ("text", "faulty"),
    [
        ('{"name": "n", "task_type": "ner", "data": [{"content": "a", "metadata": %s}]}', "data[0].metadata"),
        ('{"name": "n", "task_type": "ner", "data": [], "other": %s}', "other"),
    ],
)
def test_nesting_counts_from_the_body(text: str, faulty: str) -> None:
    outside = 3 if "metadata" in text else 1
    for depth, refused in ((64 - outside, False), (65 - outside, True), (5_000, True)):
        nested = '{"k":' * depth + "1" + "}" * depth
        if refused:
            assert set(faults_of((text % nested).encode())) <= {faulty, "body"}
        else:
            rows_of((text % nested).encode())


def test_the_last_of_duplicate_keys_counts() -> None:
    rows = b'[{"content": 1, "content": "b", "id": 1, "id": 2}]'
    text = b'{"name": 1, "data": 5, "name": "n", "task_type": "ner", "data": ' + rows + b"}"
    assert rows_of(text) == [Row("b", "2", None)]


def test_rows_come_out_as_they_were_sent() -> None:
    rows = '[{"id":7,"content":"中😀\\u00e9","metadata":{"b": 1.10, "a": 1e2}},{"content":" "}]'
    text = '{"name":"n","task_type":"ner","data":' + rows + "}"
    assert rows_of(text.encode()) == [Row("中😀é", "7", '{"b": 1.10, "a": 1e2}'), Row(" ", None, None)]


def test_an_array_of_millions_of_nothing_is_refused_before_it_is_unpacked() -> None:
    text = b'{"name": "n", "task_type": "ner", "data": [' + b"0," * 2_000_000 + b"0]}"
    assert list(faults_of(text)) == ["data[0]"]
    text = b'{"name": "n", "task_type": "ner", "data": [' + b"{}," * 2_000_000 + b"{}]}"
    assert list(faults_of(text)) == ["data[0].content"]


def test_messages_are_in_the_readers_language() -> None:
    with in_language("zh"):
        assert faults_of(body(name=""))["name"] == "不能为空。"
    assert faults_of(body(name=""))["name"] == "This must not be empty."


def test_more_tasks_may_repeat_ids() -> None:
    document = Document(b'{"data": [{"id": "1", "content": "a"}, {"id": "1", "content": "b"}]}')
    document.read(MoreTasks, check_row=row_check("ner", unique_ids=False))
    assert len(document.rows) == 2


@pytest.mark.parametrize(
    ("fields", "faulty"),
    [
        ({"format": "excel"}, "format"),
        ({"format": 1}, "format"),
        ({"completed_only": "true"}, "completed_only"),
        ({"completed_only": 1}, "completed_only"),
        ({"callback_url": 1}, "callback_url"),
    ],
)
def test_an_export_request_is_strict_too(fields: dict[str, Any], faulty: str) -> None:
    with pytest.raises(Invalid) as caught:
        Document(json.dumps(fields).encode()).read(NewExport)
    assert [fault.field for fault in caught.value.errors] == [faulty]
