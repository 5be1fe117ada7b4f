"""Bringing the database up to date."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from flask import Flask

from foundation.database import db

MIGRATIONS = Path(__file__).resolve().parent.parent.parent / "migrations"


def migration_config() -> Config:
    """Return Alembic's configuration for our folder."""
    config = Config(str(MIGRATIONS / "alembic.ini"))
    config.set_main_option("script_location", str(MIGRATIONS))
    return config


def migrate(app: Flask, revision: str = "head") -> None:
    """Upgrade the database; connections opened before forget what they knew of its tables."""
    with app.app_context():
        command.upgrade(migration_config(), revision)
        db.engine.dispose()
