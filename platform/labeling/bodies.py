"""The JSON the labeling page sends, checked before anything is done with it."""

from __future__ import annotations

import re
from typing import Annotated, Any, TypeVar

import msgspec
from flask_babel import gettext as _

from foundation.errors import FieldError
from labeling.errors import InvalidRequest

Id = Annotated[int, msgspec.Meta(ge=1, le=2**63 - 1)]
Count = Annotated[int, msgspec.Meta(ge=0, le=2**53)]
Key = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9_-]{8,64}$")]
Seconds = Annotated[float, msgspec.Meta(ge=0, le=86_400)]
Side = Annotated[int, msgspec.Meta(ge=1, le=1_000_000)]
Name = Annotated[str, msgspec.Meta(min_length=1, max_length=255)]
Results = Annotated[list[dict[str, Any]], msgspec.Meta(max_length=10_000)]

NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")

Body = TypeVar("Body", bound=msgspec.Struct)


class NextBody(msgspec.Struct, frozen=True):
    """`POST next`: the tasks the page holds already, and whether this one is fetched ahead."""

    holding: Annotated[list[Id], msgspec.Meta(max_length=100)] = msgspec.field(name="except", default_factory=list)
    ahead: bool = False


class SubmitBody(msgspec.Struct, frozen=True):
    """`POST submit`."""

    client_key: Key
    results: Results
    config_version: Id
    seconds: Seconds = 0.0
    media_size: Annotated[dict[Name, tuple[Side, Side]], msgspec.Meta(max_length=32)] | None = None


class SkipBody(msgspec.Struct, frozen=True):
    """`POST skip`."""

    client_key: Key
    reason: Annotated[str, msgspec.Meta(max_length=1_000)] = ""
    seconds: Seconds = 0.0


class DraftBody(msgspec.Struct, frozen=True):
    """`PUT draft`."""

    results: Results
    seq: Count
    tab: Key
    config_version: Id
    seconds: Seconds = 0.0
    annotation_version: Id | None = None
    replace: bool = False


def read_body(content: bytes, kind: type[Body]) -> Body:
    """Return a request's body as `kind`; raises InvalidRequest naming the field at fault."""
    if NUL.search(content):
        raise InvalidRequest([FieldError("", _("The request holds a character that can't be stored (U+0000)."))])
    try:
        return msgspec.json.decode(content or b"{}", type=kind)
    except msgspec.ValidationError as error:
        raise InvalidRequest(
            [FieldError(_field(str(error)), _("This value is missing or has the wrong form."))]
        ) from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise InvalidRequest([FieldError("", _("The request isn't valid JSON."))]) from error


def _field(message: str) -> str:
    """Return the path of the value msgspec complains of: `results[0]`."""
    place = re.search(r" - at `\$\.?(.*)`$", message)
    missing = re.search(r"missing required field `(.*?)`", message)
    return ".".join(part[1] for part in (place, missing) if part and part[1])
