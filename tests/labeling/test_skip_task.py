"""A skip is no answer: the task goes to others, or to the manager's list."""

import pytest

from projects.skipped import count_skipped
from tests.labeling.desks import Floor, choice, open_floor
from tests.people import People


def skipped(floor: Floor) -> int:
    with floor.people.inside(write=False):
        return count_skipped(floor.project())


def test_a_skipped_pool_task_goes_to_others(people: People) -> None:
    floor = open_floor(people, tasks=1, to=("annotator", "annotator2"), mode="shared")
    one, two = floor.desk("annotator"), floor.desk("annotator2")
    task = one.take()
    answer = one.skip(task).json or {}
    assert answer["annotation"]["state"] == "skipped"
    assert (answer["annotation"]["counted"], answer["extra"]) == (False, False)
    assert floor.figures() == (0, 0, 1)
    assert one.next()["task"] is None
    assert two.take() == task
    assert skipped(floor) == 0


def test_a_pool_task_that_everyone_skipped_waits_for_a_manager(people: People) -> None:
    floor = open_floor(people, tasks=1, to=("annotator", "annotator2"), mode="shared")
    for role in ("annotator", "annotator2"):
        desk = floor.desk(role)
        desk.skip(desk.take())
    assert skipped(floor) == 1
    assert floor.figures() == (0, 0, 1)


def test_a_skipped_promised_task_goes_to_the_managers_list(people: People) -> None:
    floor = open_floor(people, tasks=2)
    desk = floor.desk("annotator")
    task = desk.take()
    desk.skip(task, "blurred")
    assert skipped(floor) == 1
    assert floor.figures() == (0, 0, 2)
    assert floor.person("annotator").skipped == 1
    assert desk.look(task)["state"] == "skipped"


def test_the_same_key_again_skips_once(people: People) -> None:
    floor = open_floor(people)
    desk = floor.desk("annotator")
    task = desk.take()
    first = desk.skip(task, key="key-0001")
    assert desk.skip(task, key="key-0001").json == first.json
    assert floor.person("annotator").skipped == 1
    assert floor.person("annotator").seconds == 1.5


def test_who_skipped_may_still_answer(people: People) -> None:
    floor = open_floor(people)
    desk = floor.desk("annotator")
    task = desk.take()
    desk.skip(task)
    answer = desk.submit(task, choice("bad")).json or {}
    assert answer["annotation"]["version"] == 2
    assert answer["annotation"]["counted"] is True
    assert skipped(floor) == 0
    assert floor.figures() == (1, 0, 2)


def test_an_answered_task_cannot_be_skipped(people: People) -> None:
    floor = open_floor(people)
    desk = floor.desk("annotator")
    task = desk.take()
    desk.submit(task)
    response = desk.skip(task)
    assert (response.status_code, (response.json or {})["error"]) == (422, "already_answered")
    assert floor.figures() == (1, 0, 2)


def test_a_task_lost_meanwhile_can_still_be_skipped(people: People) -> None:
    from projects.take_back import take_back

    floor = open_floor(people)
    desk = floor.desk("annotator")
    task = desk.take()
    with people.inside():
        take_back(floor.project())
    assert desk.skip(task).status_code == 200
    assert floor.figures() == (0, 0, 3)


@pytest.mark.parametrize("reason", ["", "x" * 1000, "看不清 😀"])
def test_the_reason_is_kept(people: People, reason: str) -> None:
    floor = open_floor(people)
    desk = floor.desk("annotator")
    desk.skip(desk.take(), reason)
    items = (desk.client.get(desk.url("/earlier")).json or {})["items"]
    assert items[0]["state"] == "skipped"
    assert items[0]["summary"] == " · ".join(filter(None, ("Text 1", reason)))
