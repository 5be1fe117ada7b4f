"""A walk over the URL map: every route, every verb, everybody, with their own ids, a stranger's and nobody's."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from foundation.database import Base, make_engine
from tenants.access import rule_of
from tests.application.specimens import Specimens, nobodys, plant_specimens
from tests.people import People

VERBS = ("GET", "POST", "PUT", "PATCH", "DELETE")
ROLES = ("owner", "admin", "manager", "reviewer", "annotator", "viewer")
BESIDE = {"digest": "0", "name": "css/main.css", "secret": "x" * 32}  # parameters that name no row
DIFFERS = re.compile(r"[0-9a-f]{32}|[\w-]{20,}\.[\w-]{6}\.[\w-]{20,}")  # request ids, CSRF tokens
PUBLIC_IDS = {"/members/<public_id>": "member_id", "/jobs/<public_id>": "job_id"}  # whose `public_id` isn't a project's
STARTS_WORK = "/report.pdf"  # the contract has a GET for it, and it makes the report when there is none
TOUCHED_BY_READING = {"sessions", "memberships", "tokens", "sign_in_attempts", "duties"}  # last seen, last used


@pytest.fixture
def scene(people: People) -> tuple[Specimens, Specimens, Specimens]:
    """Ids of the test's organization, of the stranger's, and of nobody."""
    mine = plant_specimens(people)
    return mine, plant_specimens(people.other), nobodys(mine)


def rules(app: Flask) -> list[Rule]:
    """Return all routes but the static files."""
    return [rule for rule in app.url_map.iter_rules() if rule.endpoint != "static"]


def path_of(app: Flask, rule: Rule, ids: Specimens) -> str:
    """Return the route's path with `ids` in it; a parameter nobody taught the walk is a failure."""
    words = {name: first for first, name in re.findall(r"<any\((\w+)[^)]*\):(\w+)>", rule.rule)}
    beside = {**BESIDE, **words}
    unknown = set(rule.arguments) - set(ids) - set(beside)
    assert not unknown, f"{rule.rule}: teach tests/application/specimens.py what {unknown} names"
    values = {name: {**beside, **ids}[name] for name in rule.arguments}
    for part, kind in PUBLIC_IDS.items():
        if part in rule.rule:
            values["public_id"] = ids[kind]
    with app.test_request_context():
        _host, path = rule.build(values) or ("", "")
    return str(path)


def ask(client: FlaskClient, verb: str, path: str, **more: Any) -> tuple[int, str]:
    """Return status and body of an answer, with what differs from request to request taken out."""
    answer = client.open(path, method=verb, json={} if verb != "GET" else None, **more)
    body = answer.get_data(as_text=True)
    answer.close()
    return answer.status_code, DIFFERS.sub("", body)


def without(body: str, ids: Specimens) -> str:
    """Return a body with the ids it repeats taken out."""
    for value in ids.values():
        pattern = rf'(?<=[/=]){value}(?=["/?&#<]|$)' if isinstance(value, int) else re.escape(value)
        body = re.sub(pattern, "ID", body)
    return body


def fingerprint(app: Flask, organization_id: int) -> dict[str, list[str]]:
    """Return all rows of an organization, table by table, but for those reading touches."""
    engine = make_engine(app.config["SETTINGS"].admin_database)
    with engine.connect() as connection:
        rows = {
            table.name: [
                str(tuple(row))
                for row in connection.execute(
                    sa.select(table).where(table.c.organization_id == organization_id).order_by(table.c.id)
                )
            ]
            for table in Base.metadata.sorted_tables
            if "organization_id" in table.c and table.name not in TOUCHED_BY_READING
        }
    engine.dispose()
    return rows


def everybody(people: People) -> Iterator[tuple[str, FlaskClient, dict[str, str]]]:
    """Yield each kind of caller: a name, a client, headers."""
    yield "nobody", people.app.test_client(), {}
    for role in ROLES:
        yield role, people.client(role), {}
    yield "token", people.app.test_client(), people.bearer()


def test_every_route_declares_who_may_call_it(app: Flask) -> None:
    with app.app_context():
        for rule in app.url_map.iter_rules():
            assert rule_of(rule.endpoint).kind
            if rule.rule.startswith("/o/"):
                assert rule_of(rule.endpoint).kind == "member", rule.rule
                assert rule.rule.startswith("/o/<slug>"), rule.rule
            if rule.rule.startswith("/api/external/") and not rule.rule.endswith("openapi.json"):
                assert rule_of(rule.endpoint).kind == "token", rule.rule


