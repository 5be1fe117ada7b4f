"""The calls about projects, over the application's own client."""

import datetime as dt
import json
import re
from typing import Any

import pytest
import sqlalchemy as sa

from foundation.clock import now
from foundation.database import db
from label_config.parse import parse_config
from projects.models import Task
from projects.queries import get_project
from projects.verify import verify_project
from tests.api_external.calls import Caller
from tests.people import People, Room

MINIMAL: dict[str, Any] = {"name": "n", "task_type": "ner", "data": []}


@pytest.fixture
def caller(people: People) -> Caller:
    """The sample center of the test's organization."""
    return Caller(people)


def tasks_of(room: Room, project_id: str) -> list[Task]:
    with room.inside(write=False):
        project = get_project(project_id)
        return list(db.session.scalars(sa.select(Task).where(Task.project_id == project.id).order_by(Task.id)))


def test_init_answers_as_published(caller: Caller) -> None:
    answer = caller.post(
        "/projects/init",
        {
            "name": "  图像分类项目-批次001 ",
            "description": "对商品图片进行分类标注",
            "task_type": "image_classification",
            "data": [
                {"id": "ext_001", "content": "https://example.com/1.jpg", "metadata": {"batch": "001", "n": 1e2}},
                {"id": 2, "content": "https://example.com/2.jpg"},
            ],
            "external_id": "sample_center_proj_001",
            "tags": [{"tag": "猫猫", "color": "#FF5733"}, {"tag": " <&\"'>😀 "}, {"tag": "שלום"}],
        },
    )
    assert answer.status_code == 200
    assert answer.content_type == "application/json"
    assert list(answer.json) == [
        "project_id", "project_name", "task_count", "status", "created_at", "config", "external_id",
    ]  # fmt: skip
    assert re.fullmatch(r"proj_[a-z0-9]{12}", answer.json["project_id"])
    assert answer.json["project_name"] == "图像分类项目-批次001"
    assert answer.json["task_count"] == 2
    assert answer.json["status"] == "draft"
    assert answer.json["external_id"] == "sample_center_proj_001"
    created_at = dt.datetime.strptime(answer.json["created_at"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=dt.UTC)
    assert abs(created_at - dt.datetime.now(dt.UTC)) < dt.timedelta(seconds=10)
    config = parse_config(answer.json["config"])
    labels = config.controls["label"].labels
    assert [label.value for label in labels] == ["猫猫", "<&\"'>😀", "שלום"]
    assert labels[0].background == "#FF5733"
    assert len({label.color.lower() for label in labels}) == 3
    tasks = tasks_of(caller.room, answer.json["project_id"])
    assert [(task.external_id, task.data, task.caller_metadata) for task in tasks] == [
        ("ext_001", {"image": "https://example.com/1.jpg"}, {"batch": "001", "n": 100.0}),
        ("2", {"image": "https://example.com/2.jpg"}, None),
    ]
    with caller.room.inside(write=False):
        assert verify_project(get_project(answer.json["project_id"])) == []


@pytest.mark.parametrize(
    ("task_type", "field", "shown", "control"),
    [
        ("text_classification", "text", "Text", "Choices"),
        ("image_classification", "image", "Image", "Choices"),
        ("object_detection", "image", "Image", "RectangleLabels"),
        ("ner", "text", "Text", "Labels"),
        ("polygon", "image", "Image", "PolygonLabels"),
    ],
)
def test_each_type_has_its_config(caller: Caller, task_type: str, field: str, shown: str, control: str) -> None:
    row = {"content": "https://example.com/a.png"}
    for tags in (None, [{"tag": "b"}, {"tag": "a"}]):
        answer = caller.init(task_type=task_type, data=[row], tags=tags)
        config = parse_config(answer["config"])
        assert config.objects[field].tag == shown
        assert config.objects[field].value == f"${field}"
        assert config.controls["label"].tag == control
        assert [label.value for label in config.controls["label"].labels] == ([] if tags is None else ["b", "a"])
        assert tasks_of(caller.room, answer["project_id"])[0].data == {field: row["content"]}


def test_generated_colours_are_the_same_for_the_same_list(caller: Caller) -> None:
    tags = [{"tag": f"t{number}"} for number in range(20)] + [{"tag": "given", "color": "#010203"}]
    assert caller.init(tags=tags)["config"] == caller.init(tags=tags)["config"]


def test_what_is_absent_is_null(caller: Caller) -> None:
    answer = caller.init(external_id=None, description=None, tags=None)
    assert answer["external_id"] is None
    assert answer["task_count"] == 0


def test_a_failed_init_creates_nothing(caller: Caller) -> None:
    before = caller.get("/projects").json["projects"]
    answer = caller.post("/projects/init", MINIMAL | {"data": [{"content": "a"}, {"content": ""}]})
    assert answer.status_code == 400
    assert answer.json["error_code"] == "INVALID_REQUEST"
    assert [error["field"] for error in answer.json["details"]["errors"]] == ["data[1].content"]
    assert caller.get("/projects").json["projects"] == before


def test_an_unknown_type_has_an_error_of_its_own(caller: Caller) -> None:
    answer = caller.post("/projects/init", MINIMAL | {"task_type": "video", "name": ""})
    assert (answer.status_code, answer.json["error_code"]) == (400, "INVALID_TASK_TYPE")
    assert {error["field"] for error in answer.json["details"]["errors"]} == {"task_type", "name"}
    assert caller.post("/projects/init", MINIMAL | {"task_type": 5}).json["error_code"] == "INVALID_REQUEST"


def test_projects_are_listed_newest_first_a_page_at_a_time(caller: Caller) -> None:
    made = [
        caller.init(name=f"p{number}", external_id="x" if number % 2 else None)["project_id"] for number in range(5)
    ]
    first = caller.get("/projects?limit=2").json
    assert [project["project_id"] for project in first["projects"]] == made[:2:-1]
    second = caller.get(f"/projects?limit=2&cursor={first['next_cursor']}").json
    last = caller.get(f"/projects?limit=2&cursor={second['next_cursor']}").json
    assert [project["project_id"] for project in second["projects"] + last["projects"]] == made[2::-1]
    assert last["next_cursor"] is None
    named = caller.get("/projects?external_id=x").json["projects"]
    assert [project["project_id"] for project in named] == [made[3], made[1]]
    assert len(caller.get("/projects?status=draft").json["projects"]) == 5
    assert caller.get("/projects?status=ready").json == {"projects": [], "next_cursor": None}


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=201", "limit=x", "limit=1.5", "status=new", "cursor=x", "cursor=-1"]
)
def test_a_bad_query_is_refused(caller: Caller, query: str) -> None:
    answer = caller.get(f"/projects?{query}")
    assert (answer.status_code, answer.json["error_code"]) == (400, "INVALID_REQUEST")
    assert [error["field"] for error in answer.json["details"]["errors"]] == [query.partition("=")[0]]


