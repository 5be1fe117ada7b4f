"""What each role finds in the frame."""

from __future__ import annotations

import re

from tests.people import People


def entries(people: People, role: str) -> set[str]:
    page = people.client(role).get(people.url(), follow_redirects=True).text
    return set(re.findall(rf'class="side-link" href="{people.url()}/(\w+)"', page))


def test_every_role_finds_what_it_may_open_and_nothing_else(people: People) -> None:
    assert {"projects", "work"} <= entries(people, "manager")
    for role in people.member_ids:
        client = people.client(role)
        found = entries(people, role)
        assert found
        assert {name: client.get(people.url(f"/{name}")).status_code for name in found} == dict.fromkeys(found, 200)
    staff = {"members", "tokens", "audit"}
    assert staff <= entries(people, "admin")
    assert not staff & entries(people, "manager")
    assert "settings" in entries(people, "owner") - entries(people, "admin")


def test_the_entry_of_the_page_is_lit(people: People) -> None:
    page = people.client("owner").get(people.url("/tokens")).text
    assert re.search(r'href="[^"]*/tokens" aria-current="page"', page)
    assert page.count('aria-current="page"') == 1
