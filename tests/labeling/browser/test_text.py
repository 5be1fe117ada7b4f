"""Spans in a text, by mouse and by keys: what comes out is the selected text, in code points."""

from __future__ import annotations

from typing import Any

import pytest

from tests.labeling.browser.bench import Bench, Open
from tests.labeling.browser.configs import spans, texts

pytestmark = pytest.mark.browser

TEXT = "近年，很多人想到要编著较大规模的“插图本中国通史”，广东旅游出版社推出了《中华文明大博览》。"
EMOJI = "😀 Ève visited 北京👩‍👩‍👧 and e\u0301clair 🎉 shops.\r\nNext line"
ARABIC = "زار أحمد مدينة القاهرة"


def opened(bench: Open, *contents: str, **options: str) -> Bench:
    work = bench(spans(**options), texts(*(contents or (TEXT,)), "the next one"))
    work.wait_for("task")
    return work


def places(work: Bench, wanted: str, *, occurrence: int = 0) -> tuple[tuple[float, float], tuple[float, float]]:
    """Return where a stretch of the text begins and ends in the window."""
    found: list[float] = work.page.evaluate(
        """([wanted, occurrence]) => {
          const node = document.querySelector("[data-text]").firstChild;
          let at = -1;
          for (let seen = 0; seen <= occurrence; seen += 1) at = node.data.indexOf(wanted, at + 1);
          const range = document.createRange();
          range.setStart(node, at); range.setEnd(node, at + wanted.length);
          const boxes = range.getClientRects();
          const [first, last] = [boxes[0], boxes[boxes.length - 1]];
          return [first.left + 1, (first.top + first.bottom) / 2, last.right - 1, (last.top + last.bottom) / 2];
        }""",
        [wanted, occurrence],
    )
    return (found[0], found[1]), (found[2], found[3])


def select(work: Bench, wanted: str, *, occurrence: int = 0) -> None:
    start, end = places(work, wanted, occurrence=occurrence)
    work.page.mouse.move(*start)
    work.page.mouse.down()
    work.page.mouse.move(*end, steps=6)
    work.page.mouse.up()


def click(work: Bench, wanted: str) -> None:
    (x, y), (right, _) = places(work, wanted)
    work.page.mouse.click((x + right) / 2, y)


def settled(work: Bench) -> None:
    """Let the page look at what the browser selected."""
    work.page.evaluate("new Promise((done) => setTimeout(() => requestAnimationFrame(done), 30))")


def check(text: str, result: dict[str, Any], wanted: str, label: str) -> None:
    value = result["value"]
    assert value["text"] == wanted
    assert text[value["start"] : value["end"]] == wanted
    assert value["labels"] == [label]


def test_words_selected_by_mouse_and_named_by_key(bench: Open) -> None:
    work = opened(bench)
    select(work, "广东旅游出版社")
    settled(work)
    work.press("3")
    select(work, "中国")
    settled(work)
    work.press("2")
    first, second = work.submit()
    check(TEXT, first, "广东旅游出版社", "机构")
    check(TEXT, second, "中国", "地名")


def test_with_a_label_in_hand_selecting_is_enough(bench: Open) -> None:
    work = opened(bench)
    work.press("2")
    for wanted in ("中国", "广东", "中华"):
        select(work, wanted)
        settled(work)
    assert [result["value"]["text"] for result in work.submit()] == ["中国", "广东", "中华"]


def test_a_label_is_given_by_a_click_too(bench: Open) -> None:
    work = opened(bench)
    select(work, "中国")
    settled(work)
    work.page.locator('[data-label="地名"]').click()
    check(TEXT, work.submit()[0], "中国", "地名")


@pytest.mark.parametrize("wanted", ["Ève", "北京", "👩‍👩‍👧", "e\u0301clair", "🎉", "Next line", "shops.\r\nNext"])
def test_offsets_are_code_points(bench: Open, wanted: str) -> None:
    work = opened(bench, EMOJI)
    select(work, wanted)
    settled(work)
    work.press("1")
    result = work.submit()[0]
    check(EMOJI, result, wanted, "人名")


def test_right_to_left_text_is_marked(bench: Open) -> None:
    work = opened(bench, ARABIC)
    (x, y), (right, _) = places(work, "أحمد")
    work.page.mouse.dblclick((x + right) / 2, y)
    settled(work)
    work.press("1")
    check(ARABIC, work.submit()[0], "أحمد", "人名")


