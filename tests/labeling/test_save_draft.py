"""Drafts come back, the newest wins, and another tab's work is never overwritten unasked."""

from tests.labeling.desks import choice, open_floor
from tests.people import People


def test_a_draft_comes_back_after_a_reload(people: People) -> None:
    floor = open_floor(people, mode="shared")
    desk = floor.desk("annotator")
    task = desk.take()
    saved = desk.draft(task, 3, choice("bad"))
    assert (saved.json or {})["seq"] == 3
    again = desk.next()["task"]
    assert again["id"] == task
    assert (again["draft"]["seq"], again["draft"]["results"]) == (3, choice("bad"))


def test_drafts_are_not_checked_against_the_config(people: People) -> None:
    desk = open_floor(people).desk("annotator")
    assert desk.draft(desk.take(), 1, [{"id": "half", "value": {}}]).status_code == 200


def test_a_draft_larger_than_any_work_is_refused(people: People) -> None:
    desk = open_floor(people).desk("annotator")
    task = desk.take()
    assert desk.draft(task, 1, [{"text": "x" * 17_000_000}]).status_code == 413
    assert desk.look(task)["draft"] is None


def test_an_older_draft_of_the_same_tab_is_ignored(people: People) -> None:
    desk = open_floor(people).desk("annotator")
    task = desk.take()
    desk.draft(task, 5, choice("bad"))
    assert (desk.draft(task, 4, choice("good")).json or {})["seq"] == 5
    assert desk.look(task)["draft"]["results"] == choice("bad")


def test_another_tabs_newer_draft_is_shown_not_overwritten(people: People) -> None:
    desk = open_floor(people).desk("annotator")
    task = desk.take()
    desk.draft(task, 5, choice("bad"), tab="tab-one-")
    response = desk.draft(task, 2, choice("good"), tab="tab-two-")
    assert (response.status_code, (response.json or {})["error"]) == (409, "newer_draft")
    assert (response.json or {})["details"]["draft"]["results"] == choice("bad")
    assert desk.draft(task, 2, choice("good"), tab="tab-two-", replace=True).status_code == 200
    assert desk.look(task)["draft"]["results"] == choice("good")


def test_a_tab_that_took_the_draft_up_goes_on_from_it(people: People) -> None:
    desk = open_floor(people).desk("annotator")
    task = desk.take()
    desk.draft(task, 5, tab="tab-one-")
    assert (desk.draft(task, 6, tab="tab-two-").json or {})["seq"] == 6
    assert desk.draft(task, 6, tab="tab-one-").status_code == 409


def test_a_draft_that_arrives_after_the_answer_is_ignored(people: People) -> None:
    floor = open_floor(people)
    desk = floor.desk("annotator")
    task = desk.take()
    desk.draft(task, 1)
    desk.submit(task)
    assert desk.draft(task, 2).status_code == 200
    assert desk.look(task)["draft"] is None
    assert floor.figures() == (1, 0, 2)


def test_a_draft_may_correct_an_earlier_answer(people: People) -> None:
    floor = open_floor(people)
    desk = floor.desk("annotator")
    task = desk.take()
    desk.submit(task)
    assert desk.draft(task, 1, choice("bad"), annotation_version=1).status_code == 200
    assert desk.look(task)["draft"]["results"] == choice("bad")
    assert floor.figures() == (1, 0, 2)
    desk.submit(task, choice("bad"))
    assert desk.look(task)["draft"] is None
    assert floor.figures() == (1, 0, 2)


def test_a_task_with_a_draft_is_in_progress_even_when_it_is_not_open(people: People) -> None:
    floor = open_floor(people)
    desk = floor.desk("annotator")
    task = desk.take()
    desk.draft(task, 1)
    desk.act(task, "release")
    assert floor.assignment("annotator", task).state == "waiting"
    assert floor.figures() == (0, 1, 2)
    assert floor.person("annotator").open == 1


def test_a_draft_for_a_task_taken_away_is_told_so(people: People) -> None:
    from projects.take_back import take_back

    floor = open_floor(people)
    desk = floor.desk("annotator")
    task = desk.take()
    with people.inside():
        take_back(floor.project())
    response = desk.draft(task, 1)
    assert (response.status_code, (response.json or {})["error"]) == (409, "task_gone")
    assert floor.figures() == (0, 0, 3)
