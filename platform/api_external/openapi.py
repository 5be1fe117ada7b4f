"""Builds the OpenAPI 3.1 document from the operations and the very models that check requests and write answers."""

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext
from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaMode, models_json_schema

from api_external.error_codes import ERROR_CODES, ErrorCode
from api_external.examples import error_example, request_example, response_example
from api_external.operations import JSON, OPERATIONS, Operation, Outcome
from api_external.responses import Error
from api_external.words import N_

REF = "#/components/schemas/{model}"
VERSION = "1.3.0"

REQUEST_HEADERS = {
    "Idempotency-Key": (
        {"type": "string", "maxLength": 255},
        N_(
            N_(
                "Makes repeating safe: within 24 hours the same key with the same body returns the first answer "
                "and creates nothing."
            ),
        ),
    ),
    "Prefer": ({"type": "string"}, N_("`respond-async` answers 202 at once instead of waiting.")),
}
RESPONSE_HEADERS = {
    "Location": ({"type": "string"}, N_("Where to ask how far it is.")),
    "Retry-After": ({"type": "integer"}, N_("Seconds after which to ask again.")),
    "Allow": ({"type": "string"}, N_("The methods the address takes.")),
    "WWW-Authenticate": ({"type": "string"}, N_("`Bearer`.")),
    "Content-Language": ({"type": "string"}, N_("The language of the message: zh or en.")),
    "Idempotent-Replayed": ({"type": "string"}, N_("`true` when this is the first answer again.")),
    "ETag": ({"type": "string"}, N_("Names these bytes; for If-None-Match and If-Range.")),
    "Accept-Ranges": ({"type": "string"}, N_("`bytes`.")),
    "Content-Disposition": ({"type": "string"}, N_("Holds the file's name.")),
}
ERROR_HEADERS = {401: ("WWW-Authenticate",), 405: ("Allow",), 409: ("Retry-After",), 429: ("Retry-After",)}


def document(public_url: str) -> dict[str, Any]:
    """Return the document in the current language; `public_url` is the server it names."""
    paths: dict[str, dict[str, Any]] = {}
    for operation in OPERATIONS:
        paths.setdefault(operation.path, {})[operation.method.lower()] = _operation(operation)
    written: dict[str, Any] = {
        "openapi": "3.1.0",
        "info": {
            "title": N_("Labelroom external API"),
            "version": VERSION,
            "description": N_("Create projects, follow their progress, fetch the answers as training files."),
        },
        "servers": [{"url": public_url}],
        "tags": [{"name": name} for name in dict.fromkeys(operation.group for operation in OPERATIONS)],
        "paths": paths,
        "components": {
            "schemas": _schemas(),
            "headers": {name: _header(*header) for name, header in RESPONSE_HEADERS.items()},
            "securitySchemes": {
                "token": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": N_("A token of your organization, made by an administrator."),
                }
            },
        },
    }
    translated: dict[str, Any] = _translated(written)
    return translated


def _schemas() -> dict[str, Any]:
    modes: list[tuple[type[BaseModel], JsonSchemaMode]] = [(Error, "serialization")]
    for operation in OPERATIONS:
        modes += [(outcome.model, "serialization") for outcome in operation.outcomes.values() if outcome.model]
        if operation.body:
            modes.append((operation.body, "validation"))
    schemas: dict[str, Any] = models_json_schema(list(dict.fromkeys(modes)), ref_template=REF)[1]["$defs"]
    for schema in schemas.values():
        schema.pop("description", None)  # the docstring, written for readers of the code
        for described in (schema, *schema.get("properties", {}).values()):
            described.pop("title", None)
    return schemas


def _operation(operation: Operation) -> dict[str, Any]:
    written: dict[str, Any] = {
        "operationId": operation.name,
        "tags": [operation.group],
        "summary": operation.summary,
        "description": operation.description,
        "parameters": list(_parameters(operation)),
        "responses": _responses(operation),
        "security": [{"token": [operation.scope]}] if operation.scope else [],
    }
    if operation.body:
        content = {"schema": _ref(operation.body), "example": request_example(operation)}
        written["requestBody"] = {"required": operation.body_required, "content": {JSON: content}}
    return written


def _parameters(operation: Operation) -> Iterable[dict[str, Any]]:
    for part in operation.path.split("/"):
        if part.startswith("{"):
            yield {"name": part.strip("{}"), "in": "path", "required": True, "schema": {"type": "string"}}
    if operation.query:
        for name, schema in operation.query.model_json_schema()["properties"].items():
            description = schema.pop("description", "")
            yield {
                "name": name,
                "in": "query",
                "required": False,
                "description": description,
                "schema": _present(schema),
            }
    for name in (*operation.headers, *(["Idempotency-Key"] if operation.method == "POST" else [])):
        header, description = REQUEST_HEADERS[name]
        yield {"name": name, "in": "header", "required": False, "description": description, "schema": header}


def _present(schema: dict[str, Any]) -> dict[str, Any]:
    """In a query nothing is null: a parameter that is absent is absent."""
    kept = {name: value for name, value in schema.items() if name not in ("title", "anyOf") and value is not None}
    choices = [choice for choice in schema.get("anyOf", ()) if choice != {"type": "null"}]
    return kept | (choices[0] if choices else {})


def _responses(operation: Operation) -> dict[str, Any]:
    written = {str(status): _outcome(operation, status, outcome) for status, outcome in operation.outcomes.items()}
    by_status: dict[int, list[ErrorCode]] = {}
    for code in operation.all_errors:
        by_status.setdefault(ERROR_CODES[code].status, []).append(ERROR_CODES[code])
    for status, errors in sorted(by_status.items()):
        written[str(status)] = {
            "description": " · ".join(error.code for error in errors),
            "headers": _headers(("Content-Language", *ERROR_HEADERS.get(status, ()))),
            "content": {
                JSON: {
                    "schema": _ref(Error),
                    "examples": {error.code: {"value": error_example(error)} for error in errors},
                }
            },
        }
    return written


def _outcome(operation: Operation, status: int, outcome: Outcome) -> dict[str, Any]:
    if outcome.media_type != JSON:
        content: dict[str, Any] = {outcome.media_type: {"schema": {"type": "string", "format": "binary"}}}
    elif outcome.model is None:
        content = {JSON: {"schema": {"type": "object"}}}
    else:
        content = {JSON: {"schema": _ref(outcome.model), "example": response_example(operation, status)}}
    replayed = ("Idempotent-Replayed",) if operation.method == "POST" else ()
    return {"description": outcome.description, "headers": _headers((*outcome.headers, *replayed)), "content": content}


def _headers(names: Iterable[str]) -> dict[str, Any]:
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}


def _header(schema: dict[str, Any], description: str) -> dict[str, Any]:
    return {"schema": schema, "description": description}


def _ref(model: type[BaseModel]) -> dict[str, str]:
    return {"$ref": REF.format(model=model.__name__)}


def _translated(node: Any, key: str = "") -> Any:
    if isinstance(node, dict):
        return {name: node[name] if name in ("example", "examples") else _translated(node[name], name) for name in node}
    if isinstance(node, list):
        return [_translated(item, key) for item in node]
    return (
        gettext(node)
        if isinstance(node, str) and node and key in ("description", "summary", "title", "name", "tags")
        else node
    )
