"""What a supervisor asks: is the process alive, and can it serve."""

from __future__ import annotations

import sqlalchemy as sa
from flask import Blueprint, Response, jsonify

from foundation.database import db
from tenants.access import public
from tenants.models import Organization

health = Blueprint("health", __name__)


@health.get("/healthz")
@public
def healthz() -> Response:
    """Say that the process answers."""
    return jsonify(status="ok")


@health.get("/readyz")
@public
def readyz() -> Response:
    """Say whether the database answers and has our tables; 503 otherwise. A queue that is down is no reason."""
    try:
        db.session.execute(sa.select(Organization.id).limit(1))
    except sa.exc.SQLAlchemyError:
        db.session.rollback()
        response = jsonify(status="unavailable")
        response.status_code = 503
        return response
    return jsonify(status="ready")
