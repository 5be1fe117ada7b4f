"""Calls the API as a sample center would, through the application's own client."""

import json
from typing import Any

from tenants.tokens import SCOPES
from tests.people import Room

BASE = "/api/external"
Reply = Any  # a werkzeug.test.TestResponse, whose `json` may be anything


class Caller:
    """A client with a token of one organization."""

    def __init__(self, room: Room, scopes: tuple[str, ...] = SCOPES) -> None:
        self.room = room
        self.client: Any = room.app.test_client()  # a FlaskClient; its answers, see Reply
        self.headers = room.bearer(scopes)

    def get(self, path: str, headers: dict[str, str] | None = None) -> Reply:
        """Return the answer to a GET under the base URL."""
        return self.client.get(BASE + path, headers=self.headers | (headers or {}))

    def post(self, path: str, body: Any = None, headers: dict[str, str] | None = None) -> Reply:
        """Return the answer to a POST; `body` is sent as JSON, or as it is if it is bytes."""
        data = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        content_type = {"Content-Type": "application/json"} if data else {}
        return self.client.post(BASE + path, data=data, headers=self.headers | content_type | (headers or {}))

    def init(self, **fields: Any) -> dict[str, Any]:
        """Create a project and return the answer."""
        answer = self.post("/projects/init", {"name": "n", "task_type": "ner", "data": []} | fields)
        assert answer.status_code == 200, answer.text
        made: dict[str, Any] = answer.json
        return made
