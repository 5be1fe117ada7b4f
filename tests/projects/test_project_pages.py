"""The pages of projects: who may open and do what, and what they say."""

from __future__ import annotations

import io
import re
from html import unescape
from typing import Any

import pytest
import sqlalchemy as sa

from foundation.database import db
from label_config.generate import Tag
from projects.create_project import create_project
from projects.distribute import distribute
from projects.models import Assignment, Project
from projects.queries import get_project, list_projects
from projects.verify import verify_organization
from tenants.models import AuditEvent
from tests.people import People
from tests.projects.play import assignments_of, ready_project, show, skip, submit, tasks_of

READERS = ("owner", "admin", "manager", "reviewer", "viewer")
RUNNERS = ("owner", "admin", "manager")
HTMX = {"HX-Request": "true"}


@pytest.fixture
def public_id(people: People) -> str:
    """A project of six reviews, given to an annotator; the first is done, the second skipped."""
    with people.inside():
        project = ready_project(6, name="Reviews <b>&</b> more")
        distribute(project, [people.member_ids["annotator"]])
        first, second, third, *_rest = assignments_of(project)
        submit(first)
        skip(second)
        show(third)
        return project.public_id


def page(people: People, public_id: str, more: str = "") -> str:
    return people.url(f"/projects/{public_id}{more}")


def events(people: People) -> int:
    with people.inside(write=False):
        return db.session.scalar(sa.select(sa.func.count(AuditEvent.id))) or 0


READ = ("", "/figures", "/tasks")
RUN = ("/distribute", "/add")


@pytest.mark.parametrize("role", READERS)
def test_those_who_look_at_projects_see_them(people: People, public_id: str, role: str) -> None:
    client = people.client(role)
    assert "Reviews &lt;b&gt;" in client.get(people.url("/projects")).text
    for more in READ:
        assert client.get(page(people, public_id, more)).status_code == 200
    for more in RUN:
        assert client.get(page(people, public_id, more)).status_code == (200 if role in RUNNERS else 403)
    text = client.get(page(people, public_id)).text
    assert ("delete-project" in text) == (role in RUNNERS)


def test_an_annotator_is_led_to_their_own_work(people: People, public_id: str) -> None:
    client = people.client("annotator")
    assert client.get(people.url("/projects")).headers["Location"].endswith("/work")
    for more in READ + RUN:
        assert client.get(page(people, public_id, more)).status_code == 403


def test_a_stranger_finds_nothing_and_changes_nothing(people: People, public_id: str) -> None:
    client = people.stranger()
    with people.inside(write=False):
        task_id = tasks_of(get_project(public_id))[0].id
    acts = (
        "/pause",
        "/delete",
        "/take-back",
        "/add",
        "/distribute",
        f"/tasks/{task_id}/aside",
        f"/tasks/{task_id}/give",
    )
    for prefix in (people.url("/projects/"), people.other.url("/projects/")):
        for more in READ + RUN:
            assert client.get(f"{prefix}{public_id}{more}").status_code == 404
        for more in acts:
            assert client.post(f"{prefix}{public_id}{more}", data={"confirm": "Reviews"}).status_code == 404
    random_id = client.get(people.other.url("/projects/proj_000000000000"))
    foreign = client.get(people.other.url(f"/projects/{public_id}"))
    assert random_id.text.replace("proj_000000000000", public_id) == foreign.text
    with people.inside(write=False):
        assert len(list_projects().rows) == 1
        assert verify_organization() == []


@pytest.mark.parametrize("role", ["reviewer", "annotator", "viewer"])
def test_those_who_do_not_run_projects_change_nothing(people: People, public_id: str, role: str) -> None:
    client, before = people.client(role), events(people)
    with people.inside(write=False):
        task_id = tasks_of(get_project(public_id))[1].id
    on_task = [f"/tasks/{task_id}/{act}" for act in ("aside", "back", "again", "give")]
    for more in ("/pause", "/resume", "/reopen", "/complete", "/delete", "/take-back", "/add", "/distribute", *on_task):
        assert client.post(page(people, public_id, more)).status_code == 403
    assert client.post(people.url("/projects/new"), data={"name": "Mine", "task_type": "ner"}).status_code == 403
    assert events(people) == before


