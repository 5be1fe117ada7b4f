"""Fixtures every test may use: both databases, an application on each, and people in two organizations."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser

from application.create_app import create_app
from application.migrate import migrate
from foundation.database import db
from foundation.settings import Settings
from tenants.roles_check import create_roles
from tests.browsing import chromium_running, serving
from tests.people import People, make_people
from tests.servers import PostgreSQL, Redis, run_postgresql, run_redis

BACKENDS = ("sqlite", "postgresql")


@pytest.fixture(scope="session")
def servers_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder other users can reach (PostgreSQL runs as one)."""
    with tempfile.TemporaryDirectory(prefix="labelroom-tests-") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


@pytest.fixture(scope="session")
def postgresql(servers_folder: Path) -> Iterator[PostgreSQL]:
    """A PostgreSQL cluster of this test process."""
    with run_postgresql(servers_folder / "postgresql") as server:
        yield server


@pytest.fixture(scope="session")
def redis(servers_folder: Path) -> Iterator[Redis]:
    """A Redis of this test process."""
    with run_redis(servers_folder / "redis") as server:
        yield server


@pytest.fixture(scope="session")
def make_settings(servers_folder: Path, request: pytest.FixtureRequest) -> Callable[..., Settings]:
    """Return a function that gives settings for a fresh, migrated database of a backend."""
    count = 0

    def make(backend: str, **changes: Any) -> Settings:
        nonlocal count
        count += 1
        folder = servers_folder / f"data-{backend}-{count}"
        folder.mkdir()
        values: dict[str, Any] = {
            "data_dir": folder,
            "multi_tenant_sqlite": True,
            "language": "en",
            "log_format": "text",
            "secret_key": "tests-only-key-of-sufficient-length",
        }
        if backend == "postgresql":
            server: PostgreSQL = request.getfixturevalue("postgresql")
            redis_server: Redis = request.getfixturevalue("redis")
            name = f"labelroom_{count}"
            server.execute(f"CREATE DATABASE {name}")
            values |= {
                "database_url": server.url(name, "app"),
                "owner_database_url": server.url(name),
                "admin_database_url": server.url(name, "administrator"),
                "redis_url": redis_server.url.replace("/0", f"/{count % 16}"),
            }
        settings = Settings(**(values | changes))
        if backend == "postgresql":
            create_roles(settings)
        return settings

    return make


@pytest.fixture(scope="session")
def make_app(make_settings: Callable[..., Settings]) -> Iterator[Callable[..., Flask]]:
    """Return a function that gives an application on a fresh, migrated database."""
    made: list[Flask] = []

    def make(backend: str, **changes: Any) -> Flask:
        app = create_app(make_settings(backend, **changes))
        app.testing = True
        migrate(app)
        made.append(app)
        return app

    yield make
    for app in made:
        with app.app_context():
            db.engine.dispose()


@pytest.fixture(scope="session")
def _shared_apps() -> dict[str, Flask]:
    return {}


@pytest.fixture(params=BACKENDS)
def backend(request: pytest.FixtureRequest) -> str:
    """The database a test runs on; each test that asks for it runs on both."""
    return str(request.param)


@pytest.fixture
def app(backend: str, _shared_apps: dict[str, Flask], make_app: Callable[..., Flask]) -> Flask:
    """The application on a database shared by the tests of this process: make organizations of your own in it."""
    if backend not in _shared_apps:
        _shared_apps[backend] = make_app(backend)
    return _shared_apps[backend]


@pytest.fixture
def people(app: Flask) -> People:
    """A fresh organization with a member of each role, and a stranger who owns another."""
    return make_people(app)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One Chromium for the tests of a file."""
    with chromium_running() as browser:
        yield browser


@pytest.fixture(scope="module")
def served(make_app: Callable[..., Flask]) -> Iterator[tuple[Flask, str]]:
    """An application on a fresh SQLite database for the tests of a file, and its address."""
    app = make_app("sqlite")
    with serving(app) as address:
        yield app, address
