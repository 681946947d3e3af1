"""Every page for everybody: on a desk and on a phone, in light and in dark, by keyboard, and on paper."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import pairwise, product
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser
from pypdf import PdfReader

from tests.browser import looks, pages
from tests.browser.conftest import Visit, visiting

Kept = tuple[Path, dict[str, str]]
DESK, PHONE = 1440, 390
LETTER = 720  # pixels between margins of half an inch
SEVERAL = list(product(pages.PATHS, (DESK, PHONE), ("light", "dark")))


@pytest.fixture(scope="module")
def visitors(browser: Browser, address: str) -> Iterator[dict[tuple[int, str], Visit]]:
    """Return a visitor for each width and scheme."""
    with ExitStack() as stack:
        wanted = product((DESK, PHONE), ("light", "dark"))
        yield {look: stack.enter_context(visiting(browser, address, *look)) for look in wanted}


@pytest.fixture(
    scope="module", params=SEVERAL, ids=[f"{pages.name(path)}-{width}-{scheme}" for path, width, scheme in SEVERAL]
)
def shown(request: pytest.FixtureRequest, visitors: dict[tuple[int, str], Visit], kept: Kept) -> Visit:
    """Return a visitor who looks at a page; several tests look at the same one."""
    path, width, scheme = request.param
    visit = visitors[width, scheme]
    visit.complaints.clear()
    visit.asked.clear()
    visit.go(pages.search(path, kept[1]), path)
    assert visit.page.locator("[data-figure] .chart").count() == pages.CHARTS[path]
    return visit


def is_phone(visit: Visit) -> bool:
    size = visit.page.viewport_size
    return size is not None and size["width"] == PHONE


def test_axe_finds_no_barrier(shown: Visit) -> None:
    assert looks.barriers(shown.page) == []


def test_nothing_is_wider_than_the_screen_or_cut(shown: Visit) -> None:
    assert looks.beyond(shown.page) == []
    assert looks.cut(shown.page) == []
    assert looks.menus(shown.page) == []
    assert looks.sideways(shown.page) == []


def test_no_text_in_a_chart_lies_on_another_or_leaves_it(shown: Visit) -> None:
    assert looks.crowded(shown.page) == []


def test_the_page_asks_nobody_else_and_complains_of_nothing(shown: Visit) -> None:
    assert shown.complaints == []
    assert shown.outside() == []
    assert shown.asked != []


def test_the_keyboard_reaches_everything_in_the_order_of_the_page(shown: Visit) -> None:
    stops = looks.stops(shown.page)
    assert stops[0]["name"] == "A Skip to content"
    assert looks.reachable(shown.page) == []
    assert [stop["name"] for stop in stops if not stop["ring"]] == [], "no ring"
    assert [stop["name"] for stop in stops if not stop["seen"]] == [], "not on the screen"
    pairs = list(pairwise(stops))
    assert [(one["name"], other["name"]) for one, other in pairs if other["number"] < one["number"]] == []
    upward = [pair for pair in pairs if pair[0]["column"] == pair[1]["column"] and pair[1]["top"] < pair[0]["top"] - 24]
    assert [(one["name"], other["name"]) for one, other in upward] == []


@pytest.mark.parametrize("width", [DESK, PHONE])
@pytest.mark.parametrize("path", [path for path, charts in pages.CHARTS.items() if charts], ids=pages.name)
def test_the_tables_of_charts_have_no_barrier_and_fit(
    visitors: dict[tuple[int, str], Visit], kept: Kept, path: str, width: int
) -> None:
    page = visitors[width, "light"].go(pages.search(path, kept[1]), path)
    for button in page.locator('[data-show="table"]').all():
        button.click()
    assert page.locator("[data-figure] .as-table table:visible").count() == pages.CHARTS[path]
    assert looks.barriers(page) == []
    assert looks.beyond(page) == []
    assert looks.cut(page) == []


# -- paper ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", pages.PATHS, ids=pages.name)
def test_paper_has_every_figure_in_full_no_control_and_dark_text_on_white(
    visitors: dict[tuple[int, str], Visit], kept: Kept, path: str
) -> None:
    page = visitors[DESK, "dark"].go(pages.search(path, kept[1]), path)
    page.emulate_media(media="print", color_scheme="dark")
    try:
        found: dict[str, Any] = page.evaluate(looks.ON_PAPER, LETTER)
        words = [page.locator("h1").inner_text(), *page.locator("h2:visible, .source:visible").all_inner_texts()]
        printed = PdfReader(io.BytesIO(page.pdf(format="Letter", margin=dict.fromkeys(SIDES, "0.5in"))))
    finally:
        page.emulate_media(media="screen", color_scheme="dark")
    assert found == {"ground": "rgb(255, 255, 255)", "controls": [], "pale": [], "beyond": [], "missing": []}
    text = squeezed("".join(sheet.extract_text() for sheet in printed.pages))
    assert [each for each in words if squeezed(each) not in text] == []
    assert squeezed("Reproduce this page") in text
    if path not in ("/build", "/evidence"):
        assert "seed" in text


SIDES = ("top", "right", "bottom", "left")


def squeezed(text: str) -> str:
    """Return text without what breaks lines; a PDF reads back the apostrophe as another letter of the same shape."""
    return re.sub(r"\s+", "", text).replace("\u02bc", "\u2019")
