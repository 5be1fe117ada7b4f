"""Serves the operations: access, order of checks, body, idempotency, and the answer's form."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Blueprint, Response, current_app, request
from pydantic import BaseModel, ValidationError
from werkzeug.routing import BaseConverter

from api_external.body import read_body
from api_external.decode import Document
from api_external.faults import faults
from api_external.idempotency import Plan, carry_out, find_first_answer, key_of_request
from api_external.operations import Operation
from api_external.units import end_unit
from foundation.errors import Invalid
from tenants import access

blueprint = Blueprint("api_external", __name__)

Load = Callable[[str], Any]


def serve_get(operation: Operation) -> Callable[[Callable[..., Response]], Callable[..., Response]]:
    """Register a reading view; it gets the path's values, and `query` if the operation has one."""

    def decorate(view: Callable[..., Response]) -> Callable[..., Response]:
        @wraps(view)
        def answer(**path: str) -> Response:
            if operation.query is None:
                return view(**path)
            return view(query=_query(operation.query), **path)

        return _register(operation, answer)

    return decorate


def serve_post(
    operation: Operation, load: Load | None = None
) -> Callable[[Callable[..., Plan]], Callable[..., Response]]:
    """Register a writing view: `load` finds what the path names, the body is read, the view checks it and plans.

    Only what is planned runs in a writing transaction; neither a slow body nor checking a large one holds anything.
    """

    def decorate(view: Callable[..., Plan]) -> Callable[..., Response]:
        @wraps(view)
        def answer(**path: str) -> Response:
            subject = [load(value) for value in path.values()] if load else []
            end_unit()
            body = read_body(request, current_app.config["SETTINGS"].max_body)
            key = key_of_request(body)
            document = Document(body if body or operation.body_required else b"{}")
            del body  # the document has what it needs
            first = find_first_answer(key) if key else None
            return first or carry_out(view(*subject, document), key)

        return _register(operation, answer)

    return decorate


class ProjectId(BaseConverter):
    """Any project's id; `init` is a call of its own, so that it takes POST alone."""

    regex = r"(?!init$)[^/]+"
    part_isolating = True


def _register(operation: Operation, answer: Callable[..., Response]) -> Callable[..., Response]:
    guarded = access.token(operation.scope)(answer) if operation.scope else access.public(answer)
    options: dict[str, Any] = {
        "methods": [operation.method],
        "provide_automatic_options": False,
        "merge_slashes": False,
    }
    blueprint.add_url_rule(operation.rule, operation.name, guarded, **options)
    return guarded


def _query(model: type[BaseModel]) -> BaseModel:
    try:
        return model.model_validate(request.args.to_dict())
    except ValidationError as error:
        raise Invalid(list(faults(error))) from error


def as_json(model: BaseModel, status: int = 200, **headers: str) -> Response:
    """Return the answer with a model as its body."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Response(model.model_dump_json() + "\n", status, named, mimetype="application/json")
