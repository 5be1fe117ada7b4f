"""The way from task to task, and that no answer is ever lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.labeling.browser.bench import Bench, eventually
from tests.labeling.browser.configs import boxes, choices, coins, reviews, spans, texts
from tests.labeling.browser.harness import Desk

pytestmark = pytest.mark.browser
Open = Callable[..., Bench]


def opened(bench: Open, **desk: Any) -> Bench:
    work = bench(choices(), reviews(), **desk)
    work.wait_for_task(1)
    return work


def answered(work: Bench, count: int) -> None:
    eventually(lambda: len(work.desk.answers) == count, f"{count} answers being in", 20)


def names(work: Bench) -> list[str]:
    return [name for name, _, _ in work.desk.calls]


def test_submitting_shows_the_next_task_before_the_server_has_answered(bench: Open) -> None:
    work = opened(bench)
    eventually(lambda: len(work.desk.handed) == 2, "a task fetched ahead")
    work.desk.failing.add("submit")
    work.press("1", "Enter")
    assert work.number() == "#2"
    work.desk.failing.clear()
    answered(work, 1)


def test_a_second_submit_of_a_double_click_is_not_the_next_tasks(bench: Open) -> None:
    work = bench(spans(), texts("one", "two", "three"))
    work.wait_for_task(1)
    work.page.locator("[data-submit]").dblclick()
    work.page.wait_for_timeout(300)
    assert list(work.desk.answers) == [1]
    assert work.number() == "#2"


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


def test_a_task_fetched_ahead_and_gone_meanwhile_is_passed_over(bench: Open) -> None:
    work = opened(bench)
    eventually(lambda: len(work.desk.handed) == 2, "a task fetched ahead")
    work.desk.gone.add(2)
    work.desk.tasks[1]["id"] = 200
    work.desk.gone.add(200)
    work.press("1", "Enter")
    eventually(lambda: work.number() not in ("#1", "#2"), "another task being shown")


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


def test_earlier_answers_are_reached_by_key_and_corrected(bench: Open) -> None:
    work = opened(bench)
    for number, key in ((1, "1"), (2, "2")):
        work.wait_for_task(number)
        work.press(key, "Enter")
    answered(work, 2)
    work.wait_for_task(3)
    work.press("1", "Alt+ArrowLeft")
    work.wait_for_task(2)
    assert work.page.locator(":checked").get_attribute("value") == "负面"
    work.press("Alt+ArrowLeft")
    work.wait_for_task(1)
    assert "correcting" in work.notices()
    assert "Save the correction" in work.page.locator("[data-submit]").inner_text()
    work.press("2", "Enter")
    work.wait_for_task(3)
    assert work.page.locator(":checked").get_attribute("value") == "正面"
    eventually(lambda: work.desk.answers[1]["results"][0]["value"]["choices"] == ["负面"], "the correction")
    work.press("Alt+ArrowLeft", "Alt+ArrowRight")
    work.wait_for_task(3)


def test_earlier_answers_are_listed(bench: Open) -> None:
    work = opened(bench)
    work.press("1", "Enter")
    answered(work, 1)
    work.page.locator(".header-acts [data-earlier-open]").click()
    row = work.page.locator(".earlier-row")
    row.first.wait_for()
    assert "#1" in row.first.inner_text()
    row.first.click()
    work.wait_for_task(1)
    work.page.get_by_role("button", name="Back to where I was").click()
    work.wait_for_task(2)


def test_skipping_takes_a_reason(bench: Open) -> None:
    work = opened(bench)
    work.press("s")
    work.page.locator("[data-skip-text]").fill("written by hand")
    work.press("Enter")
    work.wait_for_task(2)
    answered(work, 1)
    assert work.desk.answers[1]["reason"] == "written by hand"
    work.page.locator("[data-skip]").click()
    work.press("1")
    answered(work, 2)
    assert work.desk.answers[2]["reason"] == "I'm not sure which label fits"


def test_instructions_open_by_themselves_the_first_time(bench: Open) -> None:
    work = bench(choices(), reviews(), instructions="<p>Read me.</p>")
    dialog = work.page.locator("[data-dialog=instructions]")
    dialog.wait_for()
    work.press("Escape")
    dialog.wait_for(state="hidden")
    work.open()
    work.wait_for("task")
    assert not dialog.is_visible()
    work.press("i")
    dialog.wait_for()


def test_question_mark_shows_the_keys(bench: Open) -> None:
    work = opened(bench)
    work.press("?")
    assert "正面" in work.page.locator("[data-dialog=keys]").inner_text()
    work.press("Escape", "1")
    assert work.page.locator(":checked").count() == 1


@pytest.mark.parametrize("reason", ["all_done", "nothing_now", "paused", "not_started", "not_member"])
def test_without_a_task_the_page_says_why(bench: Open, reason: str) -> None:
    work = bench(choices(), [], reason=reason)
    work.wait_for(reason)
    card = work.page.locator(f"[data-card={reason}]")
    assert card.is_visible()
    assert card.locator(".button").count() >= 1
    work.press("1", "Enter", "s")
    assert work.desk.answers == {}


def test_a_task_given_back_by_others_appears_by_asking_again(bench: Open) -> None:
    work = bench(choices(), [], reason="nothing_now")
    work.wait_for("nothing_now")
    work.desk.tasks = reviews()
    work.page.get_by_role("button", name="Ask again").click()
    work.wait_for_task(1)


def test_a_task_named_in_the_address_is_opened(bench: Open) -> None:
    work = opened(bench)
    work.open("?task=3")
    work.wait_for_task(3)
    work.press("1", "Enter")
    eventually(lambda: 3 in work.desk.answers, "its answer")


def test_a_changed_config_loads_the_page_anew(bench: Open) -> None:
    work = opened(bench)
    eventually(lambda: len(work.desk.handed) == 2, "a task fetched ahead")
    work.desk.xml, work.desk.config_version = choices(names=("正面", "负面", "不清楚")), 2
    work.press("1", "Enter")
    work.wait_for_task(2)
    work.press("1", "Enter")
    work.page.locator('[data-choice="不清楚"]').wait_for()
    work.wait_for_task(3)
    answered(work, 2)


def test_seconds_are_measured(bench: Open) -> None:
    work = opened(bench)
    for _ in range(6):
        work.page.mouse.move(100, 100)
        work.page.wait_for_timeout(100)
        work.page.mouse.move(120, 100)
    work.press("1", "Enter")
    answered(work, 1)
    assert 0.5 <= work.desk.answers[1]["seconds"] < 30


def test_the_place_in_the_work_is_shown(bench: Open) -> None:
    work = opened(bench)
    place = work.page.locator("[data-place-text]")
    assert place.inner_text() == "Task 1 of 5"
    work.press("1", "Enter")
    eventually(lambda: place.inner_text() == "Task 2 of 5", "the second place")


def test_a_page_is_few_requests_and_light(bench: Open) -> None:
    work = bench(boxes(), coins())
    requests: list[str] = []
    sizes: list[int] = []
    page = work.context.new_page()
    page.on("request", lambda request: requests.append(request.url))
    page.on("requestfinished", lambda request: sizes.append(request.sizes()["responseBodySize"]))
    page.goto(work.harness.url)
    page.locator("[data-stage][data-state=ready]").wait_for()
    page.wait_for_timeout(300)
    own = [url for url in requests if "/media/" not in url and "favicon" not in url]
    assert len(own) <= 12, own
    scripts = page.evaluate(
        "performance.getEntriesByType('resource').filter((entry) => entry.name.endsWith('.js'))"
        ".reduce((sum, entry) => sum + entry.decodedBodySize, 0)"
    )
    assert scripts < 150_000
    assert sum(sizes) < 250_000


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


def under_a_clock(work: Bench) -> None:
    """Open the page anew with its time in the test's hands."""
    work.page.clock.install()
    work.open()

    def shown() -> bool:
        work.page.clock.run_for(50)
        return work.state == "task"

    eventually(shown, "the task")


