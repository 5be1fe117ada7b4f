"""What is checked before anything is served."""

from __future__ import annotations

from flask import Flask

from foundation.database import db
from tenants.roles_check import UnsafeDatabase, check_database


def check_start(app: Flask) -> None:
    """End the process with a sentence when the database would not keep organizations apart."""
    with app.app_context():
        try:
            check_database(db.engine)
        except UnsafeDatabase as unsafe:
            raise SystemExit(f"Labelroom doesn't start: {unsafe}.") from None
        finally:
            db.engine.dispose()  # no connection survives a fork
