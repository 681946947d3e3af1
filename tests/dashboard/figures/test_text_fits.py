"""In a browser no text of a figure overlaps another or leaves the figure, and names of strangers are only text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations

import pytest

from dashboard.figures.text import width_of
from dashboard.theme import WIDTHS
from tests.dashboard.figures.browser import CHROMIUM, FigureBrowser, Rendered, TextLine, figure_browser
from tests.dashboard.figures.samples import HOSTILE, drawn

needs_browser = pytest.mark.skipif(CHROMIUM is None, reason="needs Debian's chromium")
AT = [*(("light", width) for width in (*WIDTHS, 300)), *(("dark", width) for width in (514, 358))]
"""Themes and widths; text stands where it does whatever its color, so the dark one is tried at two widths."""
TOUCH = 2.0  # px by which boxes of text, which have room above and below the letters, may overlap
OUTSIDE = 0.5
SMALLEST = 12.0


@pytest.fixture(scope="module")
def browser() -> Iterator[FigureBrowser]:
    with figure_browser() as made:
        yield made


@needs_browser
@pytest.mark.parametrize(("theme", "width"), AT)
def test_every_text_of_every_figure_fits(browser, theme, width):
    made = dict(drawn(theme, width))
    found = dict(zip(made, browser.render([each.figure for each in made.values()]), strict=True))
    wrong = [
        f"{name}: {fault}"
        for name, figure in found.items()
        for fault in faults(figure, made[name].figure.layout.width, made[name].figure.layout.height)
    ]
    assert not wrong, "\n".join(wrong)
    assert not browser.requests
    hostile = [line.said for name, figure in found.items() if "hostile" in name for line in figure.lines]
    assert any(HOSTILE.split()[0] in said for said in hostile)


def faults(figure: Rendered, width: float, height: float) -> Iterator[str]:
    """Yield what is wrong with the text of a figure."""
    if figure.links or figure.scripts:
        yield f"{figure.links} links, script run: {figure.scripts}"
    for one, other in combinations(figure.lines, 2):
        if overlap(one, other):
            yield f"“{one.said}” and “{other.said}” overlap"
    for line in figure.lines:
        if min(line.left, line.top) < -OUTSIDE or line.right > width + OUTSIDE or line.bottom > height + OUTSIDE:
            yield f"“{line.said}” leaves the figure at {line.left:.0f} to {line.right:.0f}, {line.top:.0f}"
        if line.size < SMALLEST:
            yield f"“{line.said}” has {line.size} px"
        taken = width_of(line.said, line.size, bold=line.bold)
        if not line.mixed and not 0.95 * taken - 1.5 <= line.right - line.left <= taken + 1.5:  # a browser kerns
            yield f"“{line.said}” is {line.right - line.left:.1f} px wide and was taken for {taken:.1f}"


def overlap(one: TextLine, other: TextLine) -> bool:
    return (
        one.owner != other.owner
        and min(one.right, other.right) - max(one.left, other.left) > TOUCH
        and min(one.bottom, other.bottom) - max(one.top, other.top) > TOUCH
    )


HERE = TextLine(0, "Cost", 10.0, 10.0 + width_of("Cost"), 10.0, 26.0, 13.0, bold=False, mixed=False)


@pytest.mark.parametrize(
    ("lines", "fault"),
    [
        ([HERE, replace(HERE, owner=1, left=20.0, right=20.0 + width_of("Cost"))], "overlap"),
        ([replace(HERE, left=-4.0, right=-4.0 + width_of("Cost"))], "leaves"),
        ([replace(HERE, top=90.0, bottom=106.0)], "leaves"),
        ([replace(HERE, size=11.0, right=10.0 + width_of("Cost", 11.0))], "11.0 px"),
        ([replace(HERE, right=60.0)], "taken for"),
        ([HERE, replace(HERE, owner=1, top=24.0, bottom=40.0)], ""),
        ([HERE, replace(HERE, top=20.0, bottom=36.0)], ""),
    ],
)
def test_a_text_that_does_not_fit_is_found(lines, fault):
    found = list(faults(Rendered(lines, links=0, scripts=False), 100.0, 100.0))
    assert [fault in each for each in found] == ([True] if fault else [])


def test_a_link_is_found():
    assert list(faults(Rendered([HERE], links=1, scripts=False), 100.0, 100.0)) == ["1 links, script run: False"]
