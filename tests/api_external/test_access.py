"""Who may call what, in which order a request is checked, and what strangers can tell."""

import datetime as dt
import gzip
from typing import Any

import pytest
import sqlalchemy as sa

from foundation.clock import now
from foundation.database import db
from tenants.models import Organization, Token
from tenants.tokens import hash_of
from tests.api_external.calls import BASE, Caller
from tests.people import People

NEVER = "proj_zzzzzzzzzzzz"
PROJECT_CALLS = [
    ("GET", "/projects/{}"),
    ("GET", "/projects/{}/progress"),
    ("POST", "/projects/{}/export"),
    ("POST", "/projects/{}/tasks"),
    ("GET", "/projects/{}/report.pdf"),
]
CALLS = [("POST", "/projects/init", "projects:write"), ("GET", "/projects", "projects:read"),
         ("GET", "/projects/{}", "projects:read"), ("GET", "/projects/{}/progress", "projects:read"),
         ("POST", "/projects/{}/tasks", "projects:write"), ("POST", "/projects/{}/export", "exports"),
         ("GET", "/projects/{}/report.pdf", "projects:read"), ("GET", "/exports/export_zzzzzzzzzzzz", "exports"),
         ("GET", "/jobs/job_zzzzzzzzzzzz", "projects:read")]  # fmt: skip


def call(caller: Caller, method: str, path: str, **arguments: Any) -> Any:
    return caller.client.open(BASE + path.format(NEVER), method=method, **arguments)


@pytest.mark.parametrize(
    "header",
    [
        None, "", "Bearer", "Bearer ", "Basic abc", "Bearer x", "Bearer lr_1_short", "Token {}", "{}", "Bearer {}x",
        "Bearer lr_999_{}",
    ],
)  # fmt: skip
@pytest.mark.parametrize(("method", "path", "scope"), CALLS)
def test_without_a_valid_token_every_call_is_401(
    people: People, method: str, path: str, scope: str, header: str | None
) -> None:
    caller = Caller(people)
    secret = caller.headers["Authorization"].removeprefix("Bearer ")
    headers = {} if header is None else {"Authorization": header.format(secret)}
    answer = call(caller, method, path, headers=headers)
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert answer.json["error_code"] == "INVALID_TOKEN"
    assert answer.json["details"] == {}


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER"])
def test_the_scheme_is_not_case_sensitive(people: People, scheme: str) -> None:
    caller = Caller(people)
    secret = caller.headers["Authorization"].removeprefix("Bearer ")
    assert call(caller, "GET", "/projects", headers={"Authorization": f"{scheme} {secret}"}).status_code == 200


@pytest.mark.parametrize(
    "changes",
    [{"revoked_at": now()}, {"expires_at": now() - dt.timedelta(seconds=1)}],
    ids=["revoked", "expired"],
)
def test_a_token_that_has_ended_is_unknown(people: People, changes: dict[str, Any]) -> None:
    caller = Caller(people)
    assert caller.get("/projects").status_code == 200
    secret = caller.headers["Authorization"].removeprefix("Bearer ")
    with people.inside():
        db.session.execute(sa.update(Token).where(Token.hash == hash_of(secret)).values(changes))
    assert caller.get("/projects").json["error_code"] == "INVALID_TOKEN"


@pytest.mark.parametrize(("personal", "status"), [(False, 200), (True, 401)])
def test_a_token_outlives_its_maker_unless_it_is_personal(people: People, personal: bool, status: int) -> None:  # noqa: FBT001 -- a parameter of the test
    secret = people.token(personal=personal)
    with people.inside():
        people.member("owner").removed_at = now()
    answer = people.app.test_client().get(BASE + "/projects", headers={"Authorization": f"Bearer {secret}"})
    assert answer.status_code == status


def test_a_token_of_a_suspended_organization_is_unknown(people: People) -> None:
    caller = Caller(people)
    with people.inside():
        db.session.get_one(Organization, people.organization_id).status = "suspended"
    assert caller.get("/projects").status_code == 401


@pytest.mark.parametrize(("method", "path", "scope"), CALLS)
def test_a_token_without_the_scope_is_403_before_anything_is_looked_for(
    people: People, method: str, path: str, scope: str
) -> None:
    others = tuple({"projects:read", "projects:write", "exports", "labelstudio"} - {scope})
    answer = call(Caller(people, others), method, path, headers=people.bearer(others), data=b"\xff not json")
    assert (answer.status_code, answer.json["error_code"]) == (403, "PERMISSION_DENIED")
    assert call(Caller(people, (scope,)), method, path, headers=people.bearer((scope,))).status_code != 403


