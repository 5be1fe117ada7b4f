"""schemathesis sends what the OpenAPI document allows and what it doesn't, and checks every answer against it."""

import re
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, Phase, seed, settings
from schemathesis import checks
from schemathesis.config import SchemathesisConfig

from application.create_app import create_app
from foundation.settings import Settings
from tests.api_external.calls import Caller
from tests.people import make_people

SEED = 20260203
EXAMPLES = 100
IDS = ("project_id", "export_id", "job_id")

CONFIG = SchemathesisConfig.from_dict(
    {"generation": {"allow-extra-parameters": False}}  # a parameter that is unknown is ignored, as unknown fields are
)

# What JSON Schema can't say, by path and field of the error. Nothing else that the document allows may be refused.
REFUSALS = {
    ("/api/external/projects/init", "data[].id"): "an id that comes twice, or an integer of more than 255 digits",
    ("/api/external/projects/init", "data[].content"): "no image's address, in a project of images",
    ("/api/external/projects/init", "data[].metadata"): "more than 64 KiB, U+0000 inside, numbers no float can hold",
    ("/api/external/projects/init", "tags[].tag"): "a tag that comes twice, compared after trimming",
    ("/api/external/projects/{project_id}/tasks", "data[].id"): "an integer of more than 255 digits",
    ("/api/external/projects/{project_id}/tasks", "data[].metadata"): "as for init",
    ("/api/external/projects/{project_id}/export", "format"): "a format that can't hold answers of this type",
    ("/api/external/projects/{project_id}/export", "callback_url"): "an address nothing may be sent to",
}


def field_of(error: dict[str, str]) -> str:
    """Return the field without its place in lists, and nothing of what is inside metadata."""
    plain = re.sub(r"\[\d+\]", "[]", error["field"])
    return "data[].metadata" if plain.startswith("data[].metadata") else plain


def is_expected(path: str, answer: Any) -> bool:
    """Whether every problem the answer lists stands in the table."""
    if answer.status_code != 400:
        return False
    errors = answer.json()["details"].get("errors", [])
    return bool(errors) and all((path, field_of(error)) in REFUSALS for error in errors)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def caller(request: pytest.FixtureRequest, make_app: Callable[..., Flask]) -> Caller:
    """A sample center with a project, an export and a job, in an installation that waits for no export."""
    caller = Caller(make_people(make_app(request.param, export_wait_seconds=0)))
    front.behind = caller.room.app
    return caller


@pytest.fixture(scope="module")
def ids(caller: Caller) -> dict[str, str]:
    """Ids that are there."""
    project_id = caller.init(data=[{"id": "1", "content": "a"}])["project_id"]
    export_id = caller.post(f"/projects/{project_id}/export").json["export_id"]
    job_id = caller.post(f"/projects/{project_id}/tasks", {"data": [{"content": "b"}] * 5_001}).json["job_id"]
    return {"project_id": project_id, "export_id": export_id, "job_id": job_id}


class Front:
    """A WSGI application that passes on to the one behind it: tests are collected before there is a database."""

    def __init__(self, behind: Flask) -> None:
        self.behind = behind

    def __call__(self, environ: Any, start_response: Any) -> Any:
        """Pass a request on."""
        return self.behind(environ, start_response)


with tempfile.TemporaryDirectory() as folder:
    front = Front(create_app(Settings(data_dir=Path(folder), language="en")))
    schema = schemathesis.openapi.from_wsgi("/api/external/openapi.json", front, config=CONFIG)


@seed(SEED)
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@schema.parametrize()
def test_every_answer_is_as_described(case: "schemathesis.Case[Any]", caller: Caller, ids: dict[str, str]) -> None:
    for name in IDS:
        if name in (case.path_parameters or {}) and case.meta is not None and case.meta.generation.mode.is_positive:
            case.path_parameters[name] = ids[name]
    answer = case.call(headers=caller.headers)
    excluded = [checks.positive_data_acceptance] if is_expected(case.operation.path, answer) else []
    case.validate_response(answer, excluded_checks=excluded, headers=caller.headers)