def act(people: People, address: str, expected: str, **data: Any) -> str:
    """Post as a manager; the act leaves exactly one audit event and leads back to a page that shows its message."""
    before = events(people)
    client = people.client("manager")
    answer = client.post(address, data=data)
    assert answer.status_code == 303, answer.text
    assert events(people) == before + 1
    text = unescape(client.get(answer.headers["Location"]).text)
    assert expected in text
    return text


def test_each_act_says_what_it_did_and_leaves_one_event(people: People, public_id: str) -> None:
    with people.inside(write=False):
        tasks = [task.id for task in tasks_of(get_project(public_id))]
        other = people.member("annotator2").public_id
        me = people.member("annotator").public_id
    act(people, page(people, public_id, "/pause"), "Paused")
    act(people, page(people, public_id, "/resume"), "Resumed")
    act(people, page(people, public_id, f"/tasks/{tasks[1]}/give"), "is given to Annotator2", member=other)
    act(people, page(people, public_id, f"/tasks/{tasks[3]}/aside"), "Task 4 is set aside")
    act(people, page(people, public_id, f"/tasks/{tasks[3]}/back"), "Task 4 is back")
    act(people, page(people, public_id, f"/tasks/{tasks[0]}/again"), "one more answer")
    act(people, page(people, public_id, "/take-back"), "3 tasks were taken back", member=me)
    act(people, page(people, public_id, "/add"), "2 tasks were added. One row was there already.",
        rows='{"content":"a","id":"n1"}\n{"content":"b"}\n{"content":"c","id":"row-1"}')  # fmt: skip
    act(people, page(people, public_id, "/distribute"), "tasks are given to 2 people",
        members=[me, other], mode="even", overlap="1", order="random")  # fmt: skip
    with people.inside(write=False):
        assert verify_organization() == []
    act(people, page(people, public_id, "/delete"), "is deleted", confirm="Reviews <b>&</b> more")
    assert people.client("manager").get(page(people, public_id)).status_code == 404


def test_what_can_not_be_done_now_is_said_and_changes_nothing(people: People, public_id: str) -> None:
    client, before = people.client("manager"), events(people)
    for more, said in (("/reopen", "Only a completed project"), ("/complete", "Not every task")):
        answer = client.post(page(people, public_id, more))
        assert said in client.get(answer.headers["Location"]).text
    refused = client.post(page(people, public_id, "/delete"), data={"confirm": "Reviews"})
    assert refused.status_code == 422
    assert "This is not the project" in refused.text
    refused = client.post(page(people, public_id, "/distribute"), data={"mode": "even", "overlap": "1"})
    assert refused.status_code == 422
    assert "Choose at least one person." in refused.text
    assert client.post(page(people, public_id, "/add"), data={"rows": ""}).status_code == 422
    assert events(people) == before


def test_the_preview_says_who_would_get_how_many_and_changes_nothing(people: People) -> None:
    with people.inside():
        public_id = ready_project(9).public_id
        members = [people.member(role) for role in ("annotator", "annotator2")]
    address = page(people, public_id, "/distribute")
    chosen = {"members": [one.public_id for one in members], "mode": "even", "overlap": "1"}
    part = people.client("manager").get(address, query_string=chosen, headers=HTMX).text
    assert part.lstrip().startswith("<section")
    assert "9 tasks without enough people" in part
    assert "Give 9 tasks" in part
    assert all(one.name in part for one in members)
    part = people.client("manager").get(address, query_string=chosen | {"overlap": "5"}, headers=HTMX).text
    assert "need as many people" in part
    part = people.client("manager").get(address, query_string=chosen | {"mode": "shared"}, headers=HTMX).text
    assert "9 tasks come into the pool; 2 people are let in." in part
    with people.inside(write=False):
        assert db.session.scalars(sa.select(Assignment.id)).all() == []
        assert get_project(public_id).status == "ready"


