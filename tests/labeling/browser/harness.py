"""A small server for the labeling page alone: the real templates, scripts and headers, tasks and answers in memory.

It speaks the contract of the labeling page with its server, so that the editor can be tested fast and its server be
made to fail in every way a real one can.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from flask import Flask, Response, jsonify, render_template, request, send_from_directory
from flask_wtf.csrf import CSRFProtect, generate_csrf
from markupsafe import Markup
from werkzeug.serving import WSGIRequestHandler, make_server

from foundation import languages, page_shell
from label_config.check_results import check_results
from label_config.hotkeys import hotkeys_of
from label_config.parse import parse_config

ROOT = Path(__file__).resolve().parents[3]
BASE = "/o/test/projects/<project>/label"
PICTURES = ROOT / "tests" / "data" / "images"

NUMBERS = count(1)

Answer = tuple[Any, int]


@dataclass
class Desk:
    """One member's work in one project, as the server sees it."""

    xml: str
    tasks: list[dict[str, Any]]
    instructions: str = ""
    language: str = "en"
    mode: str = "work"
    shown: dict[str, Any] | None = None
    drafts: dict[int, dict[str, Any]] = field(default_factory=dict)
    answers: dict[int, dict[str, Any]] = field(default_factory=dict)
    receipts: dict[str, dict[str, Any]] = field(default_factory=dict)
    handed: list[int] = field(default_factory=list)
    gone: set[int] = field(default_factory=set)
    signed_out: bool = False
    member: str = "1-7"
    failing: set[str] = field(default_factory=set)  # endpoints that answer 503
    refusing: dict[str, Answer] = field(default_factory=dict)  # endpoints that answer this
    reason: str = "all_done"
    lease_seconds: int = 900
    calls: list[tuple[str, int | None, Any]] = field(default_factory=list)
    config_version: int = 1
    project: str = field(default_factory=lambda: f"proj_{next(NUMBERS)}")

    @property
    def path(self) -> str:
        return BASE.replace("<project>", self.project)

    def task(self, task_id: int) -> dict[str, Any]:
        task = next(task for task in self.tasks if task["id"] == task_id)
        answer = self.answers.get(task_id)
        return {
            "number": task_id,
            "external_id": None,
            "config_version": self.config_version,
            "state": answer["state"] if answer else "open",
            "draft": self.drafts.get(task_id),
            "annotation": answer and {"id": task_id, "results": answer["results"], "state": "submitted", "version": 1},
            "comment": None,
            "lease_until": (datetime.now(UTC) + timedelta(seconds=self.lease_seconds)).isoformat(),
            **task,
        }

    def place(self) -> dict[str, Any]:
        done = len(self.answers)
        total = len(self.tasks)
        return {"mine_done": done, "mine_total": total, "completed": done, "in_progress": 1, "total": total}

    def next(self, held: list[int]) -> dict[str, Any]:
        free = [task["id"] for task in self.tasks if task["id"] not in held and task["id"] not in self.answers]
        task = self.task(free[0]) if free else None
        if task:
            self.handed.append(task["id"])
        return {"task": task, "reason": None if task else self.reason, "place": self.place()}

    def take(self, kind: str, task_id: int, body: dict[str, Any]) -> Answer:
        if known := self.receipts.get(body["client_key"]):
            return known, 200
        results = body.get("results", [])
        data = self.task(task_id)["data"]
        faults = check_results(parse_config(self.xml), results, data) if kind == "submit" else []
        if faults:
            errors = [{"field": fault.field, "message": str(fault.message)} for fault in faults]
            return {
                "error": "invalid_results",
                "message": "This answer doesn't fit.",
                "details": {"errors": errors},
            }, 422
        state = "skipped" if kind == "skip" else "done"
        self.answers[task_id] = {**body, "results": results, "state": state}
        self.drafts.pop(task_id, None)
        annotation = {"id": task_id, "state": "submitted", "counted": True, "version": 1}
        receipt = {"annotation": annotation, "extra": task_id in self.gone, "place": self.place()}
        self.receipts[body["client_key"]] = receipt
        return receipt, 200

    def keep_draft(self, task_id: int, body: dict[str, Any]) -> Answer:
        kept = self.drafts.get(task_id)
        if kept and not body.get("replace") and kept["seq"] >= body["seq"]:
            if kept["tab"] == body["tab"]:
                return {"seq": kept["seq"], "saved_at": kept["updated_at"]}, 200
            return {"error": "newer_draft", "message": "Newer elsewhere.", "details": {"draft": kept}}, 409
        draft = {name: body[name] for name in ("results", "seq", "tab")}
        self.drafts[task_id] = {**draft, "updated_at": datetime.now(UTC).isoformat()}
        return {"seq": body["seq"], "saved_at": self.drafts[task_id]["updated_at"]}, 200


