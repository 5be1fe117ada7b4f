"""What people get next: their own first, then the pool, and why there is nothing."""

import pytest
import sqlalchemy as sa

from foundation.clock import now
from foundation.database import db
from projects.life_cycle import pause
from projects.models import Assignment, Project
from tests.labeling.desks import open_floor
from tests.people import People


def test_promised_tasks_come_in_their_order(people: People) -> None:
    floor = open_floor(people, tasks=3)
    desk = floor.desk("annotator")
    order = []
    for _round in range(3):
        order.append(desk.take())
        desk.submit(order[-1])
    assert order == floor.task_ids
    assert desk.next()["reason"] == "all_done"


def test_the_next_task_tells_everything_the_page_shows(people: People) -> None:
    floor = open_floor(people, tasks=2)
    answer = floor.desk("annotator").next()
    task = answer["task"]
    assert task["data"] == {"text": "Text 1"}
    assert (task["number"], task["external_id"], task["config_version"], task["state"]) == (1, "row-1", 1, "open")
    assert (task["draft"], task["annotation"], task["comment"]) == (None, None, None)
    assert answer["place"] == {"mine_done": 0, "mine_total": 2, "completed": 0, "in_progress": 1, "total": 2}


def test_a_task_fetched_ahead_is_pending_until_it_is_opened(people: People) -> None:
    floor = open_floor(people, tasks=3, mode="shared")
    desk = floor.desk("annotator")
    first = desk.take()
    ahead = desk.next(holding=[first], ahead=True)["task"]
    assert ahead["id"] != first
    assert ahead["state"] == "waiting"
    assert floor.figures() == (0, 1, 2)
    assert (desk.act(ahead["id"], "open").json or {})["task"]["state"] == "open"
    assert floor.figures() == (0, 2, 1)


def test_an_open_task_comes_back_after_a_reload(people: People) -> None:
    desk = open_floor(people, mode="shared").desk("annotator")
    assert desk.take() == desk.take()


def test_a_reserved_task_comes_back_after_a_reload(people: People) -> None:
    desk = open_floor(people, mode="shared").desk("annotator")
    first = desk.take()
    ahead = desk.take(holding=[first], ahead=True)
    desk.submit(first)
    assert desk.take() == ahead


def test_what_the_page_holds_is_not_given_again(people: People) -> None:
    floor = open_floor(people, tasks=3)
    desk = floor.desk("annotator")
    assert desk.take(holding=floor.task_ids[:2]) == floor.task_ids[2]
    assert desk.next(holding=floor.task_ids)["task"] is None


def test_two_people_never_take_the_same_pool_task(people: People) -> None:
    floor = open_floor(people, tasks=4, to=("annotator", "annotator2"), mode="shared")
    one, two = floor.desk("annotator"), floor.desk("annotator2")
    taken = [one.take(), two.take()]
    taken += [one.take(holding=taken, ahead=True), two.take(holding=taken, ahead=True)]
    assert sorted(taken) == floor.task_ids


def test_with_overlap_each_person_gets_each_task_once(people: People) -> None:
    floor = open_floor(people, tasks=3, to=("annotator", "annotator2"), mode="shared", overlap=2)
    for role in ("annotator", "annotator2"):
        desk = floor.desk(role)
        got = []
        while (answer := desk.next())["task"]:
            got.append(answer["task"]["id"])
            desk.submit(got[-1])
        assert got == floor.task_ids
    assert floor.figures() == (3, 0, 0)


def test_the_search_goes_on_after_the_last_one_taken_and_wraps_once(people: People) -> None:
    floor = open_floor(people, tasks=3, to=("annotator", "annotator2"), mode="shared")
    one, two = floor.desk("annotator"), floor.desk("annotator2")
    first = one.take()
    second = one.take(holding=[first], ahead=True)
    two.take()
    one.act(first, "release")
    one.submit(second)
    assert one.take() == first


def test_a_task_given_back_by_others_is_worth_waiting_for(people: People) -> None:
    floor = open_floor(people, tasks=1, to=("annotator", "annotator2"), mode="shared")
    one, two = floor.desk("annotator"), floor.desk("annotator2")
    task = one.take()
    assert two.next()["reason"] == "nothing_now"
    one.act(task, "release")
    assert two.take() == task


def test_who_did_all_they_can_in_the_pool_is_done(people: People) -> None:
    floor = open_floor(people, tasks=2, to=("annotator", "annotator2"), mode="shared", overlap=2)
    desk = floor.desk("annotator")
    for _round in range(2):
        desk.submit(desk.take())
    assert desk.next()["reason"] == "all_done"


def test_rework_comes_first(people: People) -> None:
    floor = open_floor(people, tasks=3)
    desk = floor.desk("annotator")
    first = desk.take()
    desk.submit(first)
    second = desk.take()
    with people.inside():
        _send_back(floor.project().id, first)
    task = desk.next(holding=[second])["task"]
    assert (task["id"], task["state"]) == (first, "rework")
    assert floor.figures() == (0, 2, 1)
    assert (desk.submit(first).json or {})["extra"] is False
    assert floor.figures() == (1, 1, 1)


def _send_back(project_id: int, task_id: int) -> None:
    from labeling.held_task import find_held_of
    from projects.counts import lock_task, move

    task = lock_task(project_id, task_id)
    assignment = db.session.scalars(sa.select(Assignment).where(Assignment.task_id == task_id)).one()
    held = find_held_of(task, assignment.member_id)
    assert held is not None
    before = held.standing
    assert held.annotation is not None
    held.annotation.state, held.annotation.counted = "rejected", False
    held.assignment.state, task.is_rework = "rework", True
    move(task, assignment.member_id, before, held.standing, by_system=True)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [({"status": "ready"}, "not_started"), ({"status": "configuring"}, "not_started"), ({"paused_at": now()}, "paused"),
     ({"status": "completed"}, "all_done")],
)  # fmt: skip
def test_tasks_reach_people_only_in_progress_and_not_paused(
    people: People, changes: dict[str, object], reason: str
) -> None:
    floor = open_floor(people)
    with people.inside():
        db.session.execute(sa.update(Project).where(Project.public_id == floor.public_id).values(**changes))
    answer = floor.desk("annotator").next()
    assert (answer["task"], answer["reason"]) == (None, reason)


def test_what_is_open_can_be_finished_in_a_paused_project(people: People) -> None:
    floor = open_floor(people)
    desk = floor.desk("annotator")
    task = desk.take()
    with people.inside():
        pause(floor.project())
    assert desk.draft(task, 1).status_code == 200
    assert (desk.submit(task).json or {})["annotation"]["counted"] is True
    assert desk.act(floor.task_ids[1], "open").status_code == 409


def test_a_manager_without_tasks_is_told_so(people: People) -> None:
    assert open_floor(people).desk("manager").next()["reason"] == "not_member"
