"""Telling a callback address that its export has ended."""

from __future__ import annotations

import orjson
from flask import current_app

from deliveries.outbox import send
from exports.models import Export


def announce_end(export: Export) -> None:
    """Queue the callback of an export that has completed or failed, in the transaction that ends it."""
    if export.callback_url is None:
        return
    send(
        export.callback_url,
        _body(export),
        event_id=f"msg_{export.public_id}_{export.state}",
        kind="export",
        subject=export.public_id,
    )


def _body(export: Export) -> bytes:
    """Return the contract's body. The address is made from the configured one, never from a request's Host header."""
    completed = export.state == "completed"
    public_url = current_app.config["SETTINGS"].public_url
    return orjson.dumps(
        {
            "project_id": export.project.public_id,
            "export_id": export.public_id,
            "status": export.state,
            "format": export.format,
            "total_exported": export.total if completed else None,
            "file_url": f"{public_url}{export.download_path}" if completed else None,
            "file_name": export.file_name if completed else None,
            "file_size": export.size if completed else None,
            "error_message": None if completed else export.error,
        }
    )
