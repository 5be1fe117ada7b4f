"""The forms of this room's pages."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import FileStorage
from wtforms import RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice

from foundation.errors import FieldError, Invalid
from label_config.generate import Tag
from label_config.task_types import TASK_TYPES
from projects.add_tasks import TaskRow
from projects.read_rows import read_rows
from tenants.forms import Form

LONGEST_NAME = 255
MOST_TAGS = 1_000


class NewProjectForm(Form):
    """A project made by hand."""

    name = StringField(_l("Name"))
    description = StringField(_l("Description"))
    task_type = RadioField(_l("Task type"))
    tags = TextAreaField(_l("Labels"))
    rows = TextAreaField(_l("Data"))

    def __init__(self, **values: object) -> None:
        super().__init__(**values)
        self.task_type.choices = [SelectChoice(key, str(kind.name)) for key, kind in TASK_TYPES.items()]
        self.task_type.data = self.task_type.data or next(iter(TASK_TYPES))

    def checked_name(self) -> str:
        """Return the trimmed name; raises Invalid."""
        name = (self.name.data or "").strip()
        if not 1 <= len(name) <= LONGEST_NAME or _unstorable(name):
            raise Invalid.field("name", _l("A project needs a name of at most %(most)s characters.", most=LONGEST_NAME))
        return name

    def checked_type(self) -> str:
        """Return the task type; raises Invalid."""
        if self.task_type.data not in TASK_TYPES:
            raise Invalid.field("task_type", _l("Choose one of the task types."))
        return str(self.task_type.data)

    def checked_tags(self) -> list[Tag]:
        """Return the labels, one a line or between commas, without repeats; raises Invalid."""
        words = [word.strip() for word in re.split(r"[\n,，、]", self.tags.data or "")]
        tags = list(dict.fromkeys(word for word in words if word))
        if len(tags) > MOST_TAGS:
            raise Invalid.field("tags", _l("A project has at most %(most)s labels.", most=f"{MOST_TAGS:,}"))
        if wrong := [tag for tag in tags if len(tag) > LONGEST_NAME or _unstorable(tag)]:
            raise Invalid.field("tags", _l("This can't be a label: %(label)s", label=wrong[0][:40]))
        return [Tag(tag) for tag in tags]


class AddTasksForm(Form):
    """More rows for a project."""

    rows = TextAreaField(_l("Data"))


def rows_of(form: NewProjectForm | AddTasksForm, file: FileStorage | None, *, images: bool) -> list[TaskRow]:
    """Return the rows of an uploaded file, else of the text pasted; raises Invalid."""
    if file is None or not file.filename:
        return read_rows(form.rows.data or "", images=images)
    try:
        text = file.read().decode("utf-8")
    except UnicodeDecodeError as error:
        raise Invalid.field("rows", _l("The file isn't UTF-8 text. Save it as UTF-8 and choose it again.")) from error
    return read_rows(text, file_name=file.filename, images=images)


def gather(*checks: Iterable[FieldError] | Invalid | None) -> None:
    """Raise one Invalid with the faults of all checks that found some."""
    faults = [fault for check in checks if check for fault in (check.errors if isinstance(check, Invalid) else check)]
    if faults:
        raise Invalid(faults)


def _unstorable(text: str) -> bool:
    return any(unicodedata.category(character) in ("Cc", "Cs") for character in text)