def test_a_project_is_described(caller: Caller) -> None:
    made = caller.init(description="d", external_id="e")
    assert caller.get(f"/projects/{made['project_id']}").json == made | {
        "task_type": "ner", "description": "d", "paused": False,
    }  # fmt: skip


def test_tasks_are_appended_and_known_ids_are_duplicates(caller: Caller) -> None:
    project_id = caller.init(data=[{"id": "1", "content": "a"}])["project_id"]
    rows = [{"id": 1, "content": "b"}, {"id": "2", "content": "c"}, {"id": "2", "content": "d"}, {"content": "e"}]
    answer = caller.post(f"/projects/{project_id}/tasks", {"data": rows})
    assert answer.json == {"added": 2, "duplicates": 2, "task_count": 3}
    assert [task.data["text"] for task in tasks_of(caller.room, project_id)] == ["a", "c", "e"]
    assert caller.post(f"/projects/{project_id}/tasks", {"data": [{"content": ""}]}).status_code == 400


def test_a_new_project_has_no_progress(caller: Caller) -> None:
    made = caller.init(data=[{"content": "a"}, {"content": "b"}])
    assert caller.get(f"/projects/{made['project_id']}/progress").json == {
        "project_id": made["project_id"],
        "project_name": "n",
        "status": "draft",
        "total_tasks": 2,
        "completed_tasks": 0,
        "in_progress_tasks": 0,
        "pending_tasks": 2,
        "set_aside_tasks": 0,
        "completion_percentage": 0.0,
        "paused": False,
        "annotators": [],
        "last_updated": made["created_at"],
    }


def test_percentages_are_floats_in_the_answers_text(caller: Caller) -> None:
    project_id = caller.init()["project_id"]
    assert '"completion_percentage":0.0' in caller.get(f"/projects/{project_id}/progress").text
    assert json.loads(caller.get(f"/projects/{project_id}/progress").text)["total_tasks"] == 0


def test_a_deleted_project_does_not_exist(caller: Caller) -> None:
    project_id = caller.init()["project_id"]
    with caller.room.inside():
        get_project(project_id).deleted_at = now()
    assert caller.get(f"/projects/{project_id}").status_code == 404