def test_white_space_around_a_selection_is_left_out(bench: Open) -> None:
    work = opened(bench, "one  two   three")
    select(work, "  two   ")
    settled(work)
    work.press("1")
    check("one  two   three", work.submit()[0], "two", "人名")


def test_a_double_click_takes_a_word(bench: Open) -> None:
    work = opened(bench, "Anna went home")
    (x, y), _ = places(work, "went")
    work.page.mouse.dblclick(x + 10, y)
    settled(work)
    work.press("2")
    check("Anna went home", work.submit()[0], "went", "地名")


def test_a_config_may_ask_for_whole_words(bench: Open) -> None:
    work = opened(bench, "Anna went home", granularity="word")
    select(work, "nna wen")
    settled(work)
    work.press("1")
    check("Anna went home", work.submit()[0], "Anna went", "人名")


def test_spans_overlap_and_a_click_takes_the_innermost_then_the_next(bench: Open) -> None:
    work = opened(bench)
    select(work, "广东旅游出版社")
    settled(work)
    work.press("3")
    select(work, "广东")
    settled(work)
    work.press("2")
    click(work, "广东")
    settled(work)
    assert work.chosen() == ["广东", "地名"]
    click(work, "广东")
    settled(work)
    assert work.chosen() == ["广东旅游出版社", "机构"]
    assert len(work.submit()) == 2


def test_a_span_is_relabelled_deleted_and_brought_back(bench: Open) -> None:
    work = opened(bench)
    select(work, "中国")
    settled(work)
    work.press("2")
    click(work, "中国")
    settled(work)
    work.press("1")
    assert work.rows() == ["中国 人名"]
    work.press("Delete")
    assert work.rows() == []
    work.press("Control+z", "Control+z")
    assert work.rows() == ["中国 地名"]
    work.press("Control+y")
    check(TEXT, work.submit()[0], "中国", "人名")


def test_words_are_chosen_with_keys_alone(bench: Open) -> None:
    work = opened(bench, "Anna 😀 went home")
    work.press("ArrowRight", "Control+ArrowRight", "Home", *["ArrowRight"] * 5, "Shift+ArrowRight", "1")
    work.press("End", "Shift+Control+ArrowLeft", "2")
    first, second = work.submit()
    check("Anna 😀 went home", first, "😀", "人名")
    check("Anna 😀 went home", second, "home", "地名")


def test_a_span_at_the_caret_is_selected_with_enter(bench: Open) -> None:
    work = opened(bench, "Anna went home")
    work.press("2", "Home", "Shift+Control+ArrowRight", "Enter", "Home", "Enter", "3")
    check("Anna went home", work.submit()[0], "Anna", "机构")


def test_spans_are_painted_in_the_colours_of_their_labels(bench: Open) -> None:
    work = opened(bench)
    select(work, "中国")
    settled(work)
    work.press("2")
    painted = work.page.evaluate(
        "[...CSS.highlights.values()].flatMap((highlight) => [...highlight].map((range) => String(range)))"
    )
    assert "中国" in painted
    rules = work.page.evaluate(
        "document.adoptedStyleSheets.flatMap((sheet) => [...sheet.cssRules].map((rule) => rule.cssText))"
    )
    assert any("::highlight" in rule and "underline" in rule for rule in rules)


def test_selecting_outside_the_text_marks_nothing(bench: Open) -> None:
    work = opened(bench)
    heading = work.page.locator(".labeling-header h1").bounding_box()
    assert heading
    work.page.mouse.dblclick(heading["x"] + 10, heading["y"] + heading["height"] / 2)
    settled(work)
    work.press("1")
    assert work.submit() == []


def test_two_thousand_spans_are_painted_quickly(bench: Open) -> None:
    text = "word " * 2000
    results = [
        {
            "id": f"r{number}", "from_name": "label", "to_name": "text", "type": "labels", "origin": "manual",
            "value": {"start": number * 5, "end": number * 5 + 4, "text": "word", "labels": ["人名"]},
        }
        for number in range(2000)
    ]  # fmt: skip
    draft = {"seq": 1, "tab": "t", "results": results, "updated_at": "2026-01-01T00:00:00Z"}
    work = bench(spans(), texts(text, "next"), drafts={1: draft})
    work.wait_for("task")
    settled(work)
    assert len(work.rows()) == 2000
    assert len(work.submit()) == 2000
