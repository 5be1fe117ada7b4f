"""The configure page: who may open it, what it keeps, and what it says."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import Any

import pytest

from foundation.database import db
from label_config.generate import Tag
from projects.add_tasks import TaskRow
from projects.config_versions import latest_version
from projects.create_project import create_project
from projects.models import TaskLabel
from projects.queries import config_of, get_project
from tests.people import People
from tests.projects.play import tasks_of

HTMX = {"HX-Request": "true"}


@pytest.fixture
def public_id(people: People) -> str:
    """A project of three reviews and two labels."""
    with people.inside():
        rows = [TaskRow(f"Text {number}", f"row-{number}") for number in range(3)]
        tags = [Tag("good"), Tag("<bad> & worse", "#ff0000")]
        return create_project(name="Reviews", task_type="text_classification", tags=tags, rows=rows).public_id


def page(people: People, public_id: str, more: str = "") -> str:
    return people.url(f"/projects/{public_id}/configure{more}")


def xml_of(people: People, public_id: str) -> str:
    with people.inside(write=False):
        return latest_version(get_project(public_id)).xml


def rows_as_sent(*rows: tuple[str, str, str, str]) -> dict[str, Any]:
    columns = list(zip(*rows, strict=True)) or [(), (), (), ()]
    names = ("was", "value", "background", "hotkey")
    return {"control": ["label"] * len(rows), **dict(zip(names, map(list, columns), strict=True))}


@pytest.mark.parametrize("role", ["owner", "admin", "manager"])
def test_those_who_run_projects_configure_them(people: People, public_id: str, role: str) -> None:
    client = people.client(role)
    assert client.get(page(people, public_id)).status_code == 200
    assert client.post(page(people, public_id, "/begin")).status_code == 303


@pytest.mark.parametrize("role", ["annotator", "reviewer", "viewer", "stranger"])
def test_others_do_not(people: People, public_id: str, role: str) -> None:
    status = 404 if role == "stranger" else 403
    client = people.stranger() if role == "stranger" else people.client(role)
    before = xml_of(people, public_id)
    assert client.get(page(people, public_id)).status_code == status
    for more in ("", "/begin", "/look", "/instructions"):
        sent = {"xml": before.replace("good", "fine"), "based_on": "1", "act": "confirm"}
        assert client.post(page(people, public_id, more), data=sent).status_code == status
    with people.inside(write=False):
        assert get_project(public_id).status == "draft"
    assert xml_of(people, public_id) == before


def test_looking_changes_nothing_and_configuring_begins_with_its_button(people: People, public_id: str) -> None:
    client = people.client("manager")
    client.get(page(people, public_id))
    with people.inside(write=False):
        assert get_project(public_id).status == "draft"
    answer = client.post(page(people, public_id, "/begin"))
    assert answer.headers["Location"].endswith("/configure")
    with people.inside(write=False):
        assert get_project(public_id).status == "configuring"


def test_the_page_shows_labels_xml_and_a_real_task(people: People, public_id: str) -> None:
    html = people.client("manager").get(page(people, public_id)).text
    assert 'value="&lt;bad&gt; &amp; worse"' in html
    assert unescape(html).count('value="&lt;bad&gt; &amp; worse"') >= 1  # once more in the XML
    assert "Text 0" in html
    assert "row-0" in html


def test_another_task_can_be_previewed(people: People, public_id: str) -> None:
    with people.inside(write=False):
        task_id = tasks_of(get_project(public_id))[2].id
    client = people.client("manager")
    assert "Text 2" in client.get(page(people, public_id, f"?task={task_id}")).text
    html = client.post(
        page(people, public_id, "/look"), data={"xml": xml_of(people, public_id), "show": str(task_id)}, headers=HTMX
    ).text
    assert 'id="preview"' in html
    assert "Text 2" in html


def test_edited_labels_come_back_as_xml(people: People, public_id: str) -> None:
    xml = xml_of(people, public_id)
    rows = rows_as_sent(("1", "bad", "#ff0000", ""), ("", "新 “label”", "", "n"), ("0", "good", "#a18f34", ""))
    html = (
        people.client("manager")
        .post(page(people, public_id, "/look"), data={"xml": xml, "edited": "labels", **rows}, headers=HTMX)
        .text
    )
    found = re.search(r"<template data-answer-xml>(.*?)</template>", html, re.DOTALL)
    assert found is not None
    answer = unescape(found[1])
    assert re.findall(r'value="([^"$]*)"', answer) == ["bad", "新 “label”", "good"]
    assert 'hotkey="n"' in answer
    labels = re.search(r"<template data-labels>(.*?)</template>", html, re.DOTALL)
    assert labels is not None
    said = json.loads(unescape(labels[1]))[0]["rows"]
    assert [row["was"] for row in said] == [0, 1, 2]
    assert re.fullmatch("#[0-9a-f]{6}", said[1]["background"])
    assert xml_of(people, public_id) == xml


def test_the_form_says_whether_several_can_be_chosen(people: People, public_id: str) -> None:
    xml = xml_of(people, public_id)
    rows = rows_as_sent(("0", "good", "#a18f34", ""), ("1", "<bad> & worse", "#ff0000", ""))
    sent = {"xml": xml, "edited": "labels", "based_on": "1", "multiple": "label", **rows}
    assert people.client("manager").post(page(people, public_id), data=sent, headers=HTMX).status_code == 200
    assert xml_of(people, public_id) == xml.replace('"single"', '"multiple"')


def test_faults_are_said_with_line_and_beside_the_label(people: People, public_id: str) -> None:
    xml = xml_of(people, public_id)
    rows = rows_as_sent(("0", "same", "#a18f34", ""), ("1", "same", "#ff0000", ""))
    html = (
        people.client("manager")
        .post(page(people, public_id, "/look"), data={"xml": xml, "edited": "labels", **rows}, headers=HTMX)
        .text
    )
    assert 'data-line="5"' in html
    assert "already there on line 4" in unescape(html)
    assert 'id="preview"' not in html  # the last state without faults stays


def test_saving_keeps_everything_on_the_page(people: People, public_id: str) -> None:
    xml = xml_of(people, public_id).replace("good", "fine")
    sent = {"xml": xml, "based_on": "1", "instructions": "# Read", "prompt_template": "Say {labels}", "act": "save"}
    answer = people.client("manager").post(page(people, public_id), data=sent, headers=HTMX)
    assert answer.status_code == 200
    assert json.loads(answer.headers["HX-Trigger"])["message"]["kind"] == "ok"
    with people.inside(write=False):
        project = get_project(public_id)
        assert project.status == "configuring"
        assert (project.instructions, project.prompt_template) == ("# Read", "Say {labels}")
        assert latest_version(project).xml == xml


def test_without_script_saving_leads_back_to_the_page(people: People, public_id: str) -> None:
    sent = {"xml": xml_of(people, public_id), "based_on": "1", "act": "confirm"}
    client = people.client("manager")
    answer = client.post(page(people, public_id), data=sent)
    assert answer.status_code == 303
    assert "Next, give the tasks to people" in client.get(answer.headers["Location"]).text
    with people.inside(write=False):
        assert get_project(public_id).status == "ready"


def test_a_refused_config_keeps_what_was_typed_and_changes_nothing(people: People, public_id: str) -> None:
    before = xml_of(people, public_id)
    broken = before.replace("</Choices>", "")
    sent = {"xml": broken, "based_on": "1", "instructions": "typed", "act": "confirm"}
    for headers in ({}, HTMX):
        answer = people.client("manager").post(page(people, public_id), data=sent, headers=headers)
        assert answer.status_code == 422
        assert 'name="based_on" value="1"' in answer.text
        assert 'data-line="7"' in answer.text
    assert "typed" in people.client("manager").post(page(people, public_id), data=sent).text
    assert xml_of(people, public_id) == before
    with people.inside(write=False):
        assert get_project(public_id).instructions == ""


def test_a_config_without_labels_is_not_confirmed_but_can_be_saved(people: People, public_id: str) -> None:
    empty = re.sub(r"    <Choice .*?/>\n", "", xml_of(people, public_id))
    client = people.client("manager")
    refused = client.post(page(people, public_id), data={"xml": empty, "based_on": "1", "act": "confirm"}, headers=HTMX)
    assert refused.status_code == 422
    assert "has no label yet" in refused.text
    assert 'name="based_on" value="1"' in refused.text
    saved = client.post(page(people, public_id), data={"xml": empty, "based_on": "1", "act": "save"}, headers=HTMX)
    assert saved.status_code == 200


def test_labels_in_use_are_asked_about(people: People, public_id: str) -> None:
    with people.inside():
        project = get_project(public_id)
        db_task = tasks_of(project)[0]
        db.session.add(TaskLabel(project_id=project.id, task_id=db_task.id, label="good"))
    renamed = xml_of(people, public_id).replace("good", "fine")
    client = people.client("manager")
    sent = {"xml": renamed, "based_on": "1", "act": "confirm"}
    answer = client.post(page(people, public_id), data=sent, headers=HTMX)
    assert answer.status_code == 422
    assert "“good” is no longer in the config" in unescape(answer.text)
    sent["despite_vanishing"] = "yes"
    assert client.post(page(people, public_id), data=sent, headers=HTMX).status_code == 200
    with people.inside(write=False):
        config = config_of(get_project(public_id))
        assert config is not None
        assert config.xml == renamed


def test_a_page_too_old_is_told_so(people: People, public_id: str) -> None:
    client = people.client("manager")
    xml = xml_of(people, public_id)
    sent = {"xml": xml.replace("good", "fine"), "based_on": "1"}
    client.post(page(people, public_id), data=sent, headers=HTMX)
    sent["xml"] = xml.replace("good", "nice")
    late = client.post(page(people, public_id), data=sent, headers=HTMX)
    assert late.status_code == 409
    assert "fine" in xml_of(people, public_id)


def test_the_largest_config_fits_through_the_form(people: People) -> None:
    with people.inside():
        tags = [Tag(f"{number:04d}" + '"' * 251) for number in range(1000)]
        public_id = create_project(name="Large", task_type="ner", tags=tags).public_id
    xml = xml_of(people, public_id)
    sent = {"xml": xml.replace("0000", "zero"), "based_on": "1", "act": "confirm"}
    assert people.client("owner").post(page(people, public_id), data=sent, headers=HTMX).status_code == 200


@pytest.mark.parametrize(
    "sent", [{}, {"edited": "labels", "was": "x"}, {"xml": "\x01", "based_on": "one", "show": "9" * 40}]
)
def test_nonsense_is_answered_in_words(people: People, public_id: str, sent: dict[str, str]) -> None:
    client = people.client("manager")
    assert client.post(page(people, public_id, "/look"), data=sent, headers=HTMX).status_code == 200
    assert client.post(page(people, public_id), data=sent, headers=HTMX).status_code in (409, 422)


def test_a_project_without_tasks_is_previewed_with_an_example(people: People) -> None:
    with people.inside():
        ids = [create_project(name="New", task_type=kind).public_id for kind in ("polygon", "ner")]
    for public_id in ids:
        html = people.client("manager").get(page(people, public_id)).text
        assert "the project has no tasks yet" in html