def test_another_organizations_ids_answer_like_ids_nobody_has(
    people: People, scene: tuple[Specimens, Specimens, Specimens]
) -> None:
    mine, theirs, nobody = scene
    before = fingerprint(people.app, people.other.organization_id)
    asked = 0
    for name, client, headers in everybody(people):
        for rule in rules(people.app):
            named = set(rule.arguments) & set(mine) - {"slug"}
            if not named:
                continue
            for verb in VERBS:
                foreign_ids = {**theirs, "slug": mine["slug"]}
                random_ids = {**nobody, "slug": mine["slug"]}
                foreign = ask(client, verb, path_of(people.app, rule, foreign_ids), headers=headers)
                random = ask(client, verb, path_of(people.app, rule, random_ids), headers=headers)
                what = f"{name} {verb} {rule.rule}: {foreign[0]} for theirs, {random[0]} for nobody's"
                assert foreign[0] == random[0], what
                assert without(foreign[1], foreign_ids) == without(random[1], random_ids), what
                if verb == "GET":
                    assert foreign[0] in (302, 401, 403, 404, 405), what
                asked += 2
    assert asked > 500
    assert fingerprint(people.app, people.other.organization_id) == before


def test_another_organizations_pages_answer_like_a_slug_nobody_has(
    people: People, scene: tuple[Specimens, Specimens, Specimens]
) -> None:
    _mine, theirs, nobody = scene
    before = fingerprint(people.app, people.other.organization_id)
    for role in ROLES:
        client = people.client(role)
        for rule in rules(people.app):
            if "slug" not in rule.arguments:
                continue
            for verb in VERBS:
                foreign = ask(client, verb, path_of(people.app, rule, theirs))
                random = ask(client, verb, path_of(people.app, rule, nobody))
                assert foreign[0] == random[0] in (404, 405), f"{role} {verb} {rule.rule}: {foreign[0]}, {random[0]}"
                assert without(foreign[1], theirs) == without(random[1], nobody), f"{role} {verb} {rule.rule}"
    assert fingerprint(people.app, people.other.organization_id) == before


def test_nobody_gets_in_without_signing_in(people: People, scene: tuple[Specimens, Specimens, Specimens]) -> None:
    mine, _theirs, _nobody = scene
    before = fingerprint(people.app, people.organization_id)
    client = people.app.test_client()
    with people.app.app_context():
        kinds = {rule.endpoint: rule_of(rule.endpoint).kind for rule in rules(people.app)}
    for rule in rules(people.app):
        if kinds[rule.endpoint] == "public":
            continue
        for verb in VERBS:
            status, _body = ask(client, verb, path_of(people.app, rule, mine))
            assert status in (302, 400, 401, 404, 405), f"{verb} {rule.rule}: {status}"
            if verb == "GET" and verb in (rule.methods or ()):
                assert status in (302, 401), f"{verb} {rule.rule}: {status}"
    assert fingerprint(people.app, people.organization_id) == before


def test_reading_changes_nothing_and_breaks_nothing(
    people: People, scene: tuple[Specimens, Specimens, Specimens]
) -> None:
    mine, _theirs, _nobody = scene
    before = fingerprint(people.app, people.organization_id)
    for name, client, headers in everybody(people):
        for rule in rules(people.app):
            if "GET" in (rule.methods or ()) and not rule.rule.endswith(STARTS_WORK):
                status, _body = ask(client, "GET", path_of(people.app, rule, mine), headers=headers)
                assert status < 500 or "exports" in rule.rule, f"{name} GET {rule.rule}: {status}"
    assert fingerprint(people.app, people.organization_id) == before


def test_a_page_without_its_csrf_token_changes_nothing(
    people: People, scene: tuple[Specimens, Specimens, Specimens]
) -> None:
    mine, _theirs, _nobody = scene
    before = fingerprint(people.app, people.organization_id)
    client = people.client("owner")
    with people.app.app_context():
        pages = [rule for rule in rules(people.app) if rule_of(rule.endpoint).kind in ("member", "signed_in")]
    for rule in pages:
        for verb in set(VERBS[1:]) & (rule.methods or set()):
            for headers in (
                {"X-CSRFToken": ""},
                {"Sec-Fetch-Site": "same-site"},
                {"Sec-Fetch-Site": "cross-site"},
                {"Origin": "http://localhost:9999"},
            ):
                status, _body = ask(client, verb, path_of(people.app, rule, mine), headers=headers)
                assert status == 400, f"{verb} {rule.rule} with {headers}: {status}"
    assert fingerprint(people.app, people.organization_id) == before
