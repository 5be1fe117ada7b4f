"""What is wrong with rows beyond their types: ids used twice, and pictures that no browser could load."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from flask_babel import lazy_gettext as _l

from api_external.requests import IMAGE_TASK_TYPES, NewTask
from api_external.rows import RowCheck
from foundation.errors import FieldError

_WEB_ADDRESS = re.compile(r"https?://[^\s/?#\\\x00-\x1f]+[^\x00-\x1f]*", re.IGNORECASE)


def row_check(task_type: Any, *, unique_ids: bool) -> RowCheck:
    """Return the check for rows of a project of this type; `unique_ids` refuses an id that comes twice."""
    images = isinstance(task_type, str) and task_type in IMAGE_TASK_TYPES
    seen: set[str] = set()

    def check(index: int, row: NewTask) -> Iterator[FieldError]:
        row_id = row.get("id")
        if unique_ids and row_id is not None:
            if row_id in seen:
                yield FieldError(f"data[{index}].id", _l("This id is in the list twice."))
            seen.add(row_id)
        if images and not _WEB_ADDRESS.fullmatch(row["content"]):
            yield FieldError(f"data[{index}].content", _l("This must be the http(s) address of an image."))

    return check


def tag_faults(tags: Any) -> Iterable[FieldError]:
    """Yield the tags that come twice, compared after trimming; `tags` is as sent, of any type."""
    seen: set[str] = set()
    for index, tag in enumerate(tags if isinstance(tags, list) else ()):
        text = tag.get("tag") if isinstance(tag, dict) else None
        if isinstance(text, str):
            if text.strip() in seen:
                yield FieldError(f"tags[{index}].tag", _l("This tag is in the list twice."))
            seen.add(text.strip())
