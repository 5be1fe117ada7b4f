"""Answers that stream a finished file."""

from __future__ import annotations

from flask import Response, request

from exports.models import Export
from exports.open_export import open_export
from exports.ranges import asked_slice, is_unchanged


def file_response(export: Export) -> Response:
    """Return the file, the part of it that was asked for, or "not modified"; raises what `open_export` raises.

    The file's name and type never come from what someone sent, and browsers keep it rather than show it.
    """
    opened = open_export(export)
    headers = {
        "Accept-Ranges": "bytes",
        "Cache-Control": "private, no-cache",
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "Content-Disposition": f'attachment; filename="{opened.file_name}"',
        "Vary": "Authorization, Cookie",
    }
    if is_unchanged(request, opened.sha256):
        response = Response(status=304, headers=headers)
        response.set_etag(opened.sha256)
        return response
    part = asked_slice(request, opened.sha256, opened.size)
    start, end = (part.start, part.end) if part else (0, opened.size)
    body = () if request.method == "HEAD" else opened.read(start, end)
    response = Response(body, 206 if part else 200, headers, mimetype=opened.media_type, direct_passthrough=True)
    response.content_length = end - start
    response.set_etag(opened.sha256)
    if part:
        response.headers["Content-Range"] = part.content_range
    return response