@pytest.mark.parametrize(("method", "path"), PROJECT_CALLS)
def test_anothers_project_is_byte_for_byte_one_that_never_was(people: People, method: str, path: str) -> None:
    theirs = Caller(people.other).init()["project_id"]
    caller = Caller(people)
    for options in ({}, {"data": b"x" * 10}, {"headers": caller.headers | {"Accept-Language": "zh"}}):
        arguments = {"method": method, "headers": caller.headers} | options
        foreign = caller.client.open(BASE + path.format(theirs), **arguments)
        never = caller.client.open(BASE + path.format(NEVER), **arguments)
        assert foreign.status_code == never.status_code == 404
        assert foreign.data.replace(theirs.encode(), NEVER.encode()) == never.data
        assert foreign.json["error_code"] == "PROJECT_NOT_FOUND"
        assert foreign.json["details"] == {"project_id": theirs}
        assert _without_id(foreign) == _without_id(never)


@pytest.mark.parametrize("strange", ["%00", "a%00b", "%ED%A0%80", "%FF", "é", "x" * 5_000, "..", "%2e%2e", "%2F", "'"])
def test_an_id_that_can_not_be_is_not_there(people: People, strange: str) -> None:
    caller = Caller(people)
    for path in ("/projects/{}", "/projects/{}/progress", "/exports/{}", "/jobs/{}"):
        assert caller.get(path.format(strange)).status_code == 404
    assert caller.post(f"/projects/{strange}/tasks", {"data": []}).status_code in (404, 405)


def _without_id(answer: Any) -> list[tuple[str, str]]:
    return [(name, value) for name, value in answer.headers if name != "X-Request-Id"]


def test_cookies_mean_nothing_here(people: People) -> None:
    signed_in: Any = people.client("owner")
    answer = signed_in.get(BASE + "/projects")
    assert answer.status_code == 401
    assert signed_in.get(BASE + "/projects", headers=people.other.bearer()).json["projects"] == []


def test_a_download_without_token_and_session_is_401_as_everywhere(people: People) -> None:
    answer: Any = people.app.test_client().get("/api/exports/export_zzzzzzzzzzzz/download")
    assert (answer.status_code, answer.json["error_code"]) == (401, "INVALID_TOKEN")
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    known = people.app.test_client().get("/api/exports/export_zzzzzzzzzzzz/download", headers=people.bearer())
    assert known.status_code == 404


def test_route_and_method_are_checked_before_the_token(people: People) -> None:
    client: Any = people.app.test_client()
    for path in ("/api/nothing", "/api/external", "/api/external/projects/x/y/z", "/api/exports/x"):
        answer = client.get(path)
        assert (answer.status_code, answer.json["error_code"]) == (404, "NOT_FOUND")
    for method, path, allowed in (
        ("DELETE", "/projects/x", {"GET", "HEAD"}),
        ("GET", "/projects/init", {"POST"}),
        ("GET", "/projects/x/export", {"POST"}),
        ("OPTIONS", "/projects/x/export", {"POST"}),
        ("PUT", "/projects", {"GET", "HEAD"}),
    ):
        answer = client.open(BASE + path, method=method)
        assert (answer.status_code, answer.json["error_code"]) == (405, "METHOD_NOT_ALLOWED")
        assert {name.strip() for name in answer.headers["Allow"].split(",")} == allowed


def test_the_project_comes_before_the_body_and_its_type_before_what_it_says(people: People) -> None:
    caller = Caller(people)
    project_id = caller.init()["project_id"]
    nonsense: dict[str, Any] = {"data": b"nonsense", "headers": caller.headers}
    missing = caller.client.post(f"{BASE}/projects/{NEVER}/tasks", **nonsense)
    assert missing.status_code == 404
    untyped = caller.client.post(f"{BASE}/projects/{project_id}/tasks", **nonsense)
    assert untyped.status_code == 415
    assert caller.post(f"/projects/{project_id}/tasks", b"nonsense").status_code == 400


@pytest.mark.parametrize(
    ("headers", "body", "status"),
    [
        ({"Content-Type": "application/json"}, b"{}", 400),
        ({"Content-Type": "Application/JSON; Charset=UTF-8"}, b"{}", 400),
        ({"Content-Type": 'application/json; charset="utf8"'}, b"{}", 400),
        ({"Content-Type": "application/json; charset=gbk"}, b"{}", 415),
        ({"Content-Type": "application/json; charset=utf-16"}, b"{}", 415),
        ({"Content-Type": "application/json; charset=x"}, b"{}", 415),
        ({"Content-Type": "text/json"}, b"{}", 415),
        ({"Content-Type": "application/x-www-form-urlencoded"}, b"{}", 415),
        ({}, b"{}", 415),
        ({}, b" ", 415),
        ({}, b"", 400),
        ({"Content-Type": "text/plain"}, b"", 400),
        ({"Content-Type": "application/json"}, b"\xef\xbb\xbf{}", 400),
        ({"Content-Type": "application/json"}, '{"name": "名"}'.encode("gbk"), 400),
        ({"Content-Type": "application/json", "Content-Encoding": "br"}, b"{}", 415),
        ({"Content-Type": "application/json", "Content-Encoding": "gzip"}, b"{}", 400),
        ({"Content-Type": "application/json", "Content-Encoding": "gzip"}, gzip.compress(b"{}", mtime=0)[:-4], 400),
        ({"Content-Type": "text/plain", "Content-Encoding": "gzip"}, gzip.compress(b"{}", mtime=0), 415),
        ({"Content-Encoding": "gzip"}, b"", 400),
    ],
)
def test_a_body_says_what_it_is(people: People, headers: dict[str, str], body: bytes, status: int) -> None:
    caller = Caller(people)
    answer = caller.client.post(BASE + "/projects/init", data=body, headers=caller.headers | headers)
    assert answer.status_code == status
    assert answer.json["error_code"] == {400: "INVALID_REQUEST", 415: "UNSUPPORTED_MEDIA_TYPE"}[status]


