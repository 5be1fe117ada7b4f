"""Answers come in once, are checked against the config they were made under, and are never lost."""

from typing import Any

import pytest
import sqlalchemy as sa

from foundation.database import db
from labeling.models import Annotation, AnnotationVersion
from projects.models import DailyFigure, TaskLabel
from projects.take_back import take_back
from tests.labeling.desks import Floor, boxes, choice, open_floor
from tests.people import People


def labels_of(floor: Floor, task_id: int) -> dict[str, int]:
    with floor.people.inside(write=False):
        query = sa.select(TaskLabel.label, TaskLabel.count).where(TaskLabel.task_id == task_id)
        return {label: count for label, count in db.session.execute(query)}  # noqa: C416 -- dict() of rows has no type


def annotations_of(floor: Floor, task_id: int) -> list[Annotation]:
    with floor.people.inside(write=False):
        query = sa.select(Annotation).where(Annotation.task_id == task_id).order_by(Annotation.id)
        return list(db.session.scalars(query))


def test_an_answer_is_stored_with_all_that_belongs_to_it(people: People) -> None:
    floor = open_floor(people, tasks=2)
    desk = floor.desk("annotator")
    task = desk.take()
    answer = desk.submit(task, key="key-0001").json or {}
    (annotation,) = annotations_of(floor, task)
    assert answer["annotation"] == {"id": annotation.id, "state": "submitted", "counted": True, "version": 1}
    assert answer["extra"] is False
    assert answer["place"] == {"mine_done": 1, "mine_total": 2, "completed": 1, "in_progress": 0, "total": 2}
    assert (annotation.results, annotation.config_version, annotation.seconds) == (choice("good"), 1, 2.0)
    assert floor.assignment("annotator", task).state == "done"
    assert labels_of(floor, task) == {"good": 1}
    assert floor.figures() == (1, 0, 1)
    assert floor.person("annotator").seconds == 2.0


def test_the_day_counts_first_answers_and_all_the_time(people: People) -> None:
    floor = open_floor(people, tasks=2)
    desk = floor.desk("annotator")
    task = desk.take()
    desk.submit(task)
    desk.submit(task, choice("bad"))
    desk.skip(desk.take())
    with people.inside(write=False):
        (day,) = db.session.scalars(sa.select(DailyFigure)).all()
    assert (day.submitted, day.seconds) == (1, 5.5)


def test_the_same_key_again_gets_the_first_receipt(people: People) -> None:
    floor = open_floor(people)
    desk = floor.desk("annotator")
    task = desk.take()
    first = desk.submit(task, key="key-0001")
    again = desk.submit(task, choice("bad"), key="key-0001")
    assert again.json == first.json
    (annotation,) = annotations_of(floor, task)
    assert annotation.results == choice("good")
    assert floor.person("annotator").seconds == 2.0


def test_the_key_of_an_answer_corrected_since_still_gets_its_receipt(people: People) -> None:
    floor = open_floor(people)
    desk = floor.desk("annotator")
    task = desk.take()
    first = desk.submit(task, key="key-0001").json or {}
    desk.submit(task, choice("bad"), key="key-0002")
    assert (desk.submit(task, key="key-0001").json or {})["annotation"] == first["annotation"]
    (annotation,) = annotations_of(floor, task)
    assert (annotation.results, annotation.version) == (choice("bad"), 2)


def test_the_key_of_another_answer_is_refused(people: People) -> None:
    floor = open_floor(people)
    desk = floor.desk("annotator")
    desk.submit(desk.take(), key="key-0001")
    task = desk.take()
    response = desk.submit(task, key="key-0001")
    assert (response.status_code, (response.json or {})["error"]) == (422, "key_used")
    assert annotations_of(floor, task) == []
    assert floor.figures() == (1, 1, 1)


def test_a_correction_makes_a_new_version_and_moves_the_labels(people: People) -> None:
    floor = open_floor(people)
    desk = floor.desk("annotator")
    task = desk.take()
    desk.submit(task, key="key-0001")
    answer = desk.submit(task, choice("bad")).json or {}
    assert answer["annotation"]["version"] == 2
    assert labels_of(floor, task) == {"bad": 1}
    with people.inside(write=False):
        (version,) = db.session.scalars(sa.select(AnnotationVersion)).all()
    assert (version.version, version.results, version.client_key) == (1, choice("good"), "key-0001")
    assert version.why == "correct"
    assert floor.figures() == (1, 0, 2)


def test_a_correction_under_another_config_takes_the_old_labels_off(people: People) -> None:
    floor = open_floor(people)
    desk = floor.desk("annotator")
    task = desk.take()
    desk.submit(task)
    with people.inside(write=False):
        from projects.queries import config_of

        config = config_of(floor.project())
        assert config is not None
        xml = config.xml.replace('"good"', '"fine"')
    version = floor.set_config(xml)
    assert desk.submit(task, choice("fine"), config_version=version).status_code == 200
    assert labels_of(floor, task) == {"fine": 1}
    assert annotations_of(floor, task)[0].config_version == version


def test_an_answer_is_checked_against_the_config_it_was_made_under(people: People) -> None:
    floor = open_floor(people, tasks=2)
    desk = floor.desk("annotator")
    first = desk.take()
    with people.inside(write=False):
        from projects.queries import config_of

        config = config_of(floor.project())
        assert config is not None
        xml = config.xml.replace('"good"', '"fine"')
    version = floor.set_config(xml)
    assert desk.submit(first, choice("good"), config_version=1).status_code == 200
    assert desk.submit(desk.take(), choice("good"), config_version=version).status_code == 422


