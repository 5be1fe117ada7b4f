"""Giving tasks to people, again and again, and what everyone has afterwards."""

from __future__ import annotations

from collections import Counter

import pytest
import sqlalchemy as sa

from foundation.database import db
from foundation.errors import Conflict, Invalid
from projects.add_tasks import TaskRow, add_tasks
from projects.distribute import distribute
from projects.models import IN_PROGRESS, PENDING, ProjectPerson
from projects.plan_distribution import Wish, plan_distribution
from projects.progress import progress
from projects.take_back import take_back
from projects.verify import verify_project
from tests.people import People
from tests.projects.play import assignments_of, draw, ready_project, show, skip, submit, take, tasks_of


def ids(people: People, *roles: str) -> list[int]:
    return [people.member_ids[role] for role in roles]


def test_an_even_split_gives_everyone_the_same_and_nobody_a_task_twice(people: People) -> None:
    with people.inside():
        project = ready_project(20, overlap=2)
        members = ids(people, "annotator", "annotator2", "reviewer", "manager")
        made = distribute(project, members, overlap=2)
        given = [(one.task_id, one.member_id) for one in assignments_of(project)]
        assert Counter(member for _task, member in given) == dict.fromkeys(members, 10)
        assert len(set(given)) == 40
        assert set(Counter(task for task, _member in given).values()) == {2}
        pairs = {frozenset(m for t, m in given if t == task.id) for task in tasks_of(project)}
        assert len(pairs) > 2  # people meet in changing pairs
        assert (project.status, made.task_count) == ("in_progress", 20)
        assert [person.assigned_count for person in progress(project).annotators] == [10] * 4
        assert progress(project).pending_tasks == 20
        assert verify_project(project) == []


def test_shares_weigh_the_parts(people: People) -> None:
    with people.inside():
        project = ready_project(20)
        first, second = ids(people, "annotator", "annotator2")
        distribute(project, [first, second], shares={first: 3, second: 1})
        assert Counter(one.member_id for one in assignments_of(project)) == {first: 15, second: 5}


def test_the_plan_is_what_happens(people: People) -> None:
    with people.inside():
        project = ready_project(17)
        members = tuple(ids(people, "annotator", "annotator2", "reviewer"))
        plan = plan_distribution(project, Wish(members))
        assert assignments_of(project) == []
        made = distribute(project, members)
        assert (plan.tasks, plan.places, plan.left_over) == (17, 17, 0)
        assert {str(member): count for member, count in plan.parts.items()} == made.parameters["parts"]


@pytest.mark.parametrize("mode", ["even", "shared"])
def test_a_shuffled_order_is_another_one_and_holds_every_task(people: People, mode: str) -> None:
    with people.inside():
        project = ready_project(50)
        me = people.member_ids["annotator"]
        distribute(project, [me], mode="even" if mode == "even" else "shared", order="random")
        if mode == "even":
            given = [(one.order_key, one.task_id) for one in assignments_of(project, me)]
        else:
            given = sorted((task.order_key, task.id) for task in tasks_of(project))
        order, numbers = [key for key, _task in given], [task_id for _key, task_id in given]
        assert len(set(order)) == 50
        assert numbers != sorted(numbers)
        assert sorted(numbers) == [task.id for task in tasks_of(project)]


def test_again_for_new_tasks_gives_only_those(people: People) -> None:
    with people.inside():
        project = ready_project(4)
        me, other = ids(people, "annotator", "annotator2")
        distribute(project, [me])
        for one in assignments_of(project, me):
            submit(one)
        assert project.status == "completed"
        add_tasks(project, [TaskRow(f"New {number}") for number in range(3)])
        assert project.status == "in_progress"
        distribute(project, [other])
        assert [len(assignments_of(project, member)) for member in (me, other)] == [4, 3]
        assert verify_project(project) == []


def test_more_people_per_task_reopens_what_was_completed(people: People) -> None:
    with people.inside():
        project = ready_project(3)
        me, other = ids(people, "annotator", "annotator2")
        distribute(project, [me])
        for one in assignments_of(project, me):
            submit(one)
        distribute(project, [other], overlap=2)
        assert (project.status, project.overlap) == ("in_progress", 2)
        assert progress(project).in_progress_tasks == 3
        assert len(assignments_of(project, other)) == 3
        assert verify_project(project) == []


def test_fewer_people_per_task_completes_tasks_and_takes_back_what_is_too_much(people: People) -> None:
    with people.inside():
        project = ready_project(3, overlap=2)
        me, other, third = ids(people, "annotator", "annotator2", "reviewer")
        distribute(project, [me, other])
        for one in assignments_of(project, me)[:2]:
            submit(one)
        show(assignments_of(project, other)[0])
        add_tasks(project, [TaskRow("One more")])
        distribute(project, [third], overlap=1)
        assert progress(project).completed_tasks == 2
        assert {one.state for one in assignments_of(project, other)[:2]} == {"returned"}
        assert verify_project(project) == []


