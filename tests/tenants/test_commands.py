"""The operator's commands."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from click.testing import Result
from flask import Flask

from tenants.tokens import find_token
from tests.tenants.accounts import PASSWORD, browser, sign_in


@pytest.fixture
def fresh(backend: str, make_app: Callable[..., Flask]) -> Flask:
    """An application on an empty database of its own."""
    return make_app(backend)


def run(app: Flask, *arguments: str, ends_with: int = 0) -> Result:
    result = app.test_cli_runner().invoke(args=list(arguments))
    assert result.exit_code == ends_with, result.output + result.stderr
    return result


def run_json(app: Flask, *arguments: str) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(run(app, *arguments, "--json").stdout)
    return answer


def test_an_organization_is_created_with_an_owner_who_signs_in(fresh: Flask) -> None:
    made = run_json(
        fresh,
        "organizations",
        "create",
        "stars",
        "--name",
        "Stars",
        "--owner-email",
        "a@example.com",
        "--owner-password",
        PASSWORD,
    )
    assert made["slug"] == "stars"
    assert "password" not in made
    client = browser(fresh)
    assert sign_in(client, "a@example.com").status_code == 303
    assert client.get("/o/stars/members").status_code == 200
    assert run_json(fresh, "organizations", "list")["organizations"][0]["status"] == "active"


def test_without_a_password_one_is_made_and_printed(fresh: Flask) -> None:
    made = run_json(fresh, "organizations", "create", "stars", "--name", "Stars", "--owner-email", "a@example.com")
    assert sign_in(browser(fresh), "a@example.com", made["password"]).status_code == 303
    output = run(
        fresh, "members", "add", "--organization", "stars", "--email", "b@example.com", "--role", "annotator"
    ).stdout
    assert "Password: " in output


def test_faults_end_with_a_sentence_and_change_nothing(fresh: Flask) -> None:
    create = ["organizations", "create", "--name", "Stars", "--owner-email", "a@example.com"]
    assert "slug" in run(fresh, *create, "Bad Slug", ends_with=1).stderr
    run(fresh, *create, "stars")
    assert "taken" in run(fresh, *create, "stars", ends_with=1).stderr
    assert (
        "12 characters"
        in run(fresh, *create[:-1], "c@example.com", "moon", "--owner-password", "short", ends_with=1).stderr
    )
    assert [one["slug"] for one in run_json(fresh, "organizations", "list")["organizations"]] == ["stars"]
    add = ["members", "add", "--organization", "stars", "--role", "viewer", "--email"]
    assert "member already" in run(fresh, *add, "a@example.com", ends_with=1).stderr
    assert "e-mail" in run(fresh, *add, "nonsense", ends_with=1).stderr
    assert (
        "no organization"
        in run(
            fresh, "members", "add", "--organization", "x", "--role", "viewer", "--email", "d@e.fg", ends_with=1
        ).stderr
    )


def test_a_token_is_printed_alone_and_works(fresh: Flask) -> None:
    run(fresh, "organizations", "create", "stars", "--name", "Stars", "--owner-email", "a@example.com")
    result = run(fresh, "tokens", "create", "--organization", "stars", "--name", "CI", "--scope", "exports")
    secret = result.stdout.strip()
    assert result.stdout == secret + "\n"
    with fresh.test_request_context():
        token = find_token(secret)
        assert token is not None
        assert token.scopes == ["exports"]
    assert len(run_json(fresh, "tokens", "create", "--organization", "stars", "--name", "All")["scopes"]) == 4


def test_a_suspended_organization_is_closed_for_members_and_tokens_until_it_is_resumed(fresh: Flask) -> None:
    run(
        fresh,
        "organizations",
        "create",
        "stars",
        "--name",
        "S",
        "--owner-email",
        "a@example.com",
        "--owner-password",
        PASSWORD,
    )
    secret = run_json(fresh, "tokens", "create", "--organization", "stars", "--name", "CI")["token"]
    client = browser(fresh)
    sign_in(client, "a@example.com")
    run(fresh, "organizations", "suspend", "stars")
    assert client.get("/o/stars/members").status_code == 404
    with fresh.test_request_context():
        assert find_token(secret) is None
    run(fresh, "organizations", "resume", "stars")
    assert client.get("/o/stars/members").status_code == 200
    assert "suspended the organization" in client.get("/o/stars/audit").text


def test_a_second_organization_on_sqlite_is_refused_unless_allowed(make_app: Callable[..., Flask]) -> None:
    app = make_app("sqlite", multi_tenant_sqlite=False)
    run(app, "organizations", "create", "one", "--name", "One", "--owner-email", "a@example.com")
    refused = run(app, "organizations", "create", "two", "--name", "Two", "--owner-email", "b@example.com", ends_with=1)
    assert "LABELROOM_MULTI_TENANT_SQLITE" in refused.stderr
