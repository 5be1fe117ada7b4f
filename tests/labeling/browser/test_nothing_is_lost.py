"""Answers and drafts through dead networks, reloads, other tabs and refusals: none is ever lost."""

from __future__ import annotations

import pytest

from tests.labeling.browser.bench import Open, answered, eventually, names, opened
from tests.labeling.browser.configs import boxes, choices, coins, reviews
from tests.labeling.browser.harness import Desk

pytestmark = pytest.mark.browser


def test_answers_given_without_a_network_are_kept_through_a_reload_and_sent_later(bench: Open) -> None:
    work = opened(bench)
    eventually(lambda: len(work.desk.handed) == 2, "a task fetched ahead")
    work.desk.failing.update({"submit", "next", "open", "draft"})
    work.press("1", "Enter")
    work.wait_for_task(2)
    work.press("2", "Enter")
    eventually(lambda: "2 answers kept here" in work.saved(), "the count of kept answers")
    work.wait_for("offline")
    work.open()
    eventually(lambda: "2 answers kept here" in work.saved(), "the count after a reload")
    work.desk.failing.clear()
    work.page.locator("[data-card=offline] button").click()
    answered(work, 2)
    work.wait_for_task(3)
    assert [work.desk.answers[number]["results"][0]["value"]["choices"] for number in (1, 2)] == [["正面"], ["负面"]]
    eventually(lambda: work.saved() == "Saved", "everything being saved")


def test_a_server_that_dies_while_answering_gets_the_same_key_again(bench: Open) -> None:
    work = opened(bench)
    work.desk.failing.add("submit")
    work.press("1", "Enter")
    eventually(lambda: names(work).count("submit") >= 2, "a second try", 10)
    work.desk.failing.clear()
    answered(work, 1)
    keys = {body["client_key"] for name, _, body in work.desk.calls if name == "submit"}
    assert len(keys) == 1


def test_a_signed_out_session_keeps_the_answer_until_one_is_signed_in_again(bench: Open) -> None:
    work = opened(bench)
    eventually(lambda: len(work.desk.handed) == 2, "a task fetched ahead")
    work.desk.signed_out = True
    work.press("1", "Enter")
    dialog = work.page.locator("[data-dialog=signed-out]")
    dialog.wait_for()
    assert "One answer is kept" in dialog.inner_text()
    assert work.desk.answers == {}
    work.desk.signed_out = False
    work.page.locator("[data-try-again]").click()
    answered(work, 1)
    dialog.wait_for(state="hidden")


def test_answers_wait_when_somebody_else_signs_in(bench: Open) -> None:
    work = opened(bench)
    work.desk.signed_out = True
    work.press("1", "Enter")
    work.page.locator("[data-dialog=signed-out]").wait_for()
    work.desk.signed_out, work.desk.member = False, "1-8"
    work.page.locator("[data-try-again]").click()
    eventually(lambda: "Somebody else" in work.page.locator("[data-kept-text]").inner_text(), "the dialog saying so")
    assert work.desk.answers == {}


def test_a_draft_saves_itself_and_comes_back_after_a_reload(bench: Open) -> None:
    work = bench(boxes(), coins())
    work.picture_ready()
    work.drag((60, 80), (140, 150))
    eventually(lambda: work.desk.drafts.get(1), "the draft being saved")
    eventually(lambda: work.saved() == "Saved", "the page saying so")
    work.open()
    work.picture_ready()
    assert work.rows() == ["coin 80 × 70"]
    assert work.page.locator("[data-drawing] .shape").count() == 1


def test_a_draft_the_server_never_got_comes_back_from_the_browser(bench: Open) -> None:
    work = bench(boxes(), coins())
    work.picture_ready()
    work.desk.failing.add("draft")
    work.drag((60, 80), (140, 150))
    eventually(lambda: "Offline" in work.saved(), "the page saying so")
    work.open()
    work.picture_ready()
    assert work.rows() == ["coin 80 × 70"]
    work.desk.failing.clear()
    eventually(lambda: work.desk.drafts.get(1), "the draft being saved", 10)