def test_gzip_and_a_byte_order_mark_are_welcome(people: People) -> None:
    caller = Caller(people)
    body = b'\xef\xbb\xbf{"name": "n", "task_type": "ner", "data": [{"content": "a"}]}'
    packed = gzip.compress(body[:20]) + gzip.compress(body[20:])
    for data, encoding in ((body, "identity"), (gzip.compress(body), "gzip"), (packed, "GZIP")):
        answer = caller.post("/projects/init", data, {"Content-Encoding": encoding})
        assert answer.status_code == 200
        assert answer.json["task_count"] == 1


def test_the_size_counts_after_decompression(people: People) -> None:
    caller = Caller(people)
    limit = people.app.config["SETTINGS"].max_body
    bomb = gzip.compress(b" " * (limit + 1), 9)
    assert len(bomb) < limit / 500
    answer = caller.post("/projects/init", bomb, {"Content-Encoding": "gzip"})
    assert (answer.status_code, answer.json["error_code"]) == (413, "PAYLOAD_TOO_LARGE")
    assert answer.json["details"] == {"max_bytes": limit}
    largest = b" " * (limit - 2) + b"{}"
    assert caller.post("/projects/init", gzip.compress(largest, 1), {"Content-Encoding": "gzip"}).status_code == 400
    assert caller.post("/projects/init", largest + b" ").status_code == 413


@pytest.mark.parametrize(
    ("accept", "language"),
    [
        (None, "zh"), ("", "zh"), ("*", "zh"), ("fr", "zh"), ("zh", "zh"), ("en", "en"), ("en-GB,zh;q=0.8", "en"),
        ("zh-Hans-CN", "zh"), ("fr, en;q=0.5", "en"), ("en;q=0, fr", "zh"), ("zh;q=0.5, en;q=0.8", "en"),
    ],
)  # fmt: skip
def test_messages_are_in_the_callers_language_else_the_organizations(
    people: People, accept: str | None, language: str
) -> None:
    with people.inside():
        db.session.get_one(Organization, people.organization_id).language = "zh"
    caller = Caller(people)
    answer = caller.get(f"/projects/{NEVER}", {} if accept is None else {"Accept-Language": accept})
    assert answer.json["message"] == {"zh": "项目不存在", "en": "There is no such project."}[language]
    assert answer.headers["Content-Language"] == language
    assert "Accept-Language" in answer.headers["Vary"]
    forbidden = call(
        caller,
        "GET",
        "/projects",
        headers=people.bearer(("exports",)) | ({} if accept is None else {"Accept-Language": accept}),
    )
    assert forbidden.headers["Content-Language"] == language


def test_before_the_token_is_known_the_language_is_the_installations(people: People) -> None:
    client: Any = people.app.test_client()
    installation = people.app.config["SETTINGS"].language
    for path in ("/api/nothing", BASE + "/projects"):
        assert client.get(path).headers["Content-Language"] == installation
        assert client.get(path, headers={"Accept-Language": "zh"}).headers["Content-Language"] == "zh"


def test_what_is_unexpected_says_nothing_of_itself(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    caller = Caller(people)

    def broken(**_: str) -> None:
        raise RuntimeError("secret of the house")

    broken.__dict__.update(people.app.view_functions["api_external.list_projects"].__dict__)  # its access rule
    monkeypatch.setitem(people.app.view_functions, "api_external.list_projects", broken)
    answer = caller.get("/projects")
    assert (answer.status_code, answer.json["error_code"]) == (500, "INTERNAL_ERROR")
    assert answer.json["details"] == {"request_id": answer.headers["X-Request-Id"]}
    assert "secret" not in answer.text


def test_the_use_of_a_token_is_noted(people: People) -> None:
    caller = Caller(people)
    caller.get("/projects")
    secret = caller.headers["Authorization"].removeprefix("Bearer ")
    with people.inside(write=False):
        token = db.session.scalars(sa.select(Token).where(Token.hash == hash_of(secret))).one()
    assert token.last_used_at is not None
    assert now() - token.last_used_at < dt.timedelta(seconds=20)
