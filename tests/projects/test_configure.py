"""A label config is saved as versions, and put in force when people can work with it."""

import pytest
import sqlalchemy as sa

from foundation.database import db
from foundation.errors import Conflict
from label_config.generate import Tag
from label_config.parse import parse_config
from projects.add_tasks import TaskRow
from projects.config_versions import latest_version, vanishing_labels
from projects.configure import FaultyConfig, LabelsVanish, begin_configuring, confirm_config, save_config
from projects.create_project import create_project
from projects.models import LabelConfigVersion, Project, TaskLabel
from projects.queries import config_of
from projects.save_configuration import Configuration, save_configuration
from tenants.models import AuditEvent
from tests.people import People
from tests.projects.play import tasks_of

XML = """<View>
  <Text name="text" value="$text"/>
  <Choices name="label" toName="text"><Choice value="good"/><Choice value="bad"/></Choices>
</View>"""


def new_project(tasks: int = 3, tags: tuple[str, ...] = ()) -> Project:
    rows = [TaskRow(f"Text {number}") for number in range(tasks)]
    return create_project(name="Reviews", task_type="text_classification", tags=[Tag(tag) for tag in tags], rows=rows)


def versions_of(project: Project) -> list[int]:
    query = sa.select(LabelConfigVersion.version).where(LabelConfigVersion.project_id == project.id)
    return sorted(db.session.scalars(query))


def test_a_draft_becomes_configuring_and_nothing_else_does(people: People) -> None:
    with people.inside():
        project = new_project()
        begin_configuring(project)
        assert project.status == "configuring"
        for status in ("ready", "in_progress", "completed"):
            project.status = status
            begin_configuring(project)
            assert project.status == status


def test_every_save_is_a_version_and_earlier_ones_stay(people: People) -> None:
    with people.inside():
        project = new_project(tags=("a",))
        first = latest_version(project)
        text = first.xml
        second = save_config(project, XML, based_on=1)
        assert (second.version, config_of(project)) == (2, second)
        assert save_config(project, XML, based_on=2) is second
        assert versions_of(project) == [1, 2]
        db.session.refresh(first)
        assert first.xml == text
        assert project.status == "configuring"


def test_a_save_over_someone_elses_is_refused(people: People) -> None:
    with people.inside():
        project = new_project()
        save_config(project, XML, based_on=1)
        with pytest.raises(Conflict):
            save_config(project, XML.replace("good", "fine"), based_on=1)
        assert versions_of(project) == [1, 2]


def test_a_config_with_faults_is_not_saved(people: People) -> None:
    with people.inside():
        project = new_project()
        with pytest.raises(FaultyConfig) as refused:
            save_config(project, XML.replace('toName="text"', 'toName="txt"'), based_on=1)
        assert [fault.line for fault in refused.value.faults] == [3]
        assert (versions_of(project), project.status) == ([1], "draft")


def test_confirming_makes_a_project_ready(people: People) -> None:
    with people.inside():
        project = new_project()
        save_config(project, XML, based_on=1)
        version = confirm_config(project)
        assert (project.status, project.config_id, version.version) == ("ready", version.id, 2)
        assert version.confirmed_at is not None


@pytest.mark.parametrize(
    ("change", "line"),
    [
        (('<Choice value="good"/><Choice value="bad"/>', ""), 3),
        (("$text", "$content"), 2),
        (("$text", "words"), 1),
    ],
)
def test_a_config_nobody_could_work_with_is_not_confirmed(people: People, change: tuple[str, str], line: int) -> None:
    with people.inside():
        project = new_project()
        save_config(project, XML.replace(*change), based_on=1)
        with pytest.raises(FaultyConfig) as refused:
            confirm_config(project)
        assert [fault.line for fault in refused.value.faults] == [line]
        assert project.status == "configuring"


def test_a_field_that_one_task_lacks_is_found(people: People) -> None:
    with people.inside():
        project = new_project()
        tasks_of(project)[2].data = {"other": "x"}
        db.session.flush()
        save_config(project, XML, based_on=1)
        with pytest.raises(FaultyConfig) as refused:
            confirm_config(project)
        assert "1 of 3 tasks" in str(refused.value.faults[0].message)


def test_a_project_without_tasks_can_be_confirmed(people: People) -> None:
    with people.inside():
        project = new_project(tasks=0)
        save_config(project, XML, based_on=1)
        confirm_config(project)
        assert project.status == "ready"


def test_while_people_work_a_save_is_a_draft_until_it_is_confirmed(people: People) -> None:
    with people.inside():
        project = new_project()
        save_config(project, XML, based_on=1)
        in_force = confirm_config(project)
        project.status = "in_progress"
        draft = save_config(project, XML.replace("bad", "poor"), based_on=2)
        assert config_of(project) is in_force
        assert project.status == "in_progress"
        confirm_config(project)
        assert config_of(project) is draft
        assert project.status == "in_progress"


def test_labels_in_use_do_not_vanish_unasked(people: People) -> None:
    with people.inside():
        project = new_project()
        save_config(project, XML, based_on=1)
        confirm_config(project)
        for task in tasks_of(project)[:2]:
            db.session.add(TaskLabel(project_id=project.id, task_id=task.id, label="bad"))
        db.session.flush()
        save_config(project, XML.replace("bad", "poor"), based_on=2)
        with pytest.raises(LabelsVanish) as refused:
            confirm_config(project)
        assert refused.value.labels == {"bad": 2}
        version = confirm_config(project, despite_vanishing=True)
        assert project.config_id == version.id
        assert vanishing_labels(project, parse_config(XML)) == {}


def test_what_cannot_be_confirmed_is_not_half_saved(people: People) -> None:
    with people.inside():
        project = new_project()
        empty = XML.replace('<Choice value="good"/><Choice value="bad"/>', "")
        with pytest.raises(FaultyConfig):
            save_configuration(project, Configuration(empty, 1, "# Read this", "Say {labels}"), confirm=True)
        db.session.refresh(project)
        assert (versions_of(project), project.instructions, project.prompt_template) == ([1], "", None)
        assert project.status == "draft"


def test_instructions_and_prompt_are_kept_and_every_act_leaves_an_event(people: People) -> None:
    with people.inside():
        project = new_project()
        save_configuration(project, Configuration(XML, 1, "# Read\r\nthis\n", " Say {labels} "), confirm=True)
        assert (project.instructions, project.prompt_template) == ("# Read\nthis", "Say {labels}")
        save_configuration(project, Configuration(XML, 2, None, ""))
        assert project.prompt_template is None
        actions = list(db.session.scalars(sa.select(AuditEvent.action).order_by(AuditEvent.id)))
        for action in ("project.configuring", "project.config_saved", "project.config_confirmed",
                       "project.instructions_changed", "project.prompt_changed"):  # fmt: skip
            assert action in actions
