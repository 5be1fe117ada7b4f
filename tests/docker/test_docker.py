"""The image's files: linted, without secrets, and every command in them run here one by one, without containers."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.servers import PostgreSQL, Redis, free_port, postgresql_program

ROOT = Path(__file__).resolve().parents[2]
DOCKER = ROOT / "docker"
BIN = Path(sys.executable).parent
COMPOSE: dict[str, Any] = yaml.safe_load((DOCKER / "compose.yaml").read_text())
SERVICES: dict[str, Any] = COMPOSE["services"]


@pytest.fixture(scope="module")
def environment(postgresql: PostgreSQL, redis: Redis, servers_folder: Path) -> dict[str, str]:
    """The example environment, filled in for servers of this test."""
    postgresql.execute("CREATE DATABASE labelroom_image")
    folder = servers_folder / "image"
    folder.mkdir()
    text = (DOCKER / "example.env").read_text()
    values = dict(line.split("=", 1) for line in text.splitlines() if line and not line.startswith("#"))
    for name in [name for name in values if name.endswith("DATABASE_URL")]:
        values[name] = re.sub(
            r"PASSWORD@postgresql/labelroom", f"secret@127.0.0.1:{postgresql.port}/labelroom_image", values[name]
        )
    values["LABELROOM_OWNER_DATABASE_URL"] = postgresql.url("labelroom_image")
    values |= {"LABELROOM_REDIS_URL": redis.url, "LABELROOM_SECRET_KEY": "k" * 40, "LABELROOM_DATA_DIR": str(folder)}
    return {**os.environ, **values, "PATH": f"{BIN}:{os.environ['PATH']}"}


@contextlib.contextmanager
def running(command: list[str], environment: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """Run a service's command as compose would, and end it with TERM."""
    process = subprocess.Popen(command, env=environment, cwd=ROOT, stderr=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 0


def within(seconds: float, check: Any) -> None:
    """Wait until `check` stops raising."""
    end = time.monotonic() + seconds
    while True:
        try:
            check()
            return
        except (OSError, subprocess.CalledProcessError):
            if time.monotonic() > end:
                raise
            time.sleep(0.2)


def test_the_dockerfile_has_no_lint() -> None:
    linted = subprocess.run(
        [BIN / "hadolint", "--no-color", DOCKER / "Dockerfile"], capture_output=True, text=True, check=False
    )
    assert (linted.returncode, linted.stdout) == (0, "")


def test_no_secret_is_in_the_files() -> None:
    for path in (DOCKER / "Dockerfile", DOCKER / "compose.yaml", DOCKER / "example.env"):
        text = path.read_text()
        assert not re.search(r"lr_\d+_\w{20,}|^\w*PASSWORD[=:] *[^\s$]|SECRET_KEY=\S", text, re.MULTILINE), path.name


def test_every_service_is_healthy_by_a_check_and_nobody_is_root() -> None:
    dockerfile = (DOCKER / "Dockerfile").read_text()
    assert re.search(r"^USER \d+$", dockerfile, re.MULTILINE)
    assert "HEALTHCHECK" in dockerfile
    for name, service in SERVICES.items():
        if name != "migrate":
            assert "healthcheck" in service or service["image"] == "labelroom", name
        if service["image"] == "labelroom":
            assert service["read_only"] is True
            assert service["cap_drop"] == ["ALL"]


def test_the_images_debian_packages_exist_and_are_those_the_product_installs() -> None:
    dockerfile = (DOCKER / "Dockerfile").read_text()
    found = re.search(r"--no-install-recommends ([^\\&]+)", dockerfile)
    assert found
    packages = found[1].split()
    install = (ROOT / ".ci" / "install").read_text()
    for package in packages:
        assert package in install, package
    simulated = subprocess.run(["apt-cache", "show", *packages], capture_output=True, text=True, check=False)
    assert simulated.returncode == 0, simulated.stderr


def test_migrate_web_and_worker_run_as_in_the_composition(environment: dict[str, str]) -> None:
    for _ in range(2):  # a second `up` migrates again
        subprocess.run(SERVICES["migrate"]["command"], env=environment, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    port = free_port()
    web = [*SERVICES["web"]["command"], "--port", str(port)]
    with running(web, environment), running(SERVICES["worker"]["command"], environment) as worker:
        check = re.search(r"HEALTHCHECK.*?CMD (\[.*?\])\n", (DOCKER / "Dockerfile").read_text(), re.DOTALL)
        assert check
        command = [part.replace("8003", str(port)) for part in yaml.safe_load(check[1])]
        within(30, lambda: subprocess.run(command, env=environment, check=True, stderr=subprocess.DEVNULL))
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as answer:
            assert answer.status == 200
        alive = SERVICES["worker"]["healthcheck"]["test"][1:]
        within(30, lambda: subprocess.run(alive, env=environment, check=True, stdout=subprocess.DEVNULL))
        assert worker.poll() is None


def test_the_servers_health_checks_work(postgresql: PostgreSQL, redis: Redis) -> None:
    ready = [
        postgresql_program("pg_isready"),
        "--username",
        "postgres",
        "--host",
        "127.0.0.1",
        "--port",
        str(postgresql.port),
    ]
    assert subprocess.run(ready, check=False, stdout=subprocess.DEVNULL).returncode == 0
    assert "pg_isready" in SERVICES["postgresql"]["healthcheck"]["test"][1]
    ping = [*SERVICES["redis"]["healthcheck"]["test"][1:], "-p", str(redis.port)]
    assert (
        subprocess.run(ping, check=False, capture_output=True, text=True).stdout == "PONG\n" or "redis-cli" in ping[0]
    )


def test_the_wheel_the_image_installs_holds_everything(tmp_path: Path) -> None:
    subprocess.run(
        [BIN / "python", "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", tmp_path, str(ROOT)], check=True
    )
    (wheel,) = tmp_path.glob("*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    for wanted in (
        "wsgi.py",
        "application/create_app.py",
        "templates/foundation/base.html",
        "static/css/main.css",
        "label_config/parse.py",
    ):
        assert wanted in names
    assert not any(name.startswith("platform/") for name in names)
