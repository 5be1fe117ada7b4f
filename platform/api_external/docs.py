"""The readable documentation at /api/docs and the OpenAPI document: both made from the operations, open to all."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flask import Response, current_app, render_template

from api_external.error_codes import ERROR_CODES
from api_external.openapi import document
from api_external.operations import DOCUMENT, JSON, OPERATIONS, Operation
from api_external.serve import blueprint, serve_get
from foundation.languages import language
from tenants.access import public

PLACE = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class Field:
    """One row of a table of fields."""

    name: str
    type: str
    required: bool
    description: str


@dataclass(frozen=True)
class Chapter:
    """A call as the page shows it."""

    operation: Operation
    written: dict[str, Any]
    parameters: list[Field]
    body: list[Field]
    answer: list[Field]
    request_example: str
    answer_example: str

    @property
    def address(self) -> str:
        """The path with shell variables in the places of ids: `$PROJECT_ID`."""
        return PLACE.sub(lambda found: "$" + found[1].upper(), self.operation.path)


@serve_get(DOCUMENT)
def get_openapi() -> Response:
    """Return the OpenAPI document, in the reader's language."""
    text = json.dumps(document(_public_url()), ensure_ascii=False, indent=1)
    response = Response(text + "\n", mimetype="application/json")
    response.content_language.add(language())
    response.vary.add("Accept-Language")
    return response


@blueprint.get("/api/docs")
@public
def docs() -> str:
    """Show the documentation."""
    written = document(_public_url())
    chapters = [_chapter(operation, written) for operation in OPERATIONS]
    groups = {
        tag["name"]: [chapter for chapter in chapters if chapter.written["tags"] == [tag["name"]]]
        for tag in written["tags"]
    }
    return render_template(
        "api_external/docs.html",
        groups=groups,
        errors=list(ERROR_CODES.values()),
        base=_public_url(),
        mebibytes=current_app.config["SETTINGS"].max_body // 2**20,
    )


def _public_url() -> str:
    url: str = current_app.config["SETTINGS"].public_url
    return url


def _chapter(operation: Operation, written: dict[str, Any]) -> Chapter:
    call = written["paths"][operation.path][operation.method.lower()]
    schemas = written["components"]["schemas"]
    parameters = [
        Field(
            parameter["name"],
            _type(parameter["schema"], schemas),
            parameter["required"],
            parameter.get("description", ""),
        )
        for parameter in call["parameters"]
    ]
    body = call.get("requestBody", {}).get("content", {}).get(JSON, {})
    answer = call["responses"]["200"]["content"].get(JSON, {})
    return Chapter(
        operation, call, parameters,
        list(_fields(body.get("schema", {}), schemas)), list(_fields(answer.get("schema", {}), schemas)),
        _pretty(body.get("example")), _pretty(answer.get("example")),
    )  # fmt: skip


def _pretty(example: Any) -> str:
    return json.dumps(example, ensure_ascii=False, indent=2) if example else ""


def _fields(schema: dict[str, Any], schemas: dict[str, Any], prefix: str = "") -> Iterator[Field]:
    """Yield the fields of an object and, after each, those inside it: `data`, `data[].id`, …"""
    schema = _resolved(schema, schemas)
    for name, inner in schema.get("properties", {}).items():
        yield Field(
            prefix + name, _type(inner, schemas), name in schema.get("required", ()), inner.get("description", "")
        )
        inside = _resolved(inner, schemas)
        if inside.get("type") == "array":
            yield from _fields(inside["items"], schemas, f"{prefix}{name}[].")
        else:
            yield from _fields(inside, schemas, f"{prefix}{name}.")


def _resolved(schema: dict[str, Any], schemas: dict[str, Any]) -> dict[str, Any]:
    """Follow a reference, and the one choice that isn't null."""
    choices = [choice for choice in schema.get("anyOf", ()) if choice.get("type") != "null"]
    if len(choices) == 1:
        schema = choices[0]
    resolved: dict[str, Any] = schemas[schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema
    return resolved


def _type(schema: dict[str, Any], schemas: dict[str, Any]) -> str:
    """Return a type as people write it: `string`, `array of objects`, `string or null`."""
    if "anyOf" in schema:
        return " | ".join(_type(choice, schemas) for choice in schema["anyOf"])
    resolved = _resolved(schema, schemas)
    return (
        " | ".join(f"`{choice}`" for choice in resolved["enum"])
        if "enum" in resolved
        else str(resolved.get("type", ""))
    )
