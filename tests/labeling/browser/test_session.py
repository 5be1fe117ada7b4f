"""The way from task to task."""

from __future__ import annotations

import pytest

from tests.labeling.browser.bench import Bench, Open, answered, eventually, names, opened
from tests.labeling.browser.configs import boxes, choices, coins, reviews, spans, texts

pytestmark = pytest.mark.browser


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


def test_a_task_fetched_ahead_and_gone_meanwhile_is_passed_over(bench: Open) -> None:
    work = opened(bench)
    eventually(lambda: len(work.desk.handed) == 2, "a task fetched ahead")
    work.desk.gone.add(2)
    work.desk.tasks[1]["id"] = 200
    work.desk.gone.add(200)
    work.press("1", "Enter")
    eventually(lambda: work.number() not in ("#1", "#2"), "another task being shown")


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
