"""Whoever works keeps what they have; what nobody gives a sign of life for goes back."""

import datetime as dt

import sqlalchemy as sa

from foundation.clock import now
from foundation.database import db
from projects.models import Assignment
from tests.labeling.desks import Floor, choice, open_floor
from tests.people import People


def shorten_leases(floor: Floor, minutes: float) -> None:
    with floor.people.inside():
        db.session.execute(
            sa.update(Assignment)
            .where(Assignment.lease_until.is_not(None))
            .values(lease_until=now() + dt.timedelta(minutes=minutes))
        )


def minutes_left(floor: Floor, task_id: int) -> float:
    lease = floor.assignment("annotator", task_id).lease_until
    assert lease is not None
    return (lease - now()).total_seconds() / 60


def test_a_pool_task_whose_lease_ran_out_goes_to_others(people: People) -> None:
    floor = open_floor(people, tasks=1, to=("annotator", "annotator2"), mode="shared")
    one, two = floor.desk("annotator"), floor.desk("annotator2")
    task = one.take()
    floor.let_leases_run_out()
    floor.sweep()
    assert floor.figures() == (0, 0, 1)
    assert floor.person("annotator").assigned == 0
    assert floor.assignment("annotator", task).reason == "lease"
    assert two.take() == task


def test_a_lease_that_has_not_run_out_is_kept(people: People) -> None:
    floor = open_floor(people, mode="shared")
    floor.desk("annotator").take()
    floor.sweep()
    assert floor.figures() == (0, 1, 2)


def test_a_task_fetched_ahead_goes_back_too(people: People) -> None:
    floor = open_floor(people, tasks=2, to=("annotator", "annotator2"), mode="shared")
    one, two = floor.desk("annotator"), floor.desk("annotator2")
    ahead = one.take(ahead=True)
    floor.let_leases_run_out()
    floor.sweep()
    assert two.take() == ahead


def test_a_promised_task_waits_for_the_same_person_again(people: People) -> None:
    floor = open_floor(people)
    desk = floor.desk("annotator")
    task = desk.take()
    floor.let_leases_run_out()
    floor.sweep()
    assert floor.figures() == (0, 0, 3)
    assert floor.person("annotator").assigned == 3
    assert desk.act(task, "alive").status_code == 204
    assert floor.figures() == (0, 1, 2)


def test_the_draft_of_a_task_that_went_back_is_kept_and_offered_again(people: People) -> None:
    floor = open_floor(people, tasks=3, to=("annotator", "annotator2"), mode="shared")
    desk = floor.desk("annotator")
    desk.submit(desk.take())
    task = desk.take()
    desk.draft(task, 4, choice("bad"))
    floor.let_leases_run_out()
    floor.sweep()
    assert floor.figures() == (1, 1, 1)
    back = desk.next()["task"]
    assert (back["id"], back["draft"]["results"]) == (task, choice("bad"))
    assert floor.figures() == (1, 1, 1)


def test_signs_of_life_renew_the_lease_and_what_was_fetched_ahead(people: People) -> None:
    floor = open_floor(people, mode="shared")
    desk = floor.desk("annotator")
    task = desk.take()
    ahead = desk.take(holding=[task], ahead=True)
    shorten_leases(floor, 5)
    assert desk.act(task, "alive").status_code == 204
    assert minutes_left(floor, task) > 59
    assert minutes_left(floor, ahead) > 59


def test_a_draft_renews_the_lease(people: People) -> None:
    floor = open_floor(people, mode="shared")
    desk = floor.desk("annotator")
    task = desk.take()
    desk.draft(task, 1)
    shorten_leases(floor, 5)
    desk.draft(task, 2)
    assert minutes_left(floor, task) > 59


def test_a_fresh_lease_is_not_written_again(people: People) -> None:
    floor = open_floor(people, mode="shared")
    desk = floor.desk("annotator")
    task = desk.take()
    before = floor.assignment("annotator", task).lease_until
    desk.act(task, "alive")
    assert floor.assignment("annotator", task).lease_until == before


def test_a_sign_of_life_takes_a_free_task_again(people: People) -> None:
    floor = open_floor(people, tasks=1, to=("annotator", "annotator2"), mode="shared")
    desk = floor.desk("annotator")
    task = desk.take()
    floor.let_leases_run_out()
    floor.sweep()
    assert desk.act(task, "alive").status_code == 204
    assert floor.assignment("annotator", task).state == "open"
    assert floor.person("annotator").assigned == 1
    assert floor.figures() == (0, 1, 0)


def test_a_sign_of_life_for_a_task_others_have_is_too_late(people: People) -> None:
    floor = open_floor(people, tasks=1, to=("annotator", "annotator2"), mode="shared")
    one, two = floor.desk("annotator"), floor.desk("annotator2")
    task = one.take()
    floor.let_leases_run_out()
    floor.sweep()
    two.take()
    for response in (one.act(task, "alive"), one.act(task, "open"), one.draft(task, 1)):
        assert (response.status_code, (response.json or {})["error"]) == (409, "task_gone")
    assert floor.figures() == (0, 1, 0)


def test_a_sign_of_life_for_an_answered_task_changes_nothing(people: People) -> None:
    floor = open_floor(people)
    desk = floor.desk("annotator")
    task = desk.take()
    desk.submit(task)
    assert desk.act(task, "alive").status_code == 204
    assert floor.assignment("annotator", task).state == "done"


def test_a_released_pool_task_is_free_at_once(people: People) -> None:
    floor = open_floor(people, tasks=1, to=("annotator", "annotator2"), mode="shared")
    one, two = floor.desk("annotator"), floor.desk("annotator2")
    task = one.take(ahead=True)
    assert one.act(task, "release").status_code == 204
    assert one.act(task, "release").status_code == 204
    assert two.take() == task
    assert floor.figures() == (0, 1, 0)


def test_who_still_has_a_task_when_its_late_holder_finishes_the_project_is_done(people: People) -> None:
    floor = open_floor(people, tasks=1, to=("annotator", "annotator2"), mode="shared")
    late, other = floor.desk("annotator"), floor.desk("annotator2")
    task = late.take()
    floor.let_leases_run_out()
    floor.sweep()
    assert other.take() == task
    assert late.submit(task).status_code == 200
    assert other.next()["reason"] == "all_done"
    assert floor.assignment("annotator2", task).state == "open"
    floor.let_leases_run_out()
    floor.sweep()
    assert floor.assignment("annotator2", task).state == "returned"
    assert floor.figures() == (1, 0, 0)


def test_what_a_removed_member_had_goes_to_others(people: People) -> None:
    from projects.take_back import member_left

    floor = open_floor(people, tasks=2, to=("annotator", "annotator2"), mode="shared")
    one, two = floor.desk("annotator"), floor.desk("annotator2")
    one.submit(one.take())
    task = one.take()
    with people.inside():
        member_left(people.member("annotator"))
    assert floor.figures() == (1, 0, 1)
    assert two.take() == task
