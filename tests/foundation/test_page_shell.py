"""How pages write numbers and times, and what failures look like."""

from __future__ import annotations

import datetime as dt

import pytest
from flask import Flask

from foundation import catalogs
from foundation.clock import now
from foundation.languages import in_language
from foundation.page_shell import exact_time, initial, number, percent, relative_time
from tests.people import People


def test_numbers_have_thousands_separators_and_percentages_are_cut(app: Flask) -> None:
    with app.test_request_context("/"):
        assert (number(1234567), number(0), number(None)) == ("1,234,567", "0", "—")
    assert (percent(1999, 2000), percent(2000, 2000), percent(1, 3), percent(0, 0)) == (
        "99.9%",
        "100.0%",
        "33.3%",
        "0.0%",
    )


@pytest.mark.parametrize(
    ("ago", "english", "chinese"),
    [
        (5, "just now", "刚刚"),
        (90, "1 minute ago", "1分钟前"),
        (3600 * 5 + 3000, "5 hours ago", "5小时前"),
        (86400 * 8, "1 week ago", "1周前"),
        (86400 * 400, "1 year ago", "1年前"),
        (-7260, "in 2 hours", "2小时后"),
    ],
)
def test_times_are_relative_in_the_largest_whole_unit(app: Flask, ago: int, english: str, chinese: str) -> None:
    catalogs.compile_catalogs()
    moment = now() - dt.timedelta(seconds=ago + (1 if ago > 0 else -1))
    for language, expected in (("en", english), ("zh", chinese)):
        with app.test_request_context("/"), in_language(language):
            assert relative_time(moment) == expected


def test_the_exact_time_is_in_the_organizations_zone(people: People) -> None:
    page = people.client("owner").get(people.url("/members")).text
    assert "UTC+08:00" in page
    with people.app.test_request_context("/"):
        assert exact_time(dt.datetime(2026, 1, 2, 3, 4, 5, tzinfo=dt.UTC)) == "2026-01-02 03:04:05 UTC+00:00"


def test_an_avatar_shows_the_first_letter_or_character() -> None:
    assert [initial(name) for name in ("anna", "李雷", "  (x)", "…")] == ["A", "李", "X", "·"]


def test_failures_are_pages_in_the_house_style_that_say_what_to_do(people: People) -> None:
    client = people.client("annotator")
    missing = client.get(people.url("/nothing"))
    assert missing.status_code == 404
    assert "Check the address" in missing.text
    assert 'class="wordmark"' in missing.text
    forbidden = client.get(people.url("/members"))
    assert forbidden.status_code == 403
    assert "ask an administrator" in forbidden.text


def test_not_yours_and_not_there_have_the_same_body(people: People) -> None:
    def body(path: str) -> str:
        text = people.stranger().get(path).text
        return "\n".join(line for line in text.splitlines() if "csrf" not in line.lower() and 'name="next"' not in line)

    assert body(people.url("/members")) == body("/o/nobody-has-this/members")


def test_a_refusal_leaves_the_page_to_htmx_and_says_why_in_a_header(people: People) -> None:
    refused = people.client("annotator").get(people.url("/members"), headers={"HX-Request": "true"})
    assert (refused.status_code, refused.data) == (403, b"")
    assert refused.headers["X-Message"] == "Your%20role%20doesn%27t%20allow%20this."


def test_the_chosen_colours_are_printed_by_the_server_and_nonsense_is_ignored(people: People) -> None:
    client = people.client("owner")
    for cookie, expected in (("dark", "dark"), ("light", "light"), ('"><script>', "system")):
        client.set_cookie("theme", cookie)
        assert f'data-theme="{expected}"' in client.get("/account").text
