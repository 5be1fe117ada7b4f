"""One request with 100,000 rows: its memory, and that rows are right at both ends."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from foundation.database import db
from foundation.settings import Settings
from projects.models import Task
from tests.api_external import memory_of_init
from tests.people import make_people

ROWS = 100_000
TIMES_THE_BODY = 3.0


def environment(settings: Settings) -> dict[str, str]:
    """Return the variables with which another process works on the same database."""
    names = ("data_dir", "database_url", "owner_database_url", "admin_database_url", "redis_url", "multi_tenant_sqlite")
    values = {f"LABELROOM_{name.upper()}": str(getattr(settings, name)) for name in names}
    secret = settings.secret_key.get_secret_value()
    return {**os.environ, **values, "LABELROOM_SECRET_KEY": secret, "PYTHONWARNINGS": "error"}


def rows(count: int) -> list[dict[str, Any]]:
    text = "这个产品非常好用，物流也很快，包装完好，客服态度不错。Would buy it again."
    return [
        {"id": f"row_{number}", "content": f"{number} {text}", "metadata": {"batch": "001", "n": number}}
        for number in range(count)
    ]


def write(path: Path, count: int) -> int:
    body = {"name": "large", "task_type": "ner", "data": rows(count), "tags": [{"tag": "a"}]}
    path.write_text(json.dumps(body, ensure_ascii=False), encoding="utf-8")
    return path.stat().st_size


@pytest.fixture
def own_app(backend: str, make_app: Callable[..., Flask]) -> Flask:
    """An application on a database of its own, so that no other test's rows are in the way."""
    return make_app(backend)


def test_a_hundred_thousand_rows_grow_memory_by_three_times_the_body_at_most(own_app: Flask, tmp_path: Path) -> None:
    people = make_people(own_app)
    write(tmp_path / "small", 10)
    size = write(tmp_path / "large", ROWS)
    assert size > 16_000_000
    program = [
        sys.executable,
        memory_of_init.__file__,
        people.token(),
        str(tmp_path / "small"),
        str(tmp_path / "large"),
    ]
    settings = own_app.config["SETTINGS"]
    done = subprocess.run(program, env=environment(settings), check=True, stdout=subprocess.PIPE, timeout=300)
    report = json.loads(done.stdout)
    assert (report["status"], report["tasks"]) == ("200 OK", ROWS)
    assert report["growth"] <= TIMES_THE_BODY * size, f"{report['growth'] / size:.2f} times the body"
    with people.inside(write=False):
        newest = sa.select(Task).order_by(Task.id.desc()).limit(1)
        last = db.session.scalars(newest).one()
    assert (last.external_id, last.inner_number) == (f"row_{ROWS - 1}", ROWS)
    assert last.caller_metadata == {"batch": "001", "n": ROWS - 1}
