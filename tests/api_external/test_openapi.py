"""The OpenAPI document and the readable one agree with the routes, the models and the examples."""

import json
import re
from typing import Any

import jsonschema_rs
import pytest
from flask import Flask

from api_external.error_codes import ERROR_CODES
from api_external.examples import error_example, request_example, response_example
from api_external.openapi import document
from api_external.operations import OPERATIONS, Operation
from exports.format import formats
from foundation.languages import LANGUAGES, in_language
from label_config.task_types import TASK_TYPES


@pytest.fixture
def written(bare_app: Flask) -> dict[str, Any]:
    with bare_app.test_request_context(), in_language("en"):
        return document("http://localhost:8003")


def checker(written: dict[str, Any], name: str) -> jsonschema_rs.Validator:
    return jsonschema_rs.Draft202012Validator(
        {"$ref": f"#/components/schemas/{name}", "components": written["components"]}
    )


def test_every_route_of_the_api_is_described_and_nothing_else(bare_app: Flask, written: dict[str, Any]) -> None:
    routed = {
        (rule.rule.replace("<project:", "<").replace("<", "{").replace(">", "}"), method.lower())
        for rule in bare_app.url_map.iter_rules()
        if rule.rule.startswith(("/api/external/", "/api/exports/"))
        for method in rule.methods or ()
        if method not in ("HEAD", "OPTIONS")
    }
    assert {(path, method) for path, calls in written["paths"].items() for method in calls} == routed


def test_the_document_names_the_types_and_formats_there_are(written: dict[str, Any]) -> None:
    schemas = written["components"]["schemas"]
    assert set(schemas["NewProject"]["properties"]["task_type"]["enum"]) == set(TASK_TYPES)
    choices = schemas["NewExport"]["properties"]["format"]["anyOf"][0]["enum"]
    assert set(choices) == set(formats())


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.name)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_examples_have_the_form_the_document_gives(
    bare_app: Flask, written: dict[str, Any], operation: Operation, language: str
) -> None:
    with bare_app.test_request_context(), in_language(language):
        if operation.body:
            checker(written, operation.body.__name__).validate(request_example(operation))
        for status, outcome in operation.outcomes.items():
            if outcome.model:
                checker(written, outcome.model.__name__).validate(response_example(operation, status))
        for code in operation.all_errors:
            checker(written, "Error").validate(error_example(ERROR_CODES[code]))


def test_every_post_takes_an_idempotency_key_and_names_its_errors(written: dict[str, Any]) -> None:
    for calls in written["paths"].values():
        for method, call in calls.items():
            names = [parameter["name"] for parameter in call["parameters"]]
            assert ("Idempotency-Key" in names) == (method == "post")
            assert "500" in call["responses"]
            if call["security"]:
                assert {"401", "403"} <= set(call["responses"])
                assert "WWW-Authenticate" in call["responses"]["401"]["headers"]


def test_both_documents_need_no_token_and_come_in_both_languages(bare_app: Flask) -> None:
    client = bare_app.test_client()
    for language, title in (("zh", "Labelroom 外部 API"), ("en", "Labelroom external API")):
        answer = client.get("/api/external/openapi.json", headers={"Accept-Language": language})
        assert answer.status_code == 200
        assert answer.headers["Content-Language"] == language
        assert (answer.json or {})["info"]["title"] == title
        page = client.get("/api/docs", headers={"Accept-Language": language})
        assert page.status_code == 200
        assert f'<html lang="{language}"' in page.text
    chinese = json.dumps(client.get("/api/external/openapi.json", headers={"Accept-Language": "zh"}).json)
    assert "Create a project" not in chinese


def test_the_page_loads_nothing_from_elsewhere_and_runs_no_script_of_its_own(bare_app: Flask) -> None:
    answer = bare_app.test_client().get("/api/docs")
    assert "'unsafe" not in answer.headers["Content-Security-Policy"]
    loaded = re.findall(r'<(?:script|link|img)[^>]*(?:src|href)="([^"]+)"', answer.text)
    assert loaded
    assert all(address.startswith("/") for address in loaded)
    assert not re.search(r"<script(?![^>]*src=)|\son\w+=|\sstyle=", answer.text)


def test_the_command_prints_the_document(bare_app: Flask) -> None:
    printed = bare_app.test_cli_runner().invoke(args=["openapi"])
    assert printed.exit_code == 0
    assert json.loads(printed.output)["openapi"] == "3.1.0"