def test_a_project_is_made_by_hand_from_pasted_lines_or_a_file(people: People) -> None:
    client = people.client("manager")
    sent: dict[str, Any] = {
        "name": " 新项目 ",
        "task_type": "text_classification",
        "tags": "正面, 负面\n正面",
        "rows": "一\n\n二",
    }
    answer = client.post(people.url("/projects/new"), data=sent)
    assert answer.status_code == 303
    with people.inside(write=False):
        project = list_projects(search="新项目").rows[0]
        assert (project.name, project.status, project.task_count) == ("新项目", "draft", 2)
    file = (io.BytesIO(b"content,id\nhttps://a.example/1.jpg,1\n"), "rows.csv")
    sent = {"name": "Pictures", "task_type": "polygon", "file": file}
    assert client.post(people.url("/projects/new"), data=sent).status_code == 303
    with people.inside(write=False):
        assert list_projects(search="pictures").rows[0].media_origins == ["https://a.example"]


def test_a_form_with_faults_keeps_what_was_typed_and_makes_nothing(people: People) -> None:
    sent = {"name": "", "task_type": "polygon", "tags": "car", "rows": "no address"}
    answer = people.client("owner").post(people.url("/projects/new"), data=sent)
    assert answer.status_code == 422
    text = unescape(answer.text)
    assert "A project needs a name" in text
    assert "Row 1: a picture is given by an address" in text
    assert ">no address</textarea>" in text
    with people.inside(write=False):
        assert list_projects().rows == []


def test_the_list_searches_filters_and_pages(people: People) -> None:
    with people.inside():
        for number in range(33):
            create_project(name=f"Batch {number:02}", task_type="ner", tags=[Tag("x")], external_id=f"center_{number}")
        db.session.scalars(sa.select(Project).where(Project.external_id == "center_7")).one().status = "ready"
    client = people.client("viewer")
    first = client.get(people.url("/projects")).text
    assert "Batch 32" in first
    assert "Batch 02" not in first
    following = first.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0]
    assert "Batch 02" in client.get(unescape(following)).text
    found = client.get(people.url("/projects?q=center_7"), headers=HTMX).text
    assert found.count("<tr data-row") == 1
    assert "Batch 07" in found
    assert client.get(people.url("/projects?status=ready")).text.count("<tr data-row") == 1
    assert "No project fits" in client.get(people.url("/projects?q=100%25")).text


def test_an_organization_without_projects_is_taught_how_to_make_one(people: People) -> None:
    text = people.client("owner").get(people.url("/projects")).text
    assert "No projects yet" in text
    assert "/api/external/projects/init" in text


def test_tasks_are_filtered_in_the_address(people: People, public_id: str) -> None:
    client = people.client("manager")
    with people.inside(write=False):
        me = people.member("annotator").public_id
    found = {"": 6, "?status=completed": 1, "?status=skipped": 1, "?id=row-3": 1, f"?person={me}": 6, "?label=none": 0}
    for query, count in (found | {"?status=set_aside": 0}).items():
        assert client.get(page(people, public_id, f"/tasks{query}"), headers=HTMX).text.count("<tr data-row") == count
    assert "data-row" not in people.client("viewer").get(page(people, public_id, "/tasks")).text


def test_an_act_leads_back_only_to_pages_of_the_project(people: People, public_id: str) -> None:
    with people.inside(write=False):
        task_id = tasks_of(get_project(public_id))[5].id
    home = page(people, public_id)
    client = people.client("manager")
    for back, led in ((f"{home}/tasks?status=pending", f"{home}/tasks?status=pending"), ("https://evil.example/", home),
                      (f"{home}.evil", home), ("//evil.example", home)):  # fmt: skip
        answer = client.post(f"{home}/tasks/{task_id}/aside", data={"back": back})
        assert answer.headers["Location"].endswith(led)


@pytest.mark.parametrize("role", ["owner", "reviewer", "viewer"])
def test_every_link_of_a_project_leads_somewhere(people: People, public_id: str, role: str) -> None:
    client = people.client(role)
    for more in ("", "/tasks"):
        text = client.get(page(people, public_id, more)).text
        links = {unescape(link) for link in re.findall(r'href="(/o/[^"#]+)"', text)}
        assert page(people, public_id, "/tasks") in links
        for link in sorted(links):
            assert client.get(link, follow_redirects=True).status_code == 200, link
