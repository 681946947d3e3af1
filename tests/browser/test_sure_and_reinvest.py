"""How sure and Reinvest in a real browser: all there, nothing beside, the same numbers in the file."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from simulator.store import Store
from tests.browser.conftest import CHROMIUM, serving, visiting
from tests.dashboard.funds import NAME, funded

PAGES = ("/sure", "/reinvest")


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """Return where a server is that has an answer with a fund, and the answer's query."""
    if CHROMIUM is None:
        pytest.skip("there is no Chromium here")
    path = tmp_path_factory.mktemp("funded") / "store.sqlite"
    with Store(str(path)) as store:
        name = store.keep_comparison(funded())
    with serving(path) as address:
        yield address, f"?answer={name}&focus={NAME}"


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390])
def test_a_page_is_whole_has_no_barrier_fits_and_asks_nobody_else(
    place: tuple[str, str], browser: Browser, path: str, scheme: str, width: int
) -> None:
    address, query = place
    for search in (query, ""):
        with visiting(browser, address, width=width, scheme=scheme) as visit:
            page = visit.open(search, path)
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            found = Axe().run(page).response["violations"]
            assert not found, "\n".join(f"{each['id']}: {each['nodes'][0]['html']}" for each in found)
            assert (visit.complaints, visit.outside()) == ([], [])


def test_without_an_agreement_reinvest_draws_nothing(place: tuple[str, str], browser: Browser) -> None:
    with visiting(browser, place[0]) as visit:
        page = visit.open(path="/reinvest")
        assert "nothing is captured" in visit.finding()
        assert page.locator(".dash-graph").count() == 0


def test_the_ledger_and_its_file_have_the_same_rows(place: tuple[str, str], browser: Browser) -> None:
    with visiting(browser, place[0]) as visit:
        page = visit.open(place[1], "/reinvest")
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


def test_how_sure_marks_one_band_and_says_the_same_count_as_the_dots(place: tuple[str, str], browser: Browser) -> None:
    with visiting(browser, place[0]) as visit:
        page = visit.open(place[1], "/sure")
        marked = page.locator(".bands tr.focus")
        assert marked.count() == 1
        assert "here: 50 of 50" in marked.inner_text()
        assert "In 50 of 50 futures" in page.locator("#title-dots").inner_text()
