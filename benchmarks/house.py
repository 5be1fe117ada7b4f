"""A Labelroom to measure: its database, its processes, an organization with people, and ways to ask it things."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import secrets
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from flask import Flask

from application.create_app import create_app
from application.migrate import migrate
from foundation.database import db
from foundation.public_ids import new_public_id
from foundation.settings import Settings
from tenants.models import Member, User
from tenants.roles_check import create_roles
from tests.people import Room, make_room
from tests.servers import free_port, run_postgresql, run_redis

ROOT = Path(__file__).resolve().parent.parent
LABELROOM = ROOT / ".venv" / "bin" / "labelroom"
PAUSE = 10.0  # seconds; the server keeps idle connections for 15


@dataclass
class House:
    """A running Labelroom on one kind of database."""

    database: str
    settings: Settings
    environment: dict[str, str]
    port: int
    folder: Path
    app: Flask
    room: Room
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def start(self) -> float:
        """Start web and worker; return the seconds until the first answer."""
        began = time.perf_counter()
        self._run("serve", "--port", str(self.port))
        self.wait()
        return time.perf_counter() - began

    def _run(self, *arguments: str) -> None:
        with open(self.folder / "log", "ab") as log:
            process = subprocess.Popen(
                [str(LABELROOM), *arguments], env=self.environment, stdout=log, stderr=log, cwd=ROOT
            )
        self.processes.append(process)

    def wait(self, seconds: float = 60) -> None:
        """Wait until the house answers."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            with contextlib.suppress(OSError, http.client.HTTPException):
                if self.connection().ask("GET", "/readyz").status == 200:
                    return
            time.sleep(0.02)
        raise RuntimeError(f"no answer; see {self.folder / 'log'}")

    def stop(self) -> None:
        """End web and worker."""
        for process in self.processes:
            process.send_signal(signal.SIGTERM)
        for process in self.processes:
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self.processes.clear()

    def annotators(self, count: int) -> list[str]:
        """Return the names of `count` annotators of the room, made as needed."""
        names = [f"annotator{number}" for number in range(10, 10 + count)]
        with self.room.inside():
            for name in names:
                if name not in self.room.member_ids:
                    self._add_annotator(name)
        return names

    def _add_annotator(self, name: str) -> None:
        email = f"{name}-{secrets.token_hex(4)}@example.com"
        user = User(email=email, email_folded=email, name=name)
        db.session.add(user)
        db.session.flush()
        member = Member(user_id=user.id, public_id=new_public_id("user"), username=name, name=name, role="annotator")
        db.session.add(member)
        db.session.flush()
        self.room.user_ids[name], self.room.member_ids[name] = user.id, member.id

    def worker_pids(self) -> list[int]:
        """Return the processes of this house, children included."""
        found: list[int] = []
        for process in self.processes:
            found += [process.pid, *_children(process.pid)]
        return found

    def connection(self) -> Connection:
        """Return a connection of its own to the web server."""
        return Connection(self.port)

    def api(self) -> Connection:
        """Return a connection that carries an API token."""
        connection = self.connection()
        connection.headers |= self.room.bearer()
        return connection

    def browser(self, role: str) -> Connection:
        """Return a connection signed in as the member of a role, with a CSRF token."""
        client = self.room.client(role)
        token = client.csrf_token()
        cookie = client.get_cookie(self.app.config["SESSION_COOKIE_NAME"])
        connection = self.connection()
        connection.headers |= {"Cookie": f"{cookie.key}={cookie.value}" if cookie else "", "X-CSRFToken": token}
        return connection


def _children(pid: int) -> list[int]:
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            fields = path.read_text().rpartition(")")[2].split()
            if int(fields[1]) == pid:
                child = int(path.parent.name)
                found += [child, *_children(child)]
    return found


@dataclass(frozen=True)
class Answer:
    """An HTTP answer and how long it took, in seconds."""

    status: int
    headers: dict[str, str]
    body: bytes
    seconds: float

    def json(self) -> Any:
        """Return the decoded body; raises RuntimeError for a failure."""
        if self.status >= 400:
            raise RuntimeError(f"{self.status}: {self.body[:500]!r}")
        return json.loads(self.body)


class Connection:
    """A keep-alive HTTP connection; opened anew after a pause, because the server ends idle ones."""

    def __init__(self, port: int) -> None:
        self._used = 0.0
        self.headers = {"Host": f"127.0.0.1:{port}", "Accept": "application/json"}
        self._http = http.client.HTTPConnection("127.0.0.1", port, timeout=300)

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> Answer:
        """Send a request (`body`: bytes, or anything JSON) and read the whole answer."""
        data = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
        more = {"Content-Type": "application/json"} if data is not None else {}
        began = time.perf_counter()
        if began - self._used > PAUSE:
            self._http.close()
        self._http.request(method, path, data, {**self.headers, **more, **headers})
        response = self._http.getresponse()
        content = response.read()
        self._used = time.perf_counter()
        taken = self._used - began
        return Answer(response.status, dict(response.getheaders()), content, taken)


def environment_of(values: dict[str, str]) -> dict[str, str]:
    """Return this process's environment with Labelroom's settings replaced."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("LABELROOM_")}
    return kept | values


@contextlib.contextmanager
def open_house(database: str, *, start: bool = True, empty: bool = False) -> Iterator[House]:
    """Make and start a house on `sqlite` or `postgresql` with one organization (none when `empty`)."""
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="labelroom-bench-")))
        folder.chmod(0o755)
        port = free_port()
        values = {
            "LABELROOM_DATA_DIR": str(folder / "data"),
            "LABELROOM_SECRET_KEY": secrets.token_urlsafe(32),
            "LABELROOM_PUBLIC_URL": f"http://127.0.0.1:{port}",
            "LABELROOM_LANGUAGE": "en",
        }
        (folder / "data").mkdir()
        if database == "postgresql":
            server = stack.enter_context(run_postgresql(folder / "postgresql", durable=True))
            redis = stack.enter_context(run_redis(folder / "redis"))
            server.execute("CREATE DATABASE labelroom")
            values |= {
                "LABELROOM_DATABASE_URL": server.url("labelroom", "app"),
                "LABELROOM_OWNER_DATABASE_URL": server.url("labelroom"),
                "LABELROOM_ADMIN_DATABASE_URL": server.url("labelroom", "administrator"),
                "LABELROOM_REDIS_URL": redis.url,
            }
        os.environ.update(values)
        settings = Settings()
        if database == "postgresql":
            create_roles(settings)
        app = create_app(settings)
        if not empty:
            migrate(app)
        room = Room(app, 0, "") if empty else make_room(app)
        house = House(database, settings, environment_of(values), port, folder, app, room)
        try:
            if start:
                house.start()
            yield house
        finally:
            house.stop()
            with app.app_context():
                db.engine.dispose()
            sys.stdout.flush()
