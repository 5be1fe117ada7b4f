"""A member's own earlier answers, latest first."""

import pytest

from labeling import earlier
from tests.labeling.desks import choice, open_floor
from tests.people import People


def test_earlier_answers_come_latest_first_in_few_words(people: People) -> None:
    floor = open_floor(people, tasks=3)
    desk = floor.desk("annotator")
    desk.submit(desk.take(), choice("good"))
    desk.submit(desk.take(), choice("bad"))
    body = desk.client.get(desk.url("/earlier")).json or {}
    assert [(item["number"], item["summary"], item["state"]) for item in body["items"]] == [
        (2, "Text 2 · bad", "submitted"),
        (1, "Text 1 · good", "submitted"),
    ]
    assert body["next"] is None


def test_nobody_sees_other_peoples_answers_there(people: People) -> None:
    floor = open_floor(people, tasks=2, to=("annotator", "annotator2"))
    one = floor.desk("annotator")
    one.submit(one.take())
    two = floor.desk("annotator2")
    assert (two.client.get(two.url("/earlier")).json or {})["items"] == []


def test_long_lists_page_by_key(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(earlier, "AT_ONCE", 2)
    floor = open_floor(people, tasks=5)
    desk = floor.desk("annotator")
    for _round in range(5):
        desk.submit(desk.take())
    numbers, before = [], ""
    while True:
        body = desk.client.get(desk.url("/earlier" + before)).json or {}
        numbers.append([item["number"] for item in body["items"]])
        if body["next"] is None:
            break
        before = f"?before={body['next']}"
    assert numbers == [[5, 4], [3, 2], [1]]


@pytest.mark.parametrize("before", ["0", "-1", "x", "99999999999999999999"])
def test_a_key_that_makes_no_sense_begins_anew(people: People, before: str) -> None:
    floor = open_floor(people)
    desk = floor.desk("annotator")
    desk.submit(desk.take())
    response = desk.client.get(desk.url(f"/earlier?before={before}"))
    assert [item["number"] for item in (response.json or {})["items"]] == [1]
