"""The pages: labeling, one's own work, one task with everyone's answers."""

import re

import pytest
import sqlalchemy as sa

from foundation.database import db
from label_config.generate import Tag
from projects.add_tasks import TaskRow
from projects.create_project import create_project
from projects.models import Project
from tests.labeling.desks import Floor, boxes, choice, open_floor
from tests.people import People


def page(floor: Floor, role: str, path: str) -> str:
    response = floor.people.client(role).get(floor.people.url(path))
    assert response.status_code == 200, response.text
    return str(response.text)


def test_the_labeling_page_has_the_editor_and_knows_its_calls(people: People) -> None:
    floor = open_floor(people)
    text = page(floor, "annotator", f"/projects/{floor.public_id}/label?task={floor.task_ids[1]}")
    assert f"/projects/{floor.public_id}/label" in text
    assert "Reviews" in text
    assert str(floor.task_ids[1]) in text
    assert f"{people.organization_id}-{people.member_ids['annotator']}" in text


def test_the_labeling_page_may_load_its_tasks_pictures_and_nothing_else(people: People) -> None:
    floor = open_floor(people, task_type="object_detection", labels=("coin",))
    response = floor.people.client("annotator").get(people.url(f"/projects/{floor.public_id}/label"))
    policy = response.headers["Content-Security-Policy"]
    assert re.search(r"img-src [^;]*https://pictures\.example\.com(;| )", policy)
    assert "pictures.example.com" not in re.sub(r"(img|media)-src [^;]*", "", policy)


@pytest.mark.parametrize(
    ("role", "back"), [("annotator", "/work"), ("manager", "/projects/{}"), ("reviewer", "/projects/{}")]
)
def test_back_leads_where_people_came_from(people: People, role: str, back: str) -> None:
    floor = open_floor(people, to=(role,))
    text = page(floor, role, f"/projects/{floor.public_id}/label")
    assert f'href="{people.url(back.format(floor.public_id))}"' in text


@pytest.mark.parametrize(("role", "status"), [("annotator2", 404), ("viewer", 403), ("manager", 200)])
def test_the_labeling_page_is_for_those_who_label_there(people: People, role: str, status: int) -> None:
    floor = open_floor(people)
    url = people.url(f"/projects/{floor.public_id}/label")
    assert people.client(role).get(url).status_code == status
    assert people.stranger().get(url).status_code == 404


def test_the_labeling_page_shows_itself_before_the_project_starts(people: People) -> None:
    with people.inside():
        project = create_project(name="New", task_type="ner", tags=[Tag("Place")], rows=[TaskRow("Paris")])
        public_id = project.public_id
    url = people.url(f"/projects/{public_id}/label")
    assert people.client("manager").get(url).status_code == 200


def test_my_work_lists_what_there_is_to_do(people: People) -> None:
    promised = open_floor(people, tasks=3)
    desk = promised.desk("annotator")
    desk.submit(desk.take(), choice("bad"))
    open_floor(people, tasks=2, mode="shared")
    text = page(promised, "annotator", "/work")
    assert "2 tasks are waiting for you" in text
    assert "From the pool: 2 tasks are left" in text
    assert "Text 1" in text
    assert "bad" in text
    assert text.count('class="button primary"') == 1


def test_my_work_shows_skips_and_extra_answers_for_what_they_are(people: People) -> None:
    floor = open_floor(people, tasks=3, to=("annotator", "annotator2"), mode="shared")
    one, two = floor.desk("annotator"), floor.desk("annotator2")
    one.skip(one.take(), "too dark")
    task = one.take()
    floor.let_leases_run_out()
    floor.sweep()
    while (answer := two.next())["task"]:
        two.submit(answer["task"]["id"])
    one.submit(task)
    text = page(floor, "annotator", "/work")
    assert "too dark" in text
    assert "Extra" in text


def test_my_work_says_what_comes_next_when_there_is_nothing(people: People) -> None:
    floor = open_floor(people)
    text = page(floor, "annotator2", "/work")
    assert "Nothing to label yet" in text
    assert "Reviews" not in text


def test_my_work_knows_pauses_and_ends(people: People) -> None:
    from foundation.clock import now

    paused, done = open_floor(people), open_floor(people, tasks=1)
    desk = done.desk("annotator")
    desk.submit(desk.take())
    with people.inside():
        db.session.execute(sa.update(Project).where(Project.public_id == paused.public_id).values(paused_at=now()))
    text = page(paused, "annotator", "/work")
    assert "Paused by a manager" in text
    assert "Completed" in text
    assert 'class="button primary"' not in text


def test_my_work_is_in_chinese_for_those_who_read_chinese(people: People) -> None:
    open_floor(people)
    client = people.client("annotator")
    client.post("/language", data={"language": "zh", "next": "/"})
    assert "有 3 个任务等着您" in client.get(people.url("/work")).text


@pytest.fixture
def answered(people: People) -> Floor:
    """A task with an answer of each annotator, the second one extra."""
    floor = open_floor(people, tasks=2, to=("annotator", "annotator2"), mode="shared", task_type="object_detection",
                       labels=("coin", "note"))  # fmt: skip
    late, fast = floor.desk("annotator"), floor.desk("annotator2")
    task = late.take()
    floor.let_leases_run_out()
    floor.sweep()
    fast.submit(fast.take(), boxes("coin", "coin"))
    late.submit(task, boxes("note"))
    return floor


def test_one_task_shows_everyones_answers(answered: Floor) -> None:
    text = page(answered, "reviewer", f"/projects/{answered.public_id}/tasks/{answered.task_ids[0]}")
    assert "coin × 2" in text
    assert "note" in text
    assert "Extra" in text
    assert 'data-mode="view"' in text


def test_those_who_run_the_project_may_count_the_extra_one(answered: Floor) -> None:
    path = f"/projects/{answered.public_id}/tasks/{answered.task_ids[0]}"
    assert "Count this one" in page(answered, "manager", path)
    assert "Count this one" not in page(answered, "reviewer", path)


def test_a_task_without_answers_says_so(answered: Floor) -> None:
    text = page(answered, "manager", f"/projects/{answered.public_id}/tasks/{answered.task_ids[1]}")
    assert "No answers yet" in text


@pytest.mark.parametrize(("role", "status"), [("annotator", 403), ("viewer", 403), ("reviewer", 200), ("owner", 200)])
def test_other_peoples_answers_are_for_those_who_may_see_them(answered: Floor, role: str, status: int) -> None:
    people = answered.people
    assert isinstance(people, People)
    url = people.url(f"/projects/{answered.public_id}/tasks/{answered.task_ids[0]}")
    assert people.client(role).get(url).status_code == status
    assert people.stranger().get(url).status_code == 404


def test_an_answer_is_shown_with_the_labels_it_was_made_with(answered: Floor) -> None:
    from projects.queries import config_of

    with answered.people.inside(write=False):
        config = config_of(answered.project())
        assert config is not None
        xml = config.xml.replace('"coin"', '"medal"')
    answered.set_config(xml)
    text = page(answered, "reviewer", f"/projects/{answered.public_id}/tasks/{answered.task_ids[0]}")
    assert "medal" not in text
