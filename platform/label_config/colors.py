"""Colours of labels: what is written in a config as `#rrggbb`, and generated ones for labels without.

The generated ones are 16 hues of one lightness and chroma in OKLCH (https://bottosson.github.io/posts/oklab/), light
enough for a dark page and dark enough for a white one (at least 3 : 1 on both). Their order was searched so that
neighbours stay apart with protanopia, deuteranopia and tritanopia too (Machado et al. 2009); a test holds that.
Beyond 16 the same hues come back between the first ones, darker and lighter.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import chain

from tinycss2 import color4

LIGHTNESS, CHROMA = 0.65, 0.112
HUES = (98.0, 233.0, 345.5, 143.0, 323.0, 120.5, 255.5, 8.0, 210.5, 53.0, 278.0, 75.5, 188.0, 30.5, 300.5, 165.5)
LATER_RINGS = (
    (0.52, 0.089, 11.25),
    (0.77, 0.11, 5.6),
    (0.58, 0.1, 16.9),
    (0.45, 0.077, 0.0),
)  # lightness, chroma, turn
GOLDEN_ANGLE = 137.508
TOO_NEAR = 0.06  # OKLab distance to a given colour below which a generated one is passed over
Lab = tuple[float, float, float]


@lru_cache(maxsize=1024)
def normalized(color: str) -> str | None:
    """Return a CSS colour (a name, hex, rgb() or hsl()) as `#rrggbb` without its transparency; None for others."""
    try:
        parsed = color4.parse_color(color.strip())  # type: ignore[no-untyped-call]  # it has no types
        if parsed is None or isinstance(parsed, str) or not parsed.alpha:
            return None
        red_green_blue = parsed.to("srgb").coordinates
    except NotImplementedError:  # a colour space the parser knows by name only
        return None
    channels = [0.0 if channel is None else min(1.0, max(0.0, channel)) for channel in red_green_blue]
    return "#" + "".join(f"{round(channel * 255):02x}" for channel in channels)


def label_colors(given: Sequence[str | None]) -> list[str]:
    """Return one colour per label: the given ones as they came, generated ones for the others.

    Generated colours differ from each other and from the given ones, and are the same for the same list every time.
    """
    return list(_label_colors(tuple(given)))


@lru_cache(maxsize=128)
def _label_colors(given: tuple[str | None, ...]) -> tuple[str, ...]:
    hexes = {normalized(color) or color for color in given if color}
    taken = [oklab(color) for color in sorted(hexes)]
    fresh = free_colors(taken, hexes)
    return tuple(color or next(fresh) for color in given)


def free_colors(taken: list[Lab], hexes: set[str]) -> Iterator[str]:
    """Yield generated colours without end, none twice, none in `hexes`, as long as possible none near `taken`."""
    used = set(hexes)
    passed_over = []
    for color in ring_colors():
        if any(math.dist(oklab(color), other) < TOO_NEAR for other in taken):
            passed_over.append(color)
        elif color not in used:
            used.add(color)
            yield color
    for color in chain(passed_over, spiral_colors()):
        if color not in used:
            used.add(color)
            yield color


def ring_colors() -> Iterator[str]:
    """Yield the 16 colours, then those of the later rings in the same order."""
    for lightness, chroma, turn in ((LIGHTNESS, CHROMA, 0.0), *LATER_RINGS):
        for hue in HUES:
            yield from_oklch(lightness, chroma, hue + turn)


def spiral_colors() -> Iterator[str]:
    """Yield colours without end: hues by the golden angle over slowly changing lightness and chroma."""
    step = 0
    while True:
        lightness = 0.42 + 0.36 * (step * 0.618034 % 1)
        yield from_oklch(lightness, 0.055 + 0.05 * (step * 0.754878 % 1), step * GOLDEN_ANGLE)
        step += 1


def from_oklch(lightness: float, chroma: float, hue: float) -> str:
    """Return an OKLCH colour (hue in degrees) as `#rrggbb`, channels outside sRGB cut."""
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    linear = (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )
    return "#" + "".join(f"{round(255 * encoded(min(1.0, max(0.0, channel)))):02x}" for channel in linear)


def encoded(linear: float) -> float:
    """Apply sRGB's transfer function (IEC 61966-2-1)."""
    return 12.92 * linear if linear <= 0.0031308 else 1.055 * linear ** (1 / 2.4) - 0.055


def decoded(channel: float) -> float:
    """Undo sRGB's transfer function."""
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4


def oklab(color: str) -> Lab:
    """Return a colour in OKLab; an unreadable one counts as black."""
    written = normalized(color) or "#000000"
    red, green, blue = (decoded(int(written[i : i + 2], 16) / 255) for i in (1, 3, 5))
    return linear_to_oklab(red, green, blue)


def linear_to_oklab(red: float, green: float, blue: float) -> Lab:
    """Convert linear sRGB to OKLab."""
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    medium = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    return (
        0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short,
    )