class Quiet(WSGIRequestHandler):
    """Writes no line for each request."""

    def log(self, *_: Any) -> None:
        return


class Harness:
    """The server and its desk; `url` is the labeling page's address."""

    def __init__(self) -> None:
        self.desk = Desk("<View/>", [])
        self.elsewhere: dict[str, Desk] = {}  # other projects by their id
        self.violations: list[Any] = []
        self.server = make_server("127.0.0.1", 0, self.make_app(), threaded=True, request_handler=Quiet)
        self.origin = f"http://127.0.0.1:{self.server.server_port}"

    @property
    def url(self) -> str:
        return self.origin + self.desk.path

    def make_app(self) -> Flask:
        app = Flask("harness", template_folder=str(ROOT / "platform" / "templates"), static_folder=None)
        app.config.update(
            SECRET_KEY="harness",
            SOURCE=ROOT / "platform",
            SETTINGS=SimpleNamespace(language="en"),
            WTF_CSRF_ENABLED=True,
        )
        app.debug = True  # static files are read anew when they change
        languages.init_app(app)
        page_shell.init_app(app)
        CSRFProtect(app)
        app.before_request(lambda: languages.use_language(self.desk.language))
        app.add_url_rule("/sign-in", "tenants.sign_in", lambda: "sign in")
        app.add_url_rule("/media/<name>", "media", lambda name: send_from_directory(PICTURES, name))
        app.add_url_rule(BASE, "page", self.page)
        for rule, method in [
            ("next", "POST"), ("earlier", "GET"), ("tasks/<int:task_id>", "GET"),
            ("tasks/<int:task_id>/<kind>", "POST"), ("tasks/<int:task_id>/<kind>", "PUT"),
        ]:  # fmt: skip
            app.add_url_rule(f"{BASE}/{rule}", rule + method, self.call, methods=[method])
        return app

    def page(self, project: str) -> Response | str:
        if self.desk.signed_out:
            return Response("sign in", 200)
        generate_csrf()
        config = parse_config(self.desk.xml)
        drawn = {"rectanglelabels": "Object detection", "polygonlabels": "Polygons", "labels": "Named entities"}
        kinds = [drawn.get(control.result_type, "Classification") for control in config.controls.values()]
        return render_template(
            "labeling/page.html", project=SimpleNamespace(name="Coins · batch 001", public_id=project),
            task_type_name=kinds[0] if kinds else "", config=config, config_version=self.desk.config_version,
            keys=hotkeys_of(config, taken="svbfi"), base_url=self.desk.path, back_url="/", member_key=self.desk.member,
            instructions=Markup(self.desk.instructions), open_task=request.args.get("task", type=int),
            mode=self.desk.mode, task=self.desk.shown,
        )  # fmt: skip

    def call(self, project: str, task_id: int | None = None, kind: str = "") -> Answer | tuple[str, int]:
        desk = self.elsewhere.get(project, self.desk)
        name = kind or request.path.removeprefix(desk.path + "/").split("/")[0]
        if project != desk.project:  # the last word of a page of another test
            return jsonify(error="not_found", message="Gone.", details={}), 404
        body = request.get_json(silent=True) if request.method != "GET" else None
        desk.calls.append((name, task_id, body))
        if name in desk.failing:
            return "down", 503
        if desk.signed_out:
            return jsonify(error="signed_out", message="Signed out.", details={}), 401
        if name in desk.refusing:
            answer, status = desk.refusing[name]
            return jsonify(answer), status
        answer, status = self.answer(desk, name, task_id, body or {})
        return ("", 204) if answer is None else (jsonify(answer), status)

    def answer(self, desk: Desk, name: str, task_id: int | None, body: dict[str, Any]) -> Answer:
        if name == "next":
            return desk.next(body["except"]), 200
        if name == "earlier":
            items = [
                {"task": number, "number": number, "summary": f"{len(answer['results'])} regions", "state": "submitted",
                 "submitted_at": datetime.now(UTC).isoformat()}
                for number, answer in reversed(desk.answers.items())
            ]  # fmt: skip
            return {"items": items, "next": None}, 200
        assert task_id is not None
        if name in ("submit", "skip"):
            return desk.take(name, task_id, body)
        if name == "draft":
            return desk.keep_draft(task_id, body)
        if task_id in desk.gone and name in ("open", "alive"):
            return {"error": "task_gone", "message": "Gone.", "details": {}}, 409
        if name in ("alive", "release"):
            return None, 204
        return {"task": desk.task(task_id)}, 200


@contextmanager
def running() -> Iterator[Harness]:
    """Serve a harness on a free port until the end of the block."""
    harness = Harness()
    thread = threading.Thread(target=harness.server.serve_forever, daemon=True)
    thread.start()
    try:
        yield harness
    finally:
        harness.server.shutdown()
        thread.join()
