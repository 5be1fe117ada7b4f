"""Downloading a finished file: the address for tokens and signed-in members alike, and the answer that streams it."""

from __future__ import annotations

from flask import Response, request

from exports.errors import ExportNotFound
from exports.models import REPORT, Export
from exports.open_export import open_export
from exports.pages import SEES_REPORTS, exports
from exports.queries import find_export, get_export
from exports.ranges import asked_slice, is_unchanged
from exports.wait_for import wait_for
from foundation.database import unit_of_work
from foundation.errors import Forbidden
from tenants.access import token_or_member
from tenants.current import find_token_in_use, find_user
from tenants.enter import enter_by_number
from tenants.isolation import organization_context
from tenants.queries import my_organizations
from tenants.roles import RUNS_PROJECTS


@exports.get("/api/exports/<export_id>/download")
@token_or_member("exports", SEES_REPORTS)
def download(export_id: str) -> Response:
    """Send the file; one that is still being made is waited for."""
    export = get_export(export_id) if find_token_in_use() else _enter_where_it_is(export_id)
    if export.state == "processing":
        export = wait_for(export)
    return file_response(export)


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


def _enter_where_it_is(export_id: str) -> Export:
    """Enter the signed-in user's organization that has the export, and return it.

    The address names no organization, so each of theirs is looked through in a unit of work of its own. Raises
    ExportNotFound, and Forbidden for a role that may not have the file.
    """
    user = find_user()
    with unit_of_work(write=False):
        mine = my_organizations(user) if user else []
    for each in mine:
        with organization_context(each.id), unit_of_work(write=False):
            found = find_export(export_id)
        if found is not None:
            if each.role not in (SEES_REPORTS if found.format == REPORT else RUNS_PROJECTS):
                raise Forbidden
            enter_by_number(each.id)
            return get_export(export_id)
    raise ExportNotFound(details={"export_id": export_id})
