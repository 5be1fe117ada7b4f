"""Static files: their addresses, caching, compression and integrity."""

from __future__ import annotations

import gzip
import re

import pytest

from foundation.assets import STATIC, digest_of, integrity_of, vendored
from tests.people import People


def address(people: People, name: str) -> str:
    return f"/static/{people.app.extensions['assets']}/{name}"


def test_a_file_under_the_current_digest_is_cached_for_ever(people: People) -> None:
    response = people.app.test_client().get(address(people, "css/main.css"))
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert response.headers["Content-Type"] == "text/css; charset=utf-8"
    assert "Set-Cookie" not in response.headers
    assert b"@import" not in response.data
    assert b"@layer tokens" in response.data


def test_an_old_digest_still_answers_but_is_asked_again(people: People) -> None:
    client = people.app.test_client()
    response = client.get("/static/000000000000/css/main.css")
    assert response.headers["Cache-Control"] == "no-cache"
    again = client.get("/static/000000000000/css/main.css", headers={"If-None-Match": response.headers["ETag"]})
    assert again.status_code == 304


def test_files_are_gzipped_for_those_who_take_it(people: People) -> None:
    client = people.app.test_client()
    plain = client.get(address(people, "js/ui/main.js"))
    packed = client.get(address(people, "js/ui/main.js"), headers={"Accept-Encoding": "gzip, br"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert gzip.decompress(packed.data) == plain.data
    assert len(packed.data) < len(plain.data) / 2
    assert packed.headers["ETag"] != plain.headers["ETag"]


@pytest.mark.parametrize(
    "name", ["../foundation/assets.py", "vendor/vendor.toml", "nothing.css", "css", "%2e%2e/foundation/assets.py"]
)
def test_nothing_outside_the_folder_and_no_list_is_sent(people: People, name: str) -> None:
    assert people.app.test_client().get(address(people, name)).status_code == 404


def test_every_vendored_file_is_what_its_entry_says() -> None:
    folder = STATIC / "vendor"
    for entry in vendored().values():
        assert integrity_of(folder / entry["file"]) == entry["integrity"]
        assert entry["version"] in entry["file"]
        assert entry["licence"]
    listed = {entry["file"] for entry in vendored().values()}
    assert {path.name for path in folder.iterdir()} - {"vendor.toml"} == listed


def test_htmx_is_the_release_it_claims_to_be() -> None:
    assert vendored()["htmx"]["integrity"] == "sha384-2OatzQy1H+Zd/IIrjr1TcuDGqLXeHhbooAyJY1KdQMKnr4LZ22k31GBLdYKHmVjg"


def test_the_digest_changes_with_any_file(tmp_path: object) -> None:
    assert digest_of(STATIC) == digest_of(STATIC)
    assert digest_of(STATIC) != digest_of(STATIC / "css")


def test_a_page_needs_one_style_sheet_and_its_script_carries_integrity(people: People) -> None:
    page = people.client("owner").get(people.url("/members")).text
    assert page.count('rel="stylesheet"') == 1
    assert f'integrity="{vendored()["htmx"]["integrity"]}"' in page
    assert page.count("<script") == 2


def test_every_icon_that_is_used_is_in_the_file_of_icons() -> None:
    sprite = (STATIC / "vendor" / vendored()["lucide"]["file"]).read_text(encoding="utf-8")
    there = set(re.findall(r'<symbol id="([\w-]+)"', sprite))
    used = set()
    for template in (STATIC.parent / "templates").rglob("*.html"):
        used |= set(re.findall(r'icon\("([\w-]+)"', template.read_text(encoding="utf-8")))
    assert used - there == set()
