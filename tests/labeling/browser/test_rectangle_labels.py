"""Boxes on a picture, by mouse and by keys: what comes out is what was drawn."""

from __future__ import annotations

import math

import pytest

from tests.labeling.browser.bench import COINS, Bench, Open, box_of, near
from tests.labeling.browser.configs import boxes, coins

pytestmark = pytest.mark.browser

BOX = ((60.0, 80.0), (140.0, 150.0))


def drawn(bench: Open, **options: str) -> Bench:
    work = bench(boxes(**options), coins())
    work.picture_ready()
    work.drag(*BOX)
    return work


@pytest.mark.parametrize("zoom", ["fit", "actual", "close"])
def test_a_drawn_box_comes_out_within_half_a_pixel_at_any_zoom(bench: Open, zoom: str) -> None:
    work = bench(boxes(), coins())
    work.picture_ready()
    if zoom == "actual":
        work.page.keyboard.press("Shift+F")
    if zoom == "close":
        for _ in range(5):
            work.move((100, 110))
            work.page.mouse.wheel(0, -120)
    work.drag(*BOX)
    result = work.submit()[0]
    assert near(box_of(result), (60, 80, 140, 150))
    assert (result["original_width"], result["original_height"], result["image_rotation"]) == (*COINS, 0)
    assert result["value"]["rectanglelabels"] == ["coin"]


def test_a_box_drawn_upwards_and_out_of_the_picture_is_cut_at_its_edge(bench: Open) -> None:
    work = bench(boxes(), coins())
    work.picture_ready()
    work.drag((50, 40), (-20, -15))
    assert near(box_of(work.submit()[0]), (0, 0, 50, 40))


def test_digits_choose_the_label_of_the_next_box(bench: Open) -> None:
    work = bench(boxes(), coins())
    work.picture_ready()
    work.drag(*BOX)
    work.press("2")
    work.drag((200, 80), (260, 140))
    assert [result["value"]["rectanglelabels"] for result in work.submit()] == [["coin"], ["medal"]]


def test_a_click_selects_and_a_digit_relabels(bench: Open) -> None:
    work = drawn(bench)
    work.click((100, 120))
    work.press("3")
    assert work.submit()[0]["value"]["rectanglelabels"] == ["fake"]


def test_a_selected_box_is_moved_by_dragging_and_stays_inside(bench: Open) -> None:
    work = drawn(bench)
    work.click((100, 120))
    work.drag((100, 120), (130, 100))
    work.drag((130, 100), (-200, 100))
    assert near(box_of(work.submit()[0]), (0, 60, 80, 130))


@pytest.mark.parametrize(
    ("handle", "to", "wanted"),
    [
        ("se", (180, 200), (60, 80, 180, 200)),
        ("nw", (30, 20), (30, 20, 140, 150)),
        ("e", (200, 0), (60, 80, 200, 150)),
        ("n", (0, 30), (60, 30, 140, 150)),
        ("se", (20, 40), (20, 40, 60, 80)),
    ],
)
def test_handles_resize(
    bench: Open, handle: str, to: tuple[float, float], wanted: tuple[float, float, float, float]
) -> None:
    work = drawn(bench)
    work.click((100, 120))
    work.drag_handle(handle, to)
    assert near(box_of(work.submit()[0]), wanted)


def test_turning_keeps_the_middle_and_stores_the_corner_it_turns_about(bench: Open) -> None:
    work = drawn(bench)
    work.click((100, 120))
    work.drag_handle("turn", (180, 115), keys=["Shift"])
    value = work.submit()[0]["value"]
    assert value["rotation"] == pytest.approx(90, abs=0.01)
    x, y = value["x"] * COINS[0] / 100, value["y"] * COINS[1] / 100
    assert near((x, y), (100 + 35, 115 - 40))
    assert near((value["width"] * COINS[0] / 100, value["height"] * COINS[1] / 100), (80, 70))


