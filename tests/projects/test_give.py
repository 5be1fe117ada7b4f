"""A manager's acts on single tasks, and the list of skipped ones."""

from __future__ import annotations

import pytest

from foundation.errors import Conflict, Invalid
from projects.distribute import distribute
from projects.give import ask_again, bring_back, give, set_aside
from projects.list_tasks import TaskFilter, list_tasks
from projects.models import PENDING
from projects.progress import progress
from projects.skipped import count_skipped
from projects.take_back import member_left
from projects.verify import verify_project
from tests.people import People
from tests.projects.play import assignments_of, draw, ready_project, show, skip, submit, take, tasks_of


def test_a_skipped_promise_waits_on_the_managers_list_until_someone_else_has_it(people: People) -> None:
    with people.inside():
        project = ready_project(2)
        distribute(project, [people.member_ids["annotator"]])
        first, _second = assignments_of(project)
        show(first)
        skip(first)
        task = tasks_of(project)[0]
        assert (task.status, count_skipped(project)) == (PENDING, 1)
        assert [one.id for one in list_tasks(project, TaskFilter(skipped=True)).rows] == [task.id]
        with pytest.raises(Conflict):
            give(task, people.member("annotator"))
        with pytest.raises(Invalid):
            give(task, people.member("viewer"))
        given = give(task, people.member("annotator2"))
        assert count_skipped(project) == 0
        with pytest.raises(Conflict):
            give(task, people.member("reviewer"))
        submit(given)
        assert verify_project(project) == []


def test_a_task_skipped_in_a_pool_goes_to_the_others_first(people: People) -> None:
    with people.inside():
        project = ready_project(1)
        me, other = people.member_ids["annotator"], people.member_ids["annotator2"]
        distribute(project, [me, other], mode="shared")
        task = tasks_of(project)[0]
        skip(take(task, me))
        assert (task.skipped_at, task.free) == (None, 1)
        skip(take(task, other))
        assert task.skipped_at is not None
        given = give(task, people.member("reviewer"))
        assert (given.from_pool, task.active, task.free, given.lease_until) == (True, 1, 0, None)
        assert verify_project(project) == []


def test_a_task_set_aside_is_in_no_figure_and_comes_back_as_it_was(people: People) -> None:
    with people.inside():
        project = ready_project(3)
        me = people.member_ids["annotator"]
        distribute(project, [me])
        first, second, third = assignments_of(project, me)
        submit(first)
        show(second)
        set_aside(tasks_of(project)[0])
        set_aside(tasks_of(project)[1])
        figures = progress(project)
        assert (figures.total_tasks, figures.completed_tasks, figures.in_progress_tasks) == (1, 0, 0)
        assert figures.set_aside_tasks == 2
        assert second.state == "returned"
        submit(third)
        assert project.status == "completed"
        bring_back(tasks_of(project)[1])
        assert project.status == "in_progress"
        bring_back(tasks_of(project)[0])
        assert progress(project).completed_tasks == 2
        assert verify_project(project) == []


def test_setting_the_last_open_task_aside_completes_the_project(people: People) -> None:
    with people.inside():
        project = ready_project(2)
        distribute(project, [people.member_ids["annotator"]])
        submit(assignments_of(project)[0])
        set_aside(tasks_of(project)[1])
        assert project.status == "completed"
        assert progress(project).completion_percentage == 100.0


def test_asking_for_one_more_answer_takes_the_project_back_to_work(people: People) -> None:
    with people.inside():
        project = ready_project(1)
        distribute(project, [people.member_ids["annotator"]])
        task = tasks_of(project)[0]
        with pytest.raises(Conflict):
            ask_again(task)
        submit(assignments_of(project)[0])
        ask_again(task)
        assert (project.status, task.answers_needed) == ("in_progress", 2)
        assert submit(give(task, people.member("annotator2"))) == "counted"
        assert project.status == "completed"
        assert verify_project(project) == []


def test_who_leaves_gives_open_and_waiting_tasks_back_and_keeps_answers(people: People) -> None:
    with people.inside():
        project, pool = ready_project(3), ready_project(2)
        me = people.member_ids["annotator"]
        distribute(project, [me])
        distribute(pool, [me, people.member_ids["annotator2"]], mode="shared")
        first, second, _third = assignments_of(project, me)
        submit(first)
        show(second)
        draw(second)
        show(take(tasks_of(pool)[0], me))
        member_left(people.member("annotator"))
        assert [one.state for one in assignments_of(project, me)] == ["done", "returned", "returned"]
        assert [one.reason for one in assignments_of(pool, me)] == ["member_removed"]
        assert tasks_of(pool)[0].free == 1
        assert [p.completed_count for p in progress(project).annotators] == [1]
        assert verify_project(project) == verify_project(pool) == []