def test_the_lease_is_renewed_while_one_works_and_its_loss_is_told(bench: Open) -> None:
    work = opened(bench, lease_seconds=90)
    under_a_clock(work)
    work.page.mouse.move(200, 200)
    work.page.clock.fast_forward(31_000)
    eventually(lambda: "alive" in names(work), "a sign of life")
    work.desk.gone.add(1)
    work.page.mouse.move(210, 200)
    work.page.clock.fast_forward(31_000)
    eventually(lambda: "no longer yours" in work.notices(), "the notice")
    work.page.get_by_role("button", name="Leave it and take the next").click()
    work.wait_for_task(2)


def test_nobody_there_means_no_sign_of_life_and_no_seconds(bench: Open) -> None:
    work = opened(bench, lease_seconds=300)
    under_a_clock(work)
    work.page.clock.fast_forward(3_600_000)
    assert "alive" not in names(work)
    work.press("1", "Enter")
    answered(work, 1)
    assert work.desk.answers[1]["seconds"] <= 62


def test_a_refused_answer_is_discarded_only_when_one_says_so_twice(bench: Open) -> None:
    work = opened(bench)
    work.desk.refusing["submit"] = ({"error": "not_found", "message": "Gone.", "details": {}}, 404)
    work.press("1", "Enter")
    work.page.get_by_role("button", name="Discard it").click()
    work.page.get_by_role("button", name="Keep it").click()
    work.page.get_by_role("button", name="Discard it").click()
    work.page.get_by_role("button", name="Discard for good").click()
    eventually(lambda: work.saved() == "Saved", "nothing being left")
