"""Answers to htmx and to browsers without it."""

from __future__ import annotations

import json

from flask import Flask, make_response

from foundation.fragments import asks_for_part, see_other, with_message

HTMX = {"HX-Request": "true"}


def test_htmx_is_told_by_an_event_in_plain_ascii(app: Flask) -> None:
    with app.test_request_context("/", headers=HTMX):
        header = with_message(make_response("part"), "已保存。").headers["HX-Trigger"]
    assert header.isascii()
    assert json.loads(header) == {"message": {"text": "已保存。", "kind": "ok"}}


def test_a_message_before_a_redirect_waits_for_the_next_page_with_htmx_and_without(app: Flask) -> None:
    for headers in (HTMX, {}):
        with app.test_request_context("/", headers=headers) as context:
            response = with_message(see_other("/account"), "Saved.")
            assert "HX-Trigger" not in response.headers
            assert context.session is not None
            assert context.session["_flashes"] == [("ok", "Saved.")]
            assert (response.headers.get("HX-Redirect") or response.location) == "/account"


def test_going_back_in_history_asks_for_the_whole_page(app: Flask) -> None:
    with app.test_request_context("/", headers=HTMX | {"HX-History-Restore-Request": "true"}):
        assert not asks_for_part()
