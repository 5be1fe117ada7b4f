"""A manager may count an extra answer instead of another."""

import pytest
import sqlalchemy as sa

from foundation.database import db
from labeling.models import Annotation
from projects.models import TaskLabel
from tenants.models import AuditEvent
from tests.labeling.desks import Floor, choice, open_floor
from tests.people import People


@pytest.fixture
def floor(people: People) -> Floor:
    """A task with the counted answer "good" of annotator2 and the extra answer "bad" of annotator."""
    floor = open_floor(people, tasks=1, to=("annotator", "annotator2"), mode="shared")
    late, fast = floor.desk("annotator"), floor.desk("annotator2")
    task = late.take()
    floor.let_leases_run_out()
    floor.sweep()
    fast.submit(fast.take(), choice("good"))
    late.submit(task, choice("bad"))
    return floor


def answers(floor: Floor) -> dict[str, int]:
    """The ids of the answers by the label they chose."""
    with floor.people.inside(write=False):
        rows = db.session.scalars(sa.select(Annotation)).all()
        return {row.results[0]["value"]["choices"][0]: row.id for row in rows}


def counted(floor: Floor) -> dict[str, bool]:
    with floor.people.inside(write=False):
        rows = db.session.scalars(sa.select(Annotation)).all()
        return {row.results[0]["value"]["choices"][0]: row.counted for row in rows}


def count(floor: Floor, role: str, **form: object) -> int:
    url = floor.people.url(f"/projects/{floor.public_id}/tasks/{floor.task_ids[0]}/count")
    return floor.people.client(role).post(url, data=form).status_code


def test_the_extra_answer_counts_and_the_other_no_longer(floor: Floor) -> None:
    ids = answers(floor)
    assert count(floor, "manager", answer=ids["bad"], instead_of=ids["good"]) == 302
    assert counted(floor) == {"good": False, "bad": True}
    assert floor.figures() == (1, 0, 0)
    with floor.people.inside(write=False):
        assert [(row.label, row.count) for row in db.session.scalars(sa.select(TaskLabel))] == [("bad", 1)]
        assert floor.project().status == "completed"
        (event,) = db.session.scalars(sa.select(AuditEvent).where(AuditEvent.action == "annotation.counted"))
        assert event.actor_member_id == floor.people.member_ids["manager"]


def test_a_task_that_has_all_it_needs_takes_no_further_answer(floor: Floor) -> None:
    assert count(floor, "manager", answer=answers(floor)["bad"]) == 409
    assert counted(floor) == {"good": True, "bad": False}


def test_a_counted_answer_cannot_be_counted_again(floor: Floor) -> None:
    ids = answers(floor)
    assert count(floor, "manager", answer=ids["good"], instead_of=ids["bad"]) == 409
    assert count(floor, "manager", answer=ids["bad"], instead_of=ids["bad"]) == 409


def test_an_answer_to_another_task_is_not_there(floor: Floor) -> None:
    for stranger in (999_999_999, 2**63, -1, "x", ""):
        assert count(floor, "manager", answer=stranger, instead_of=answers(floor)["good"]) == 404


def test_where_an_answer_is_needed_again_an_extra_one_fills_the_place(floor: Floor) -> None:
    from projects.give import ask_again

    with floor.people.inside():
        ask_again(floor.task(floor.task_ids[0]))
    assert floor.figures() == (0, 1, 0)
    assert count(floor, "manager", answer=answers(floor)["bad"]) == 302
    assert counted(floor) == {"good": True, "bad": True}
    assert floor.figures() == (1, 0, 0)


@pytest.mark.parametrize(("role", "status"), [("reviewer", 403), ("annotator", 403), ("viewer", 403), ("owner", 302)])
def test_only_those_who_run_projects_choose_what_counts(floor: Floor, role: str, status: int) -> None:
    ids = answers(floor)
    assert count(floor, role, answer=ids["bad"], instead_of=ids["good"]) == status


def test_a_stranger_finds_nothing(floor: Floor) -> None:
    people = floor.people
    assert isinstance(people, People)
    ids = answers(floor)
    url = people.url(f"/projects/{floor.public_id}/tasks/{floor.task_ids[0]}/count")
    assert people.stranger().post(url, data={"answer": ids["bad"]}).status_code == 404