def test_what_was_promised_holds_its_place_when_a_pool_opens(people: People) -> None:
    with people.inside():
        project = ready_project(2, overlap=1)
        me, other = ids(people, "annotator", "annotator2")
        distribute(project, [me])
        first, second = assignments_of(project, me)
        show(first)
        draw(first)
        distribute(project, [other], mode="shared", overlap=2)
        assert [(task.active, task.free) for task in tasks_of(project)] == [(1, 1), (1, 1)]
        db.session.refresh(first)
        db.session.refresh(second)
        assert first.lease_until is not None
        assert second.lease_until is None
        taken = take(tasks_of(project)[0], other)
        submit(taken)
        submit(first)
        assert verify_project(project) == []


def test_a_pool_lets_new_people_in_and_forgets_skips(people: People) -> None:
    with people.inside():
        project = ready_project(2)
        me, other = ids(people, "annotator", "annotator2")
        distribute(project, [me], mode="shared")
        task = tasks_of(project)[0]
        skip(take(task, me))
        assert task.skipped_at is not None
        distribute(project, [other], mode="shared")
        db.session.refresh(task)
        assert not task.skipped_at
        assert (task.free, task.status) == (1, PENDING)
        with pytest.raises(Invalid):
            distribute(project, [other], mode="shared")
        assert verify_project(project) == []


def test_an_even_split_takes_tasks_out_of_the_pool(people: People) -> None:
    with people.inside():
        project = ready_project(3)
        me, other = ids(people, "annotator", "annotator2")
        distribute(project, [me], mode="shared")
        held = take(tasks_of(project)[0], me)
        distribute(project, [other])
        db.session.expire_all()
        assert [task.in_pool for task in tasks_of(project)] == [True, False, False]
        submit(held)
        assert len(assignments_of(project, other)) == 2
        assert verify_project(project) == []


def test_taking_back_and_giving_again_keeps_drafts_and_answers(people: People) -> None:
    with people.inside():
        project = ready_project(4)
        me, other = ids(people, "annotator", "annotator2")
        made = distribute(project, [me])
        answered, drawn, *_rest = assignments_of(project, me)
        submit(answered)
        show(drawn)
        draw(drawn)
        assert take_back(project, distribution=made) == 3
        assert made.undone_at is not None
        assert tasks_of(project)[1].status == IN_PROGRESS  # the draft is kept
        assert [(p.assigned_count, p.completed_count, p.in_progress_count) for p in progress(project).people] == [
            (1, 1, 1)
        ]
        assert verify_project(project) == []
        distribute(project, [me, other])
        assert [len(assignments_of(project, one, "waiting")) for one in (me, other)] in ([1, 2], [2, 1])
        assert verify_project(project) == []


def test_a_skipped_task_is_not_given_to_the_same_person_again(people: People) -> None:
    with people.inside():
        project = ready_project(1)
        me, other = ids(people, "annotator", "annotator2")
        distribute(project, [me])
        skip(assignments_of(project, me)[0])
        with pytest.raises(Invalid):
            distribute(project, [me])
        distribute(project, [me, other])
        assert [one.member_id for one in assignments_of(project, None, "waiting")] == [other]
        assert tasks_of(project)[0].skipped_at is None
        assert verify_project(project) == []


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"overlap": 0}, "overlap"),
        ({"overlap": 3}, "overlap"),
        ({"order": "priority"}, "order"),
        ({"mode": "first"}, "mode"),
    ],
)
def test_a_wish_that_can_not_be_met_is_refused_by_field(people: People, changes: dict[str, object], field: str) -> None:
    with people.inside():
        project = ready_project(2)
        wish = Wish((people.member_ids["annotator"],))
        with pytest.raises(Invalid) as refused:
            plan_distribution(project, Wish(**(vars(wish) | changes)))
        assert field in [fault.field for fault in refused.value.errors]


def test_only_people_who_can_label_are_given_tasks_and_only_when_the_config_is_confirmed(people: People) -> None:
    with people.inside():
        project = ready_project(2)
        for members in ([], ids(people, "viewer"), [0], [people.other.member_ids["annotator"]]):
            with pytest.raises(Invalid):
                distribute(project, members)
        project.status = "draft"
        with pytest.raises(Conflict):
            distribute(project, ids(people, "annotator"))
        assert db.session.scalar(sa.select(sa.func.count()).select_from(ProjectPerson).where(
            ProjectPerson.project_id == project.id)) == 0  # fmt: skip
