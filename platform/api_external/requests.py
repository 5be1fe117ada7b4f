"""What callers send. Requests are checked by these models, and the OpenAPI document is made from them."""

import re
from typing import Annotated, Any, Literal, NotRequired, get_args

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema
from pydantic_core import PydanticCustomError
from typing_extensions import TypedDict

from api_external.words import N_

TaskType = Literal["text_classification", "image_classification", "object_detection", "ner", "polygon"]
ExportFormat = Literal["json", "csv", "sharegpt", "yolo", "coco", "alpaca", "pascal_voc"]
ProjectStatus = Literal["draft", "configuring", "ready", "in_progress", "completed"]
TASK_TYPES: tuple[str, ...] = get_args(TaskType)
EXPORT_FORMATS: tuple[str, ...] = get_args(ExportFormat)
IMAGE_TASK_TYPES = frozenset({"image_classification", "object_detection", "polygon"})

LONGEST_NAME = 255
LONGEST_CONTENT = 1_000_000
LARGEST_METADATA = 64 * 1024
MOST_TAGS = 1_000

_STRICT = ConfigDict(strict=True, extra="ignore", frozen=True)
_COLOR = re.compile(r"#[0-9A-Fa-f]{6}\Z")
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")  # XML 1.0, production 2 (Char)
# The same rules for readers of the document: trimmed, 1 to 255 characters, nothing that can't be kept.
_TRIMMED = r"^\s*[^\s\u0000](?:[^\u0000]{0,253}[^\s\u0000])?\s*$"
_EDGE = r"[^\s\u0000-\u001f\ufffe\uffff]"
_INSIDE = r"[^\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]"
_TAG = rf"^[\t\n\r ]*{_EDGE}(?:{_INSIDE}{{0,253}}{_EDGE})?[\t\n\r ]*$"
_NO_NUL = r"^[^\u0000]*$"


def _fit(value: str) -> str:
    if "\0" in value:
        raise PydanticCustomError("unfit_text", "unfit")
    return value


def _trimmed(value: str) -> str:
    trimmed = value.strip()
    if not trimmed:
        raise PydanticCustomError("string_too_short", "empty")
    if len(trimmed) > LONGEST_NAME:
        raise PydanticCustomError("string_too_long", "long", {"max_length": LONGEST_NAME})
    return trimmed


def _xml_text(value: str) -> str:
    if _NOT_XML.search(value):
        raise PydanticCustomError("control_character", "unfit")
    return value


def _color(value: str) -> str:
    if not _COLOR.match(value):
        raise PydanticCustomError("color", "color")
    return value


def _task_type(value: str) -> str:
    if value not in TASK_TYPES:
        raise PydanticCustomError("task_type", "task_type", {"choices": ", ".join(TASK_TYPES)})
    return value


def _id(value: Any) -> str | None:
    """An integer and its decimal string are the same id. A Boolean is no integer here."""
    if value is None or type(value) is str:
        text = value
    elif type(value) is int and abs(value) < 10**LONGEST_NAME:
        text = str(value)
    else:
        raise PydanticCustomError("string_too_long" if type(value) is int else "id", "id", {"max_length": LONGEST_NAME})
    if text is not None and len(text) > LONGEST_NAME:
        raise PydanticCustomError("string_too_long", "long", {"max_length": LONGEST_NAME})
    return text


Name = Annotated[
    str, AfterValidator(_fit), AfterValidator(_trimmed), WithJsonSchema({"type": "string", "pattern": _TRIMMED})
]
TagText = Annotated[
    str, AfterValidator(_xml_text), AfterValidator(_trimmed), WithJsonSchema({"type": "string", "pattern": _TAG})
]
Text = Annotated[str, AfterValidator(_fit), WithJsonSchema({"type": "string", "pattern": _NO_NUL})]
ShortText = Annotated[
    str,
    Field(max_length=LONGEST_NAME),
    AfterValidator(_fit),
    WithJsonSchema({"type": "string", "maxLength": 255, "pattern": _NO_NUL}),
]
Color = Annotated[str, AfterValidator(_color), WithJsonSchema({"type": "string", "pattern": "^#[0-9A-Fa-f]{6}$"})]
RowId = Annotated[
    Any,
    BeforeValidator(_id),
    WithJsonSchema(
        {"anyOf": [{"type": "string", "maxLength": 255, "pattern": _NO_NUL}, {"type": "integer"}, {"type": "null"}]}
    ),
]