def test_what_was_just_drawn_is_saved_when_the_page_is_left(bench: Open) -> None:
    work = bench(boxes(), coins())
    work.picture_ready()
    work.drag((60, 80), (140, 150))
    work.page.goto("about:blank")
    eventually(lambda: work.desk.drafts.get(1), "the draft being saved")
    eventually(lambda: "release" in names(work), "the task fetched ahead being given back")
    work.open()


def test_another_tabs_newer_draft_is_a_choice(bench: Open) -> None:
    work = bench(boxes(), coins())
    work.picture_ready()
    theirs = {
        "id": "r", "from_name": "label", "to_name": "image", "type": "rectanglelabels", "origin": "manual",
        "original_width": 384, "original_height": 303, "image_rotation": 0,
        "value": {"x": 1, "y": 1, "width": 5, "height": 5, "rotation": 0, "rectanglelabels": ["fake"]},
    }  # fmt: skip
    work.desk.drafts[1] = {"seq": 9, "tab": "other", "results": [theirs], "updated_at": "2026-01-01T00:00:00Z"}
    work.drag((60, 80), (140, 150))
    work.page.locator("[data-dialog=conflict]").wait_for()
    work.page.locator("[data-mine]").click()
    eventually(lambda: work.desk.drafts[1]["tab"] != "other", "mine being kept")
    work.desk.drafts[1] = {"seq": 99, "tab": "other", "results": [theirs], "updated_at": "2026-01-01T00:00:00Z"}
    work.drag((200, 80), (240, 150))
    work.page.locator("[data-dialog=conflict]").wait_for()
    work.page.locator("[data-theirs]").click()
    eventually(lambda: work.rows() == ["fake 19 × 15"], "theirs being shown")


def test_a_task_taken_away_says_so_and_can_still_be_submitted_as_an_extra_one(bench: Open) -> None:
    work = opened(bench, lease_seconds=1)
    eventually(lambda: len(work.desk.handed) == 2, "a task fetched ahead")
    work.press("1", "Enter")
    work.wait_for_task(2)
    work.press("2")
    work.desk.gone.add(2)
    work.press("Enter")
    eventually(lambda: "kept as an extra one" in work.notices(), "the notice")


def test_a_refused_answer_can_be_opened_again_and_corrected(bench: Open) -> None:
    work = opened(bench)
    errors = [{"field": "results[0]", "message": "no such label"}]
    work.desk.refusing["submit"] = ({"error": "invalid_results", "message": "No.", "details": {"errors": errors}}, 422)
    work.press("1", "Enter")
    eventually(lambda: "no such label" in work.notices(), "the reason")
    assert "not accepted" in work.saved()
    work.desk.refusing.clear()
    work.open()
    eventually(lambda: "no such label" in work.notices(), "the reason after a reload")
    work.page.get_by_role("button", name="Open it again").click()
    eventually(lambda: work.page.locator(":checked").count() == 1, "the answer being shown")
    work.press("2", "Enter")
    answered(work, 1)
    assert work.desk.answers[1]["results"][0]["value"]["choices"] == ["负面"]


def test_answers_left_behind_in_another_project_are_sent_too(bench: Open) -> None:
    work = opened(bench)
    eventually(lambda: len(work.desk.handed) == 2, "a task fetched ahead")
    work.harness.elsewhere[work.desk.project] = work.desk
    work.desk.failing.add("submit")
    work.press("1", "Enter")
    work.wait_for_task(2)
    first, other = work.desk, Desk(choices(), reviews())
    work.harness.desk = other
    work.open()
    work.wait_for_task(1)
    eventually(lambda: work.saved() == "Offline · one answer kept here", "the count of kept answers")
    first.failing.clear()
    eventually(lambda: first.answers, "the first project's answer being in", 20)
    assert other.answers == {}


def test_a_refused_answer_is_discarded_only_when_one_says_so_twice(bench: Open) -> None:
    work = opened(bench)
    work.desk.refusing["submit"] = ({"error": "not_found", "message": "Gone.", "details": {}}, 404)
    work.press("1", "Enter")
    work.page.get_by_role("button", name="Discard it").click()
    work.page.get_by_role("button", name="Keep it").click()
    work.page.get_by_role("button", name="Discard it").click()
    work.page.get_by_role("button", name="Discard for good").click()
    eventually(lambda: work.saved() == "Saved", "nothing being left")
