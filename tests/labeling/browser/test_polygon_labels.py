"""Polygons on a picture, by mouse and by keys."""

from __future__ import annotations

import json

import pytest

from tests.labeling.browser.bench import Bench, Open, Point, near, points_of
from tests.labeling.browser.configs import DATA, coins, polygons

pytestmark = pytest.mark.browser

SQUARE: list[Point] = [(100, 100), (200, 100), (200, 180), (100, 180)]


def opened(bench: Open) -> Bench:
    work = bench(polygons(), coins())
    work.picture_ready()
    return work


def outlined(bench: Open) -> Bench:
    """A finished square, selected."""
    work = opened(bench)
    for point in SQUARE:
        work.click(point)
    work.press("Enter")
    work.click((150, 140))
    return work


def test_a_click_on_the_first_point_closes_and_points_are_where_they_were_set(bench: Open) -> None:
    work = opened(bench)
    coin = json.loads((DATA / "coins_gold.json").read_text())["objects"][0]["points"]
    for point in coin:
        work.click(point)
    work.click(coin[0])
    found = points_of(result := work.submit()[0])
    assert all(near(a, b) for a, b in zip(found, coin, strict=True))
    assert result["value"]["closed"] is True
    assert (result["original_width"], result["original_height"]) == (384, 303)


def test_enter_closes(bench: Open) -> None:
    work = opened(bench)
    for point in SQUARE:
        work.click(point)
    work.press("Enter")
    assert len(points_of(work.submit()[0])) == 4


def test_a_double_click_closes_without_a_second_point(bench: Open) -> None:
    work = opened(bench)
    for point in SQUARE[:3]:
        work.click(point)
    work.page.mouse.dblclick(*work.at(SQUARE[3]))
    assert len(points_of(work.submit()[0])) == 4


def test_quick_clicks_in_different_places_close_nothing(bench: Open) -> None:
    work = opened(bench)
    for point in [(20, 20), (26, 20), (32, 26), (40, 60), (20, 60)]:
        work.click(point)
    work.press("Enter")
    assert len(points_of(work.submit()[0])) == 5


def test_undo_and_backspace_take_back_the_last_point_of_a_drawing(bench: Open) -> None:
    work = opened(bench)
    for point in [*SQUARE, (50, 50), (60, 20)]:
        work.click(point)
    work.press("Control+z", "Backspace", "Enter")
    assert all(near(a, b) for a, b in zip(points_of(work.submit()[0]), SQUARE, strict=True))


def test_two_points_are_no_polygon(bench: Open) -> None:
    work = opened(bench)
    work.click((100, 100))
    work.click((150, 100))
    work.press("Enter", "Escape")
    assert work.submit() == []


def test_points_are_moved_inserted_and_deleted(bench: Open) -> None:
    work = outlined(bench)
    work.drag_handle("point-0", (80, 60))
    assert near(points_of(submitted(work))[0], (80, 60))
    work = outlined(bench)
    work.drag_handle("middle-0", (150, 60))
    assert near(points_of(submitted(work))[1], (150, 60))
    work = outlined(bench)
    work.page.keyboard.down("Alt")
    work.page.locator('[data-handle="point-2"] .grip').click()
    work.page.keyboard.up("Alt")
    assert len(points_of(submitted(work))) == 3


def submitted(work: Bench) -> dict[str, object]:
    return work.submit()[0]


def test_a_polygon_is_moved_and_stays_inside(bench: Open) -> None:
    work = outlined(bench)
    work.drag((150, 140), (600, 150))
    assert near(points_of(work.submit()[0])[0], (284, 110))


def test_points_are_worked_on_with_keys(bench: Open) -> None:
    work = outlined(bench)
    work.press("Period", "Shift+ArrowLeft", "Insert", "Shift+ArrowUp", "Period", "Delete")
    points = points_of(work.submit()[0])
    assert len(points) == 4
    assert near(points[0], (90, 100))
    assert near(points[1], (145, 90))


def test_the_last_three_points_stay(bench: Open) -> None:
    work = outlined(bench)
    work.press("Period", "Delete", "Delete", "Delete")
    assert len(points_of(work.submit()[0])) == 3


def test_a_polygon_is_drawn_with_keys_alone(bench: Open) -> None:
    work = opened(bench)
    work.press("Shift+F", "Enter", "Enter", "Shift+ArrowRight", "Enter", "Shift+ArrowDown", "Enter", "Enter")
    points = points_of(work.submit()[0])
    assert len(points) == 3
    assert near((points[1][0] - points[0][0], points[2][1] - points[1][1]), (50, 50))


def test_shift_begins_on_top_of_another_polygon(bench: Open) -> None:
    work = outlined(bench)
    work.press("Escape")
    work.click((130, 120), keys=["Shift"])
    for point in [(170, 120), (150, 160)]:
        work.click(point)
    work.press("Enter")
    assert len(work.submit()) == 2


def test_a_polygon_may_go_over_the_edge_of_another(bench: Open) -> None:
    work = outlined(bench)
    work.press("Escape")
    for point in [(230, 140), (150, 140), (230, 170)]:
        work.click(point)
    work.press("Enter")
    assert len(work.submit()) == 2