def test_a_turned_box_is_resized_along_its_own_sides(bench: Open) -> None:
    work = drawn(bench)
    work.click((100, 120))
    for _ in range(2):
        work.press("Shift+BracketRight")
    turn = math.radians(30)
    across, down = (math.cos(turn), math.sin(turn)), (-math.sin(turn), math.cos(turn))
    corner = (100 - 40 * across[0] - 35 * down[0], 115 - 40 * across[1] - 35 * down[1])
    to = (corner[0] + 100 * across[0] + 90 * down[0], corner[1] + 100 * across[1] + 90 * down[1])
    work.drag_handle("se", to)
    value = work.submit()[0]["value"]
    assert value["rotation"] == pytest.approx(30)
    assert near((value["x"] * COINS[0] / 100, value["y"] * COINS[1] / 100), corner)
    assert near((value["width"] * COINS[0] / 100, value["height"] * COINS[1] / 100), (100, 90))


def test_a_turned_box_never_leaves_the_picture(bench: Open) -> None:
    work = bench(boxes(), coins())
    work.picture_ready()
    work.drag((2, 2), (100, 40))
    work.click((50, 20))
    work.drag_handle("turn", (90, 90))
    work.drag((50, 21), (-300, -300))
    work.submit()  # the harness checks results as the server does


def test_a_config_may_forbid_turning(bench: Open) -> None:
    work = drawn(bench, canRotate="false")
    work.click((100, 120))
    work.press("BracketRight")
    assert work.page.locator('[data-handle="turn"]').count() == 0
    assert work.submit()[0]["value"]["rotation"] == 0


def test_arrows_nudge_by_a_pixel_and_count_as_one_step(bench: Open) -> None:
    work = drawn(bench)
    work.click((100, 120))
    work.press(*["ArrowRight"] * 5, "Shift+ArrowDown", "Control+ArrowRight")
    assert work.rows() == ["coin 81 × 70"]
    work.press("Control+z", "Control+z")
    work.press("Control+Shift+z")
    assert near(box_of(work.submit()[0]), (65, 90, 145, 160))


def test_a_box_is_drawn_with_keys_alone(bench: Open) -> None:
    work = bench(boxes(), coins())
    work.picture_ready()
    work.press("Shift+F", "2")
    work.press("ArrowLeft", "ArrowUp", "Enter", *["ArrowRight"] * 4, *["ArrowDown"] * 3, "Control+ArrowDown", "Enter")
    left, top, right, bottom = box_of(result := work.submit()[0])
    assert near((right - left, bottom - top), (40, 31))
    assert result["value"]["rectanglelabels"] == ["medal"]


def test_tab_goes_through_the_regions_and_delete_removes_one(bench: Open) -> None:
    work = drawn(bench)
    work.drag((200, 80), (260, 140))
    work.press("Tab", "Tab", "Delete")
    assert work.rows() == ["coin 80 × 70"]


def test_alt_click_goes_on_to_what_lies_below(bench: Open) -> None:
    work = bench(boxes(), coins())
    work.picture_ready()
    work.drag((20, 20), (200, 200))
    work.press("2")
    work.drag((60, 60), (140, 140))
    work.click((100, 100))
    assert work.chosen()[0] == "medal"
    work.click((100, 100), keys=["Alt"])
    assert work.chosen()[0] == "coin"


def test_escape_gives_a_drawing_up(bench: Open) -> None:
    work = bench(boxes(), coins())
    work.picture_ready()
    work.move((50, 50))
    work.page.mouse.down()
    work.move((90, 90), steps=3)
    work.press("Escape")
    work.page.mouse.up()
    assert work.submit() == []


def test_a_locked_region_stays_as_it_is_and_a_hidden_one_is_not_hit(bench: Open) -> None:
    work = drawn(bench)
    work.click((100, 120))
    work.press("Alt+l", "ArrowRight", "Delete", "2")
    assert work.rows() == ["coin 80 × 70"]
    work.press("Alt+l", "Alt+h")
    work.click((100, 120))
    assert work.chosen() == []
    assert near(box_of(work.submit()[0]), (60, 80, 140, 150))


def test_a_label_is_used_at_most_as_often_as_the_config_says(bench: Open) -> None:
    work = drawn(bench, maxUsages="1")
    work.drag((200, 80), (260, 140))
    assert work.rows() == ["coin 80 × 70"]
    assert "only once" in work.notices()
