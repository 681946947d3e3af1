"""In a browser no text of the People page's figures overlaps another or leaves the figure, and names are only text."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

import pytest

from dashboard.figures import flow, life
from tests.dashboard.figures.browser import CHROMIUM, FigureBrowser, figure_browser
from tests.dashboard.figures.people_samples import FLOWS, LIVES
from tests.dashboard.figures.test_text_fits import OUTSIDE, overlap

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="needs Debian's chromium")
AT = (("light", 1280), ("light", 734), ("light", 514), ("light", 358), ("light", 300), ("dark", 608), ("dark", 358))
SMALLEST = 12.0


@pytest.fixture(scope="module")
def browser() -> Iterator[FigureBrowser]:
    with figure_browser() as made:
        yield made


@pytest.fixture(scope="module", params=AT)
def rendered(browser, request):
    """Every sample at a width, in a theme: its figure and what the browser made of it."""
    theme, width = request.param
    figures = {
        f"{kind}, {name}, {theme}, {width} px": module.draw(data, theme=theme, width=width).figure
        for kind, module, samples in (("flow", flow, FLOWS), ("life", life, LIVES))
        for name, data in samples.items()
    }
    found = browser.render(list(figures.values()))
    return [(name, figures[name], drawn) for name, drawn in zip(figures, found, strict=True)]


def test_no_text_overlaps_another(rendered):
    found = [
        f"{name}: “{one.said}” and “{other.said}”"
        for name, _, drawn in rendered
        for one, other in combinations(drawn.lines, 2)
        if overlap(one, other)
    ]
    assert not found, "\n".join(found)


def test_no_text_leaves_its_figure(rendered):
    found = [
        f"{name}: “{line.said}” from {line.left:.0f}, {line.top:.0f} to {line.right:.0f}, {line.bottom:.0f}"
        for name, figure, drawn in rendered
        for line in drawn.lines
        if min(line.left, line.top) < -OUTSIDE
        or line.right > figure.layout.width + OUTSIDE
        or line.bottom > figure.layout.height + OUTSIDE
    ]
    assert not found, "\n".join(found)


def test_no_text_is_smaller_than_twelve_px(rendered):
    assert min(line.size for _, _, drawn in rendered for line in drawn.lines) >= SMALLEST


def test_names_are_only_text(rendered, browser):
    assert not any(drawn.links or drawn.scripts for _, _, drawn in rendered)
    assert not browser.requests
