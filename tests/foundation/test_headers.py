"""The headers of every answer."""

from __future__ import annotations

import pytest

from foundation.headers import content_policy, is_origin
from tests.people import People


def policy(people: People, path: str) -> dict[str, str]:
    header = people.client("owner").get(path).headers["Content-Security-Policy"]
    return dict(part.strip().partition(" ")[::2] for part in header.split(";"))


def test_pages_run_nothing_inline_and_nothing_from_elsewhere(people: People) -> None:
    found = policy(people, people.url("/members"))
    assert found["default-src"] == "'none'"
    assert found["script-src"] == found["style-src"] == found["connect-src"] == found["form-action"] == "'self'"
    assert found["frame-ancestors"] == found["base-uri"] == found["object-src"] == "'none'"
    assert not any("unsafe" in value or "http" in value for value in found.values())


@pytest.mark.parametrize("path", ["/account", "/sign-in", "/nothing/at/all"])
def test_every_answer_carries_the_other_headers(people: People, path: str) -> None:
    headers = people.client("owner").get(path).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cache-Control"] == "no-store"
    assert "HX-Request" in headers["Vary"]
    assert "Strict-Transport-Security" not in headers


def test_behind_tls_browsers_are_told_to_stay_there(people: People) -> None:
    response = people.app.test_client().get("/sign-in", base_url="https://labelroom.example")
    assert response.headers["Strict-Transport-Security"].startswith("max-age=31536000")


@pytest.mark.parametrize("origin", ["https:", "https://images.example", "http://127.0.0.1:9000", "http://[::1]:80"])
def test_origins_of_media_widen_images_and_media_alone(origin: str) -> None:
    assert is_origin(origin)
    parts = content_policy([origin]).split("; ")
    assert [part.split()[0] for part in parts if origin in part.split()] == ["img-src", "media-src"]


@pytest.mark.parametrize(
    "text",
    [
        "*",
        "data:",
        "https://a.example/path",
        "https://a.example; script-src *",
        "javascript:",
        "https://",
        "https://u@a.example",
        "https://a.example:99999",
        "'unsafe-inline'",
        "https://a.example b.example",
        "",
    ],
)
def test_nothing_else_gets_into_the_policy(text: str) -> None:
    assert not is_origin(text)
