"""Answers about a whole text or picture, by keys, mouse and thumb."""

from __future__ import annotations

from typing import Any

import pytest

from tests.labeling.browser.bench import Bench, Open, eventually
from tests.labeling.browser.configs import choices, reviews

pytestmark = pytest.mark.browser


def opened(bench: Open, **options: Any) -> Bench:
    work = bench(choices(**options), reviews())
    work.wait_for("task")
    return work


def test_a_digit_chooses_and_enter_submits_task_after_task(bench: Open) -> None:
    work = opened(bench)
    for number, key in enumerate("12212", 1):
        work.wait_for_task(number)
        work.press(key, "Enter")
    eventually(lambda: len(work.desk.answers) == 5, "five answers")
    chosen = [work.desk.answers[number]["results"][0]["value"]["choices"][0] for number in range(1, 6)]
    assert chosen == ["正面", "负面", "负面", "正面", "负面"]
    work.wait_for("all_done")
    assert work.page.locator("[data-card=all_done]").is_visible()


def test_an_answer_that_is_needed_is_asked_for(bench: Open) -> None:
    work = opened(bench, requiredMessage="Good or bad?")
    work.page.wait_for_timeout(150)
    work.press("Enter")
    assert "Good or bad?" in work.notices()
    assert work.number() == "#1"


def test_a_second_press_takes_a_choice_back(bench: Open) -> None:
    work = opened(bench)
    work.press("1", "1")
    assert work.page.locator(":checked").count() == 0
    work.page.locator('[data-choice="负面"]').click()
    work.page.locator('[data-choice="负面"]').click()
    assert work.page.locator(":checked").count() == 0


def test_several_may_be_chosen_in_the_configs_order(bench: Open) -> None:
    work = opened(bench, choice="multiple", names=("a", "b", "c"))
    work.press("3", "1")
    work.page.locator('[data-choice="b"]').click()
    work.press("2")
    assert work.submit()[0]["value"] == {"choices": ["a", "c"]}


def test_choices_are_undone_and_redone(bench: Open) -> None:
    work = opened(bench)
    work.press("1", "2", "Control+z")
    assert work.page.locator(":checked").get_attribute("value") == "正面"
    work.press("Control+Shift+z")
    assert work.submit()[0]["value"] == {"choices": ["负面"]}


def test_letters_come_after_the_digits(bench: Open) -> None:
    names = tuple(f"topic {number}" for number in range(1, 15))
    work = opened(bench, names=names)
    work.press("0")
    assert work.page.locator(":checked").get_attribute("value") == "topic 10"
    work.press("e")
    assert work.page.locator(":checked").get_attribute("value") == "topic 13"


def test_a_list_to_choose_from(bench: Open) -> None:
    work = opened(bench, layout="select")
    work.page.locator("select").select_option("负面")
    assert work.submit()[0]["value"] == {"choices": ["负面"]}


def test_submitting_as_soon_as_one_chooses(bench: Open) -> None:
    work = opened(bench)
    work.page.locator("[data-submit-on-choose]").check()
    work.page.locator('[data-choice="负面"]').click()
    work.wait_for_task(2)
    work.press("1")
    work.wait_for_task(3)
    work.open()
    work.wait_for("task")
    assert work.page.locator("[data-submit-on-choose]").is_checked()


def test_it_is_done_with_the_thumb_on_a_phone(bench: Open) -> None:
    context = {"viewport": {"width": 390, "height": 780}, "has_touch": True, "is_mobile": True}
    work = bench(choices(), reviews(), context=context)
    work.wait_for("task")
    buttons = [work.page.locator(f'[data-choice="{name}"]') for name in ("正面", "负面")]
    for place in [*buttons, work.page.locator("[data-submit]")]:
        box = place.bounding_box()
        assert box
        assert box["height"] >= 44
        assert box["y"] > 390
        assert box["x"] + box["width"] <= 390
    buttons[1].tap()
    work.page.locator("[data-submit]").tap()
    work.wait_for_task(2)
    assert work.page.evaluate("document.documentElement.scrollWidth") <= 390