@pytest.mark.parametrize(
    ("body", "error", "field"),
    [
        ({"results": choice("ugly")}, "invalid_results", "results[0].value.choices[0]"),
        ({"results": []}, "invalid_results", "results"),
        ({"config_version": 7}, "invalid_results", "config_version"),
        ({"results": {}}, "invalid_request", "results"),
        ({"results": [1]}, "invalid_request", "results[0]"),
        ({"config_version": "1"}, "invalid_request", "config_version"),
        ({"client_key": ""}, "invalid_request", "client_key"),
        ({"seconds": -1}, "invalid_request", "seconds"),
        ({"seconds": 1e9}, "invalid_request", "seconds"),
        ({"media_size": {"image": [0, 5]}}, "invalid_request", "media_size[...][0]"),
    ],
)
def test_what_does_not_fit_changes_nothing_and_names_the_field(
    people: People, body: dict[str, Any], error: str, field: str
) -> None:
    floor = open_floor(people)
    desk = floor.desk("annotator")
    task = desk.take()
    valid = {"client_key": "key-0001", "results": choice("good"), "config_version": 1}
    response = desk.act(task, "submit", valid | body)
    assert (response.status_code, (response.json or {})["error"]) == (422, error)
    assert [fault["field"] for fault in (response.json or {})["details"]["errors"]] == [field]
    assert annotations_of(floor, task) == []
    assert floor.figures() == (0, 1, 2)


@pytest.mark.parametrize("body", [b"{", b"[]", b"null", b'{"client_key": "\\u0000"}', b'{"results": [NaN]}', b"\xff"])
def test_a_body_that_is_no_json_object_of_ours_is_refused(people: People, body: bytes) -> None:
    desk = open_floor(people).desk("annotator")
    task = desk.take()
    response = desk.client.post(desk.url(f"/tasks/{task}/submit"), data=body, content_type="application/json")
    assert (response.status_code, (response.json or {})["error"]) == (422, "invalid_request")


def test_a_late_answer_counts_while_the_task_needs_one(people: People) -> None:
    floor = open_floor(people, tasks=1, to=("annotator", "annotator2"), mode="shared")
    one, two = floor.desk("annotator"), floor.desk("annotator2")
    task = one.take()
    floor.let_leases_run_out()
    floor.sweep()
    assert two.take() == task
    assert (one.submit(task).json or {})["extra"] is False
    assert floor.figures() == (1, 0, 0)
    surplus = two.submit(task, choice("bad")).json or {}
    assert (surplus["extra"], surplus["annotation"]["counted"]) == (True, False)
    assert labels_of(floor, task) == {"good": 1}
    assert floor.figures() == (1, 0, 0)


def test_the_answer_to_a_task_taken_away_is_kept_and_counted_while_needed(people: People) -> None:
    floor = open_floor(people, tasks=1)
    desk = floor.desk("annotator")
    task = desk.take()
    with people.inside():
        take_back(floor.project())
    assert floor.figures() == (0, 0, 1)
    assert (desk.submit(task).json or {})["extra"] is False
    assert floor.figures() == (1, 0, 0)


def test_a_surplus_answer_is_extra_and_stays_so_when_corrected(people: People) -> None:
    floor = open_floor(people, tasks=1, to=("annotator", "annotator2"), mode="shared")
    one, two = floor.desk("annotator"), floor.desk("annotator2")
    task = one.take()
    floor.let_leases_run_out()
    floor.sweep()
    two.submit(two.take())
    assert (one.submit(task, key="key-late").json or {})["extra"] is True
    assert (one.submit(task, choice("bad")).json or {})["extra"] is True
    assert labels_of(floor, task) == {"good": 1}
    assert [annotation.counted for annotation in annotations_of(floor, task)] == [True, False]


def test_the_displayed_size_of_a_picture_is_kept_and_the_first_one_wins(people: People) -> None:
    floor = open_floor(people, tasks=1, to=("annotator", "annotator2"), mode="shared", overlap=2,
                       task_type="object_detection", labels=("coin",))  # fmt: skip
    for role, width in (("annotator", 400), ("annotator2", 800)):
        desk = floor.desk(role)
        response = desk.submit(desk.take(), boxes("coin", "coin", width=width), media_size={"image": [width, 300]})
        assert response.status_code == 200, response.text
    assert floor.task(floor.task_ids[0]).media_sizes == {"image": [400, 300]}
    assert labels_of(floor, floor.task_ids[0]) == {"coin": 4}


def test_the_last_answer_completes_the_project(people: People) -> None:
    floor = open_floor(people, tasks=2)
    desk = floor.desk("annotator")
    desk.submit(desk.take())
    desk.submit(desk.take())
    with people.inside(write=False):
        assert floor.project().status == "completed"
    assert desk.next()["reason"] == "all_done"


def test_an_answer_can_be_corrected_after_the_project_is_completed(people: People) -> None:
    floor = open_floor(people, tasks=1)
    desk = floor.desk("annotator")
    task = desk.take()
    desk.submit(task)
    assert (desk.submit(task, choice("bad")).json or {})["annotation"] == {
        "id": annotations_of(floor, task)[0].id, "state": "submitted", "counted": True, "version": 2,
    }  # fmt: skip
    assert floor.figures() == (1, 0, 0)


def test_a_draft_is_gone_once_its_answer_is_in(people: People) -> None:
    floor = open_floor(people)
    desk = floor.desk("annotator")
    task = desk.take()
    desk.draft(task, 1)
    desk.submit(task)
    assert desk.look(task)["draft"] is None
    assert floor.figures() == (1, 0, 2)
