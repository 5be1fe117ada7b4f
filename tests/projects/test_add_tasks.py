"""Rows become tasks: in their order, once each, all or nothing."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import pytest

from foundation.errors import Invalid
from label_config.generate import Tag
from label_config.parse import parse_config
from projects.add_tasks import TaskRow, add_tasks
from projects.create_project import create_project
from projects.models import Project
from projects.queries import config_of
from projects.verify import verify_project
from tests.people import People
from tests.projects.play import ready_project, tasks_of


def test_a_project_begins_as_a_draft_with_its_labels_and_rows(people: People) -> None:
    rows = [TaskRow("第一 😀", "a", '{"b": 1e2, "a": null}'), TaskRow('<&"> second')]
    with people.inside():
        project = create_project(
            name="Mixed", task_type="ner", external_id="center-1", tags=[Tag("<人>"), Tag("地")], rows=iter(rows)
        )
        tasks = tasks_of(project)
        assert [(task.inner_number, task.external_id, task.data) for task in tasks] == [
            (1, "a", {"text": "第一 😀"}),
            (2, None, {"text": '<&"> second'}),
        ]
        assert list((tasks[0].caller_metadata or {}).items()) == [("b", 100.0), ("a", None)]
        assert (project.status, project.task_count, project.media_origins) == ("draft", 2, [])
        config = config_of(project)
        assert config is not None
        assert [label.value for label in parse_config(config.xml).controls["label"].labels] == ["<人>", "地"]
        assert config.confirmed_at is None
        assert verify_project(project) == []


def test_rows_whose_id_is_there_are_skipped_or_refused_with_nothing_changed(people: People) -> None:
    with people.inside():
        project = ready_project(2)
        again = [
            TaskRow("Text", "row-1"),
            TaskRow("New", "new"),
            TaskRow("New", "new"),
            TaskRow("No id"),
            TaskRow("No id"),
        ]
        added = add_tasks(project, again)
        assert (added.added, added.duplicates) == (3, 2)
        assert [task.inner_number for task in tasks_of(project)] == [1, 2, 3, 4, 5]
        with pytest.raises(Invalid) as refused:
            add_tasks(project, [TaskRow("X"), TaskRow("New", "new")], duplicates="refuse")
        assert [fault.field for fault in refused.value.errors] == ["data[1].id"]
    with people.inside():
        with pytest.raises(Invalid):
            create_project(name="Twice", task_type="ner", rows=[TaskRow("a", "1"), TaskRow("b", "1")])
        raise_nothing = create_project(name="Once", task_type="ner", rows=[TaskRow("a", "1"), TaskRow("b", "2")])
        assert raise_nothing.task_count == 2


def test_rows_are_taken_as_they_come_and_many_statements_are_not_needed(people: People) -> None:
    alive = itertools.count()

    def rows() -> Iterator[TaskRow]:
        for number in range(12_000):
            next(alive)
            yield TaskRow(f"Text {number}", str(number))

    with people.inside():
        project = create_project(name="Many", task_type="text_classification", rows=rows())
        assert project.task_count == 12_000
        assert add_tasks(project, rows()).duplicates == 12_000
        assert next(alive) == 24_000


@pytest.mark.parametrize(
    ("addresses", "origins"),
    [
        (["https://A.example/x.jpg", "https://a.example:8443/y", "http://b.example/z"],
         ["https://a.example", "https://a.example:8443", "http://b.example"]),
        (["https://图片.example/1.jpg"], ["https://xn--wcsw84d.example"]),
        (["https://user:pass@c.example/1"], ["https://c.example"]),
        (["https://evil.example; script-src *;/1", "ftp://x.example/1", "nonsense"], []),
        ([f"https://{number}.example/1" for number in range(40)], ["https:"]),
        (["http://plain.example/1", *(f"https://{n}.example/1" for n in range(40))], ["https:", "http://plain.example"]),
    ],
)  # fmt: skip
def test_the_origins_of_pictures_are_collected(people: People, addresses: list[str], origins: list[str]) -> None:
    with people.inside():
        rows = [TaskRow(address) for address in addresses]
        project: Project = create_project(name="Pictures", task_type="polygon", rows=rows)
        assert project.media_origins == origins
