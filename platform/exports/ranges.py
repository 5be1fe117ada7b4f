"""Which bytes a request asks for (RFC 9110, sections 13 and 14)."""

from __future__ import annotations

from dataclasses import dataclass

from werkzeug.wrappers import Request

from exports.errors import RangeNotSatisfiable


@dataclass(frozen=True)
class Slice:
    """Bytes from `start` up to, not including, `end`, of `size`."""

    start: int
    end: int
    size: int

    @property
    def content_range(self) -> str:
        """The value of the Content-Range header."""
        return f"bytes {self.start}-{self.end - 1}/{self.size}"


def is_unchanged(request: Request, etag: str) -> bool:
    """Whether the client has this file already (If-None-Match)."""
    return bool(request.if_none_match) and request.if_none_match.contains_weak(etag)


def asked_slice(request: Request, etag: str, size: int) -> Slice | None:
    """Return the one range asked for; None means the whole file.

    Several ranges, another unit and an If-Range that names another file get the whole, as the RFC allows. Raises
    RangeNotSatisfiable for a range that begins behind the end.
    """
    asked = request.range
    if asked is None or asked.units != "bytes" or len(asked.ranges) != 1:
        return None
    if request.if_range.date is not None or request.if_range.etag not in (None, etag):
        return None
    found = asked.range_for_length(size)
    if found is None:
        raise RangeNotSatisfiable(size)
    start, end = found
    return Slice(start, end or size, size)
