"""Generated colours differ, for everybody, and are the same every time."""

import math
from itertools import pairwise

import pytest

from label_config.colors import HUES, decoded, label_colors, linear_to_oklab, normalized, oklab

# Machado, Oliveira, Fernandes 2009, severity 1.0, on linear sRGB
VISIONS = {
    "usual": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": (
        (0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900),
    ),
}  # fmt: skip


def linear(color: str) -> tuple[float, ...]:
    return tuple(decoded(int(color[i : i + 2], 16) / 255) for i in (1, 3, 5))


def seen(color: str, vision: str) -> tuple[float, float, float]:
    red, green, blue = (
        min(1.0, max(0.0, sum(a * b for a, b in zip(row, linear(color), strict=True)))) for row in VISIONS[vision]
    )
    return linear_to_oklab(red, green, blue)


def luminance(color: str) -> float:
    return sum(a * b for a, b in zip((0.2126, 0.7152, 0.0722), linear(color), strict=True))


@pytest.mark.parametrize("vision", sorted(VISIONS))
def test_neighbours_stay_apart(vision: str) -> None:
    colors = label_colors([None] * 17)
    colors[16] = colors[0]  # around the circle too
    assert min(math.dist(seen(a, vision), seen(b, vision)) for a, b in pairwise(colors)) > 0.07


def test_the_first_sixteen_have_one_lightness_and_chroma() -> None:
    for color in label_colors([None] * 16):
        lightness, a, b = oklab(color)
        assert lightness == pytest.approx(0.65, abs=0.004)
        assert math.hypot(a, b) == pytest.approx(0.112, abs=0.004)
    assert sorted(HUES) == [8 + 22.5 * step for step in range(16)]


def test_they_can_be_seen_on_white_and_on_the_dark_page() -> None:
    for color in label_colors([None] * 16):
        assert 1.05 / (luminance(color) + 0.05) >= 3
        assert (luminance(color) + 0.05) / (0.0168 + 0.05) >= 3  # oklch(26% 0 0), the raised surface


def test_a_thousand_are_all_different_and_the_same_every_time() -> None:
    colors = label_colors([None] * 1000)
    assert len(set(colors)) == 1000
    label_colors([None])
    assert label_colors([None] * 1000) == colors
    assert label_colors([None] * 5) == colors[:5]


def test_generated_ones_keep_away_from_the_given_ones() -> None:
    given = ["#A18F34", "red", "#399ac8"]
    colors = label_colors([*given, *[None] * 30])
    assert colors[:3] == given
    for color in colors[3:]:
        assert all(math.dist(oklab(color), oklab(other)) > 0.05 for other in given)
    everything = label_colors([*label_colors([None] * 300), *[None] * 300])
    assert len({normalized(color) for color in everything}) == 600


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("red", "#ff0000"), ("RebeccaPurple", "#663399"), ("#abc", "#aabbcc"), ("#AABBCC80", "#aabbcc"),
        ("rgb(1, 2, 3)", "#010203"), ("rgba(10,20,30,.5)", "#0a141e"), ("hsl(120 50% 50%)", "#40bf40"),
        ("nope", None), ("transparent", None), ("currentColor", None), ("#12", None), ("", None), ("url(x)", None),
        ("red;background:url(//x)", None), ("lab(50% 0 0)", None),
    ],
)  # fmt: skip
def test_css_colours_are_read(written: str, expected: str | None) -> None:
    assert normalized(written) == expected
