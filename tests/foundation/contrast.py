"""Contrast of the colours in `tokens.css`, after WCAG 2.2 (relative luminance) and CSS Color 4 (OKLCH to sRGB)."""

from __future__ import annotations

import math
import re

from foundation.assets import STATIC

Color = tuple[float, float, float]

TOKEN = re.compile(
    r"--([\w-]+): light-dark\(oklch\(([\d.]+)% ([\d.]+) ([\d.]+)\), oklch\(([\d.]+)% ([\d.]+) ([\d.]+)\)\);"
)


def tokens() -> dict[str, dict[str, Color]]:
    """The colour tokens by name, each light and dark, as linear sRGB."""
    text = (STATIC / "css" / "tokens.css").read_text(encoding="utf-8")
    return {
        name: {"light": linear(*map(float, figures[:3])), "dark": linear(*map(float, figures[3:]))}
        for name, *figures in TOKEN.findall(text)
    }


def linear(lightness: float, chroma: float, hue: float) -> Color:
    """OKLCH (percent, chroma, degrees) as linear sRGB, cut to the gamut."""
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    base = lightness / 100
    long = (base + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (base - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (base - 0.0894841775 * a - 1.2914855480 * b) ** 3
    red = 4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short
    green = -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short
    blue = -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short
    return (min(1, max(0, red)), min(1, max(0, green)), min(1, max(0, blue)))


def contrast(one: Color, other: Color) -> float:
    """The contrast ratio, 1 to 21."""
    brighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


def luminance(color: Color) -> float:
    red, green, blue = color
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
