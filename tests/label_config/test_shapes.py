"""Percent coordinates become pixels, turned about the right corner."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from label_config.readings import Box
from label_config.shapes import box_corners, box_hull, polygon_area, polygon_bounds, polygon_pixels


def box(x: float, y: float, width: float, height: float, rotation: float) -> Box:
    return Box("b", "label", (), x, y, width, height, rotation, 800, 400)


def test_an_upright_box_is_its_own_hull() -> None:
    assert box_hull(box(10, 20, 30, 40, 0), 800, 400) == (80, 80, 240, 160)
    assert box_hull(box(10, 20, 30, 40, 360), 800, 400) == (80, 80, 240, 160)


def test_a_quarter_turn_is_clockwise_about_the_top_left_corner() -> None:
    corners = box_corners(box(50, 50, 10, 10, 90), 800, 400)
    expected = [(400, 200), (400, 280), (360, 280), (360, 200)]
    assert [pytest.approx(corner) for corner in corners] == expected
    assert box_hull(box(50, 50, 10, 10, 90), 800, 400) == pytest.approx((360, 200, 40, 80))


@given(st.floats(-360, 360), st.floats(1, 50), st.floats(1, 50))
def test_turning_keeps_the_area(rotation: float, width: float, height: float) -> None:
    corners = box_corners(box(20, 20, width, height, rotation), 800, 400)
    assert polygon_area(corners) == pytest.approx(width * 8 * height * 4)


def test_polygons_are_measured_in_pixels() -> None:
    points = polygon_pixels([(0, 0), (50, 0), (50, 50), (0, 50)], 800, 400)
    assert polygon_area(points) == polygon_area(points[::-1]) == 400 * 200
    assert polygon_bounds(points) == (0, 0, 400, 200)