class NewTask(TypedDict):
    """A row of data to label."""

    __pydantic_config__ = ConfigDict(strict=True, extra="ignore")  # type: ignore[misc]  # how pydantic wants it in a TypedDict

    id: NotRequired[
        Annotated[
            RowId,
            Field(
                description=N_(
                    "Your id of the row, unique within the project. An integer is kept as its decimal string."
                )
            ),
        ]
    ]
    content: Annotated[
        str,
        Field(
            min_length=1,
            max_length=LONGEST_CONTENT,
            json_schema_extra={"pattern": _NO_NUL},  # checked by json_text, for all strings at once
            description=N_("The text, or the address of the image (http or https)."),
        ),
    ]
    metadata: NotRequired[
        Annotated[dict[str, Any] | None, Field(description=N_("Kept as it is and exported; at most 64 KiB."))]
    ]


class Tag(BaseModel):
    """A label that annotators choose from."""

    model_config = _STRICT

    tag: TagText = Field(description=N_("The label, unique within the list after trimming; 1 to 255 characters."))
    color: Color | None = Field(
        None, description=N_("`#RRGGBB`. Without one, a colour that differs from the others is chosen.")
    )


class NewProject(BaseModel):
    """A project with its tasks."""

    model_config = _STRICT

    name: Name = Field(description=N_("The project's name, 1 to 255 characters after trimming."))
    description: Text | None = Field(None, description=N_("What the project is about, for its people."))
    task_type: Annotated[
        str,
        AfterValidator(_fit),
        AfterValidator(_task_type),
        WithJsonSchema({"type": "string", "enum": list(TASK_TYPES)}),
    ] = Field(description=N_("What is asked of the annotators."))
    data: list[NewTask] = Field(description=N_("The tasks. May be empty: more can be added later."))
    external_id: ShortText | None = Field(None, description=N_("Your id of the project; need not be unique."))
    tags: Annotated[list[Tag], Field(max_length=MOST_TAGS)] | None = Field(
        None, description=N_("The labels. Without them an administrator adds some while configuring.")
    )


class MoreTasks(BaseModel):
    """Tasks for a project that is there already."""

    model_config = _STRICT

    data: list[NewTask] = Field(
        description=N_("The tasks. A row whose id the project has already is a duplicate and is left out.")
    )


class NewExport(BaseModel):
    """What to export. An empty body means the defaults."""

    model_config = _STRICT

    format: ExportFormat | None = Field(
        None, description=N_("`json` by default. Which formats there are depends on the task type.")
    )
    completed_only: bool | None = Field(
        None, description=N_("True by default: only completed tasks. False: all of them.")
    )
    callback_url: Text | None = Field(None, description=N_("Where to POST when the export has ended."))


BODIES: tuple[type[BaseModel], ...] = (NewProject, MoreTasks, NewExport)


Cursor = Annotated[str, Field(pattern=r"^[0-9]{1,18}$")]


class ProjectFilter(BaseModel):
    """The query of the list of projects."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    external_id: ShortText | None = Field(None, description=N_("Only projects you gave this id."))
    status: ProjectStatus | None = Field(None, description=N_("Only projects in this status."))
    limit: int = Field(50, ge=1, le=200, description=N_("How many projects a page holds."))
    cursor: Cursor | None = Field(None, description=N_("`next_cursor` of the page before."))
