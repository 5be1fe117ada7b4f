"""A whole Labelroom as its users meet it: real processes, a receiver for callbacks, and a server for pictures."""

from __future__ import annotations

import contextlib
import http.server
import json
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import requests

from foundation.settings import Settings
from tests.jobs.chaos import environment
from tests.servers import free_port

LABELROOM = str(Path(sys.executable).with_name("labelroom"))
DATA = Path(__file__).resolve().parents[1] / "data"


@dataclass
class Beside(http.server.ThreadingHTTPServer):
    """What stands beside us in the world: takes callbacks at /callback and serves the test pictures."""

    callbacks: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Desk)
        self.callbacks = []

    @property
    def url(self) -> str:
        """The address it is at."""
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Desk(http.server.BaseHTTPRequestHandler):
    server: Beside

    def do_GET(self) -> None:
        body = (DATA / "images" / Path(self.path).name).read_bytes()
        self.send_response(200)
        self.send_header("Content-Type", "image/jpeg")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.callbacks.append((dict(self.headers), body))
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""


@dataclass
class House:
    """A running installation; `token` is what the sample center got from its administrator."""

    url: str
    settings: Settings
    beside: Beside
    token: str = ""

    def command(self, *arguments: str) -> dict[str, Any]:
        """Run `labelroom …  --json` and return what it says."""
        program = [LABELROOM, *arguments, "--json"]
        done = subprocess.run(program, env=environment(self.settings), capture_output=True, text=True, check=True)
        facts: dict[str, Any] = json.loads(done.stdout)
        return facts

    def api(self, method: str, path: str, body: Any = None) -> Any:
        """Call the external API as a sample center does."""
        headers = {"Authorization": f"Bearer {self.token}"}
        answer = requests.request(method, f"{self.url}/api/external{path}", json=body, headers=headers, timeout=60)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def download(self, path: str) -> bytes:
        """Download an export."""
        answer = requests.get(self.url + path, headers={"Authorization": f"Bearer {self.token}"}, timeout=60)
        assert answer.status_code == 200, answer.text
        return answer.content


@contextlib.contextmanager
def open_house(settings: Settings, folder: Path) -> Iterator[House]:
    """Start web and worker (one command on SQLite), and end them afterwards."""
    port = free_port()
    settings = settings.model_copy(update={"public_url": f"http://127.0.0.1:{port}"})
    commands = [["serve"]] if settings.is_sqlite else [["web"], ["worker"]]
    if not settings.is_sqlite:
        subprocess.run([LABELROOM, "migrate"], env=environment(settings), check=True, stdout=subprocess.DEVNULL)
    with contextlib.ExitStack() as stack:
        log = stack.enter_context((folder / "processes.log").open("wb"))
        for command in commands:
            more = ["--port", str(port)] if command != ["worker"] else []
            process = subprocess.Popen([LABELROOM, *command, *more], env=environment(settings), stdout=log, stderr=log)
            stack.callback(_end, process)
        beside = Beside()
        threading.Thread(target=beside.serve_forever, daemon=True).start()
        stack.callback(beside.server_close)
        stack.callback(beside.shutdown)
        house = House(settings.public_url, settings, beside)
        _wait(house)
        yield house


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    assert process.wait(60) == 0


def _wait(house: House) -> None:
    end = time.monotonic() + 60
    while True:
        try:
            with urllib.request.urlopen(f"{house.url}/readyz", timeout=5) as answer:
                if answer.status == 200:
                    return
        except OSError:
            if time.monotonic() > end:
                raise
        time.sleep(0.1)
