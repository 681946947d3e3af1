"""How sure and Reinvest in a real browser: all there, nothing beside, the same numbers in the file."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser import looks, pages
from tests.browser.conftest import visiting
from tests.dashboard.funds import NAME


@pytest.fixture
def query(kept: tuple[Path, dict[str, str]]) -> str:
    """Return the query of the answer with a fund."""
    return f"?answer={kept[1]['fund']}&focus={NAME}"


@pytest.mark.parametrize("width", [1440, 390])
def test_without_an_agreement_only_a_chart_of_rates_is_drawn(address: str, browser: Browser, width: int) -> None:
    with visiting(browser, address, width=width) as visit:
        page = visit.open(path="/reinvest")
        assert "nothing is captured" in visit.finding()
        assert page.locator(".dash-graph").count() == 1
        assert page.locator('[data-figure="fund-rates"] .dash-graph').count() == 1
        assert [*looks.barriers(page), *looks.beyond(page), *looks.cut(page)] == []


def test_the_ledger_and_its_file_have_the_same_rows(address: str, query: str, browser: Browser) -> None:
    with visiting(browser, address) as visit:
        page = visit.open(query, "/reinvest")
        figure = page.locator('[data-figure="fund-ledger"]')
        shown = [row.locator("th,td").all_inner_texts() for row in figure.locator("tbody tr").all()]
        figure.get_by_text("Download", exact=True).click()
        with page.expect_download() as waiting:
            figure.get_by_text("Numbers (CSV)").click()
        head, *rows = csv.reader(io.StringIO(Path(waiting.value.path()).read_text(encoding="utf-8")))
        assert len(rows) == len(shown)
        assert [row[0].lower() for row in rows] == [row[0].lower() for row in shown]
        for cells, row in zip(shown, rows, strict=True):
            read = [0.0 if cell == "–" else float(cell.replace(",", "").replace("\u2212", "-")) for cell in cells[1:]]
            assert read == [pytest.approx(float(cell) / 1000.0, abs=0.051) for cell in row[1:]]
        assert head[0] == "entry"


@pytest.mark.parametrize("path", ["/sure", "/capacity"])
@pytest.mark.parametrize("width", [320, 768, 1024])
def test_what_is_asked_further_fits_every_screen(
    address: str, kept: tuple[Path, dict[str, str]], browser: Browser, width: int, path: str
) -> None:
    with visiting(browser, address, width=width) as visit:
        page = visit.open(pages.search(path, kept[1]), path)
        assert page.locator("[data-figure] .chart").count() == pages.CHARTS[path]
        assert [*looks.beyond(page), *looks.cut(page), *looks.crowded(page), *looks.menus(page)] == []


def test_how_sure_marks_one_band_and_says_the_same_count_as_the_dots(
    address: str, query: str, browser: Browser
) -> None:
    with visiting(browser, address) as visit:
        page = visit.open(query, "/sure")
        marked = page.locator(".bands tr.focus")
        assert marked.count() == 1
        assert "here: 50 of 50" in marked.inner_text()
        assert "In 50 of 50 futures" in page.locator("#title-dots").inner_text()
