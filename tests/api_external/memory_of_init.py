"""Run in a process of its own by test_init_memory: creates a large project and prints what that took."""

import json
import sys
import time
from typing import Any

from werkzeug.test import EnvironBuilder, run_wsgi_app

from application.create_app import create_app


def send(app: Any, token: str, path: str) -> tuple[str, dict[str, Any]]:
    """POST the file at `path` as it would come from a socket, and return status and answer."""
    headers = [("Authorization", f"Bearer {token}")]
    with open(path, "rb") as body:
        builder = EnvironBuilder("/api/external/projects/init", method="POST", headers=headers)
        environ = builder.get_environ() | {"wsgi.input": body, "CONTENT_TYPE": "application/json"}
        environ["CONTENT_LENGTH"] = str(body.seek(0, 2))
        body.seek(0)
        answer, status, _headers = run_wsgi_app(app.wsgi_app, environ, buffered=True)
    return status, json.loads(b"".join(answer))


def memory(name: str) -> int:
    """Return a figure of this process's memory in bytes: VmRSS, or VmHWM for its peak."""
    with open("/proc/self/status") as file:
        return next(int(line.split()[1]) * 1024 for line in file if line.startswith(name))


def main() -> None:
    """Send a small project first, so that what is loaded once doesn't count, then the large one."""
    token, small, large = sys.argv[1:]
    app = create_app()
    status, _answer = send(app, token, small)
    before = memory("VmRSS")
    began = time.perf_counter()
    status, answer = send(app, token, large)
    seconds = time.perf_counter() - began
    report = {
        "status": status,
        "tasks": answer.get("task_count"),
        "growth": memory("VmHWM") - before,
        "seconds": seconds,
    }
    print(json.dumps(report))


if __name__ == "__main__":
    main()
