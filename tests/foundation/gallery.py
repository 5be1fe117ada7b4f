"""All parts of the look on one page, for tests and for eyes: `python -m tests.foundation.gallery` serves it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from flask import Flask, make_response, render_template, request
from flask_babel import lazy_gettext as _l
from flask_wtf import CSRFProtect, FlaskForm
from jinja2 import ChoiceLoader, FileSystemLoader
from werkzeug.serving import make_server
from wtforms import BooleanField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice

from foundation import languages, page_shell
from foundation.assets import STATIC
from foundation.clock import now
from foundation.failures import Failure
from foundation.navigation import Entry, add_to_navigation

SOURCE = STATIC.parent
ENDPOINTS = {
    "tenants.organization": "/o/<slug>",
    "tenants.account": "/a",
    "tenants.choose_language": "/l",
    "tenants.sign_out": "/out",
}
ENTRIES = (
    ("projects", _l("Members"), "folder-kanban", "work"),
    ("work", _l("Profile"), "pencil-line", "work"),
    ("tokens", _l("Tokens"), "key-round", "manage"),
    ("audit", _l("Audit log"), "scroll-text", "manage"),
)
PROJECTS = (
    ("商品评论情感分类 · 2 月", "进行中", "accent", 612, 800, 40),
    ("新闻实体识别", "进行中", "accent", 97, 250, 20),
    ("图像分类项目-批次001", "待分发", "warn", 0, 2000, 0),
    ("缺陷目标检测 A 线", "草稿", "", 0, 12000, 0),
    ("客服对话分类", "已完成", "ok", 1500, 1500, 0),
)


class GalleryForm(FlaskForm):
    """One field of each kind."""

    name = StringField("Name")
    note = TextAreaField("Note")
    role = SelectField("Role", choices=[SelectChoice("a", "Annotator"), SelectChoice("b", "Reviewer")])
    mode = RadioField("Mode", choices=[SelectChoice("e", "Evenly"), SelectChoice("p", "Shared pool")])
    agree = BooleanField("Completed tasks only")


def make_gallery() -> Flask:
    """Return an application that knows nothing but the look."""
    app = Flask("gallery", static_folder=None)
    folders = [FileSystemLoader(SOURCE / "templates"), FileSystemLoader(Path(__file__).parent)]
    app.jinja_loader = ChoiceLoader(folders)
    app.config.update(SOURCE=SOURCE, SETTINGS=SimpleNamespace(language="zh"), SECRET_KEY="for the gallery alone")
    CSRFProtect(app)
    languages.init_app(app)
    page_shell.init_app(app)
    for endpoint, path in ENDPOINTS.items():
        app.add_url_rule(path, endpoint, lambda **_values: "")
    for order, (key, label, icon, group) in enumerate(ENTRIES):
        count = (lambda: 37) if key == "work" else (lambda: None)
        add_to_navigation(app, Entry(key, label, icon, "tenants.account", group, order, count=count))  # type: ignore[arg-type]  # literals
    app.add_url_rule("/", "gallery", gallery)
    app.add_url_rule("/error/<int:status>", "error", error)
    app.add_url_rule("/part", "part", part)
    app.add_url_rule("/refused", "refused", lambda: ("", 409, {"X-Message": "Someone%20was%20faster"}), methods=["GET"])
    return app


def gallery() -> str:
    """Render every part."""
    languages.use_language(request.args.get("lang", "zh"))
    form = GalleryForm()  # type: ignore[no-untyped-call]  # Flask-WTF has no types
    form.name.errors = ("Give it a name.",)
    return render_template("gallery.html", form=form, rows=PROJECTS, moment=now() - dt.timedelta(hours=5), **frame())


def error(status: int) -> Any:
    """Render the page of a failure."""
    languages.use_language(request.args.get("lang", "zh"))
    details = {"request_id": "req_123"} if status == 500 else {}
    return make_response(
        render_template("foundation/error.html", failure=Failure(status, "X", "What happened.", details)), status
    )


def part() -> Any:
    """Answer htmx with a part: valid, or with a fault when `bad` is typed."""
    typed = request.args.get("typed", "")
    wrong = typed == "bad"
    return make_response(
        render_template("part.html", typed=typed, wrong=wrong, polls=int(request.args.get("polls", "0"))),
        422 if wrong else 200,
    )


def frame() -> dict[str, Any]:
    """What the frame of a page shows."""
    mine = [SimpleNamespace(name="星河样本中心", slug="stars"), SimpleNamespace(name="Second", slug="second")]
    return {
        "organization": mine[0],
        "organizations": lambda: mine,
        "user": SimpleNamespace(name="王小明", email="w@example.com"),
        "here": "projects",
    }


if __name__ == "__main__":
    server = make_server("127.0.0.1", 0, make_gallery(), threaded=True)
    print(f"http://127.0.0.1:{server.port}/", flush=True)
    server.serve_forever()
