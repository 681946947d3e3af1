"""The palettes: the same names in both, and enough contrast for text and for marks."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from dashboard.theme import DARK, LIGHT, PALETTES

TEXT = ("ink", "ink2", "ink3", "focus", "comp", "cost", "pink", "grey")
MARKS = ("axis", "field", "focus2", "compf", "costf")


def luminance(color: str) -> float:
    parts = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the ratio of WCAG 2."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_both_palettes_have_the_same_colors():
    assert LIGHT.keys() == DARK.keys()


def too_faint(theme: str, pairs: Iterable[tuple[str, str]], least: float) -> list[tuple[str, str]]:
    colors = PALETTES[theme]
    return [(mark, ground) for mark, ground in pairs if contrast(colors[mark], colors[ground]) < least]


@pytest.mark.parametrize("theme", PALETTES)
def test_text_has_a_contrast_of_four_and_a_half(theme):
    pairs = [*((text, "bg") for text in TEXT), *((text, "wash") for text in TEXT if text != "grey")]
    assert too_faint(theme, pairs, 4.5) == []


@pytest.mark.parametrize("theme", PALETTES)
def test_marks_have_a_contrast_of_three(theme):
    assert too_faint(theme, [(mark, "bg") for mark in MARKS], 3.0) == []


@pytest.mark.parametrize("theme", PALETTES)
def test_text_on_bars_and_in_bands_can_be_read(theme):
    bands = [("ink", band) for band in ("focus3", "focus4", "cost2", "cost3")]
    assert too_faint(theme, [("bg", "focus"), ("cost", "cost3"), *bands], 4.5) == []
