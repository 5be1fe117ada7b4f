"""The processes as they are started in earnest: by the command, killed, replaced, and ended."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from ipaddress import ip_network
from pathlib import Path

import pytest
import sqlalchemy as sa

from application.create_app import create_app
from application.migrate import migrate
from deliveries.models import Delivery
from deliveries.outbox import send
from foundation.database import db
from foundation.settings import Settings
from tests.deliveries.receivers import Listener, answer, listening
from tests.jobs.chaos import environment, wait_until
from tests.people import People, make_people
from tests.servers import free_port

LABELROOM = str(Path(sys.executable).with_name("labelroom"))
MEGABYTES = 1024


def settings_for(folder: Path) -> Settings:
    return Settings(
        data_dir=folder,
        multi_tenant_sqlite=True,
        log_format="text",
        callback_allowed_networks=[ip_network("127.0.0.0/8")],
    )


@contextmanager
def running(settings: Settings, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    """Run the command until the block ends."""
    process = subprocess.Popen(
        [LABELROOM, *arguments],
        env=environment(settings),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait(60)
        if process.stdout:
            process.stdout.close()


def address_of(process: subprocess.Popen[str]) -> str:
    """Read the address that the command prints."""
    assert process.stdout is not None
    line = process.stdout.readline()
    found = re.search(r"listening on [^ ]*:(\d+)\)", line)
    assert found, line
    return f"http://127.0.0.1:{found[1]}"


def answers(url: str) -> bool:
    with urllib.request.urlopen(url + "/healthz", timeout=5) as response:
        return bool(response.status == 200)


def parent_of(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])


def children_of(pid: int) -> list[int]:
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                if parent_of(int(folder.name)) == pid:
                    found.append(int(folder.name))
            except OSError:
                continue
    return sorted(found)


def tree_of(pid: int) -> list[int]:
    return [pid, *(below for child in children_of(pid) for below in tree_of(child))]


def memory_of(pid: int) -> int:
    """Return the proportional set size in kB."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))


def is_gone(pid: int) -> bool:
    try:
        return "State:\tZ" in Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return True


@contextmanager
def sender(settings: Settings) -> Iterator[Callable[[str], int]]:
    """Give a function that puts a message into the outbox, as a web process does, and one to look at it."""
    app = create_app(settings)
    migrate(app)
    people = make_people(app)

    def put(url: str) -> int:
        with people.inside():
            return send(url, b"{}", f"msg_{time.monotonic_ns()}").id

    put.people = people  # type: ignore[attr-defined]  # for `state_of`
    try:
        yield put
    finally:
        with app.app_context():
            db.engine.dispose()


def state_of(put: Callable[[str], int], delivery_id: int) -> str:
    people: People = put.people  # type: ignore[attr-defined]  # set above
    with people.inside(write=False):
        return db.session.scalars(sa.select(Delivery.state).where(Delivery.id == delivery_id)).one()


def hook(receiver: Listener) -> str:
    return f"http://127.0.0.1:{receiver.port}/"


def test_serve_begins_with_an_empty_folder_and_does_web_and_work(tmp_path: Path) -> None:
    settings = settings_for(tmp_path / "new")
    with listening() as receiver, running(settings, "serve", "--port", "0") as process:
        url = address_of(process)
        assert wait_until(lambda: answers(url), 10) is not None
        assert (tmp_path / "new" / "labelroom.db").exists()
        with sender(settings) as put:
            delivery_id = put(hook(receiver))
            assert wait_until(lambda: state_of(put, delivery_id) == "delivered", 10) is not None


def test_a_child_that_dies_is_replaced(tmp_path: Path) -> None:
    settings = settings_for(tmp_path)
    with listening() as receiver, running(settings, "serve", "--port", "0") as process:
        url = address_of(process)
        assert wait_until(lambda: answers(url), 10) is not None
        before = children_of(process.pid)
        assert len(before) == 2
        for pid in before:
            os.kill(pid, signal.SIGKILL)
        assert wait_until(lambda: len(set(children_of(process.pid)) - set(before)) == 2, 15) is not None
        assert wait_until(lambda: answers(url), 10) is not None
        with sender(settings) as put:
            delivery_id = put(hook(receiver))
            assert wait_until(lambda: state_of(put, delivery_id) == "delivered", 10) is not None


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_serve_ends_gracefully_with_what_is_running(tmp_path: Path, number: signal.Signals) -> None:
    begun = threading.Event()

    def slow(peer: socket.socket, _request: bytes) -> None:
        begun.set()
        time.sleep(1.5)
        answer(peer)

    settings = settings_for(tmp_path)
    with listening(slow) as receiver, running(settings, "serve", "--port", "0") as process:
        address_of(process)
        with sender(settings) as put:
            delivery_id = put(hook(receiver))
            assert begun.wait(10)
            tree = tree_of(process.pid)
            process.send_signal(number)
            assert process.wait(20) == 0
            assert state_of(put, delivery_id) == "delivered"
        assert receiver.hits == 1
        assert wait_until(lambda: all(map(is_gone, tree)), 5) is not None


def test_nothing_is_left_when_the_parent_is_killed(tmp_path: Path) -> None:
    with running(settings_for(tmp_path), "serve", "--port", "0") as process:
        url = address_of(process)
        assert wait_until(lambda: answers(url), 10) is not None
        tree = tree_of(process.pid)
        process.kill()
        process.wait(10)
        assert wait_until(lambda: all(map(is_gone, tree)), 15) is not None


def test_a_taken_port_is_told_at_once(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("0.0.0.0", 0))
        taken.listen()
        port = taken.getsockname()[1]
        program = [LABELROOM, "serve", "--port", str(port)]
        done = subprocess.run(
            program, env=environment(settings_for(tmp_path)), capture_output=True, text=True, timeout=30, check=False
        )
    assert done.returncode == 1
    assert str(port) in done.stderr
    assert "Traceback" not in done.stderr


def test_web_and_worker_at_rest_share_their_memory(tmp_path: Path) -> None:
    with running(settings_for(tmp_path), "serve", "--port", "0") as process:
        url = address_of(process)
        assert wait_until(lambda: answers(url), 10) is not None
        time.sleep(3)
        used = sum(map(memory_of, tree_of(process.pid)))
    assert used <= 200 * MEGABYTES


def test_web_and_worker_run_apart_on_postgresql_and_redis(make_settings: Callable[..., Settings]) -> None:
    settings = make_settings("postgresql", callback_allowed_networks=[ip_network("127.0.0.0/8")])
    port = str(free_port())
    with (
        sender(settings) as put,
        listening() as receiver,
        running(settings, "web", "--host", "127.0.0.1", "--port", port) as web,
        running(settings, "worker", "--threads", "2") as worker,
    ):
        assert wait_until(lambda: answers(f"http://127.0.0.1:{port}"), 20) is not None
        delivery_id = put(hook(receiver))
        assert wait_until(lambda: state_of(put, delivery_id) == "delivered", 20) is not None
        for process in (web, worker):
            process.terminate()
        assert (web.wait(40), worker.wait(40)) == (0, 0)
