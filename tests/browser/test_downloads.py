"""Every file that a page offers, downloaded and read back: the numbers are those of the store, string for string."""

from __future__ import annotations

import csv
import html
import io
import re
import struct
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import openpyxl
import pytest
from playwright.sync_api import Browser, Download, Locator, Page
from pptx import Presentation
from pypdf import PdfReader

from simulator.inputs.load import load_scenario_text
from simulator.results import Comparison
from simulator.store import Store
from tests.browser import pages
from tests.browser.conftest import Visit, visiting
from tests.browser.figures_held import FIGURES
from tests.browser.held import Held, differences, strangers
from tests.report.case.excel import evaluate, written

Kept = tuple[Path, dict[str, str]]
OF_NO_ANSWER = ("/build", pages.VALIDATION)
PNG = b"\x89PNG\r\n\x1a\n"
ELSEWHERE = re.compile(r"""(?:href|src)\s*=\s*["'](?!#|data:)|url\((?!["']?(?:#|data:))|@import""")


@pytest.fixture(scope="module")
def desk(browser: Browser, address: str) -> Iterator[Visit]:
    with visiting(browser, address) as visit:
        yield visit


@pytest.fixture(scope="module")
def answers(kept: Kept) -> dict[str, Comparison]:
    with Store(str(kept[0])) as store:
        return {name: store.find_comparison(kept[1][name]) for name in ("full", "fund", "sample", "equal", "further")}


def held_by(path: str, answers: dict[str, Comparison]) -> Held:
    """Return the answer that a page shows, and which part of it."""
    if path == "/reinvest":
        return Held(answers["fund"], "here/plan")
    if path == "/equity":
        return Held(answers["equal"], "here/gain")
    if path in ("/sure", "/capacity"):
        return Held(answers["further"], "here/gain")
    return Held(answers["full"], "king-county/current", "taxpayers", answers["sample"] if path == "/runs" else None)


def saved(page: Page, part: Locator, press: str) -> Download:
    """Open a menu, and press what saves a file."""
    part.locator("summary", has_text="Download").click()
    with page.expect_download() as waiting:
        part.locator(press).click()
    return waiting.value


def read(download: Download) -> bytes:
    return Path(download.path()).read_bytes()


# -- numbers and pictures of figures --------------------------------------------------------------------------


@pytest.mark.parametrize("path", [path for path in pages.PATHS if path not in OF_NO_ANSWER], ids=pages.name)
def test_the_numbers_of_every_figure_are_those_of_the_store(
    desk: Visit, kept: Kept, answers: dict[str, Comparison], path: str
) -> None:
    page, held = desk.go(pages.search(path, kept[1]), path), held_by(path, answers)
    figures = page.locator("[data-figure]").all()
    assert len(figures) >= 1 + pages.CHARTS[path] // 2
    for figure in figures:
        name = figure.get_attribute("data-figure") or ""
        download = saved(page, figure, 'a[href^="/csv/"]')
        assert download.suggested_filename == f"leadsim-{name}-{page.url.partition('answer=')[2][:12]}.csv"
        rows = list(csv.DictReader(io.StringIO(read(download).decode(), newline="")))
        assert rows, name
        found = differences(rows, FIGURES[name](held, rows)) if name in FIGURES else strangers(rows, held)
        assert (name, found) == (name, [])
    assert desk.complaints == []


def test_what_a_draft_would_cost_adds_up_and_is_what_the_page_says(desk: Visit, kept: Kept) -> None:
    page = desk.go(pages.search("/build", kept[1]), "/build")
    figure = page.locator('[data-figure="program-cost"]')
    rows = list(csv.DictReader(io.StringIO(read(saved(page, figure, 'a[href^="/csv/"]')).decode(), newline="")))
    by_line: dict[str, dict[str, float]] = {}
    for row in rows:
        by_line.setdefault(row["cost_line"], {})[row["fiscal_year"]] = float(row["dollars"])
    total = by_line.pop("All of LEAD")
    for year, dollars in total.items():
        assert dollars == pytest.approx(sum(line[year] for line in by_line.values()))
    figure.locator('[data-show="table"]').click()
    shown = figure.locator("tbody tr", has_text="All of LEAD").locator("td").all_inner_texts()
    assert shown == [f"{dollars / 1e6:.1f}" for dollars in total.values()]


@pytest.mark.parametrize("path", [path for path, charts in pages.CHARTS.items() if charts], ids=pages.name)
def test_the_picture_of_every_chart_is_whole_and_has_nothing_from_elsewhere(desk: Visit, kept: Kept, path: str) -> None:
    page = desk.go(pages.search(path, kept[1]), path)
    charts = [each for each in page.locator("[data-figure]").all() if each.locator(".chart").count()]
    assert len(charts) == pages.CHARTS[path]
    for figure in charts:
        title, source = (figure.locator(part).inner_text() for part in ("h2", ".source"))
        png = read(saved(page, figure, '[data-image="png"]'))
        width, height = struct.unpack(">II", png[16:24])
        assert png.startswith(PNG)
        page.keyboard.press("Escape")
        svg = read(saved(page, figure, '[data-image="svg"]')).decode()
        page.keyboard.press("Escape")
        root = ElementTree.fromstring(svg)  # noqa: S314 - our own
        wide, high = int(root.attrib["width"]), int(root.attrib["height"])
        assert (width % wide, width // wide) == (0, height // high)
        assert width >= 1_600
        words = squeezed("".join(root.itertext()))
        assert squeezed(title) in words
        assert squeezed(source) in words
        assert ELSEWHERE.findall(svg) == []
        assert not [each.tag for each in root.iter() if each.tag.rpartition("}")[2] in ("script", "foreignObject")]
    assert desk.complaints == []
    assert desk.outside() == []


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


# -- the scenario ---------------------------------------------------------------------------------------------


def test_the_saved_scenario_is_the_draft(desk: Visit) -> None:
    page = desk.go(
        "?from=king-county/current&name=Half+of+it&set=lead.caseload:20&set=lead.officer_offers:60"
        "&set=lead.eligible.drug_possession:0&set=costs.jail_day:120.5",
        "/build",
    )
    with page.expect_download() as waiting:
        page.get_by_text("Save the file").click()
    name = waiting.value.suggested_filename
    scenario = load_scenario_text(read(waiting.value).decode(), name)
    start = load_scenario_text("jurisdiction: king-county\nextends: current\ntitle: t\nsentence: s.\n", "t.yaml")
    assert (name, scenario.title) == ("half-of-it.yaml", "Half of it")
    changed = {
        path: parameter.value
        for path, parameter in scenario.parameters.items()
        if parameter.value != start.parameters[path].value
    }
    eligible = start.parameters["lead.eligible"].value
    assert isinstance(eligible, dict)
    assert changed == {
        "lead.caseload": 20.0, "lead.officer_offers": 0.6, "costs.jail_day": 120.5,
        "lead.eligible": {**eligible, "drug_possession": 0.0},
    }  # fmt: skip
    assert scenario.baseline_name == start.baseline_name


# -- the funding case -----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def case(desk: Visit, kept: Kept) -> dict[str, bytes]:
    """Return the files of the funding case by how their names end, each saved from the menu of the page."""
    page = desk.go(f"{pages.search('/', kept[1])}&focus=king-county/pilot", "/")
    found = {}
    menu = page.locator("header details", has_text="Funding case")
    for link in menu.locator("a").all():
        if menu.get_attribute("open") is None:
            menu.locator("summary").click()
        with page.expect_download(timeout=120_000) as waiting:
            link.click()
        name = waiting.value.suggested_filename
        assert name.startswith("pilot-")
        found[name.removeprefix("pilot-")] = read(waiting.value)
    assert desk.complaints == []
    return found


@pytest.fixture(scope="module")
def pilot(answers: dict[str, Comparison]) -> Held:
    return Held(answers["full"], "king-county/pilot", "taxpayers")


def dollars(value: float, sign: str = "") -> str:
    """Return an amount as it is read: millions with one decimal, thousands with three digits."""
    size = abs(value)
    number = f"{size / 1e6:.1f}M" if size >= 1e6 else f"{float(f'{size / 1e3:.3g}'):g}k"
    return f"{'−' if value < 0 else sign}${number}"


def leads(held: Held) -> list[str]:
    """Return the numbers that every file leads with, from the store: net, its range, futures, and a month of LEAD."""
    net, month = held.rung("net"), held.record(measure="cost_per_participant_month")
    assert net is not None and month is not None
    each = [
        f"${float(f'{value:.3g}'):,.0f}"
        for value in (month.difference.mean, month.difference.low, month.difference.high)
    ]
    return [
        dollars(net.mean), f"The average is {dollars(net.mean, '+')}",
        f"fall between {dollars(net.low, '+')} and {dollars(net.high, '+')}", f"{50 * net.chance_positive:.0f} of 50",
        each[0], f"{each[1]} to {each[2]}",
    ]  # fmt: skip


def test_the_menu_offers_five_files(case: dict[str, bytes]) -> None:
    assert set(case) == {"brief.pdf", "slides.pptx", "workbook.xlsx", "case.html", "fiscal-note.xlsx"}


def test_brief_and_web_page_lead_with_the_numbers_of_the_store(case: dict[str, bytes], pilot: Held) -> None:
    brief = "".join(page.extract_text() for page in PdfReader(io.BytesIO(case["brief.pdf"])).pages)
    page = html.unescape(re.sub(r"<[^>]+>", "", case["case.html"].decode()))
    for text in (brief, page):
        assert [each for each in leads(pilot) if squeezed(each) not in squeezed(text)] == []
    assert ELSEWHERE.findall(case["case.html"].decode()) == []


def test_slides_have_the_numbers_of_the_store_in_their_words_and_charts(case: dict[str, bytes], pilot: Held) -> None:
    shapes = [shape for slide in Presentation(io.BytesIO(case["slides.pptx"])).slides for shape in slide.shapes]
    words = squeezed("".join(shape.text_frame.text for shape in shapes if shape.has_text_frame))
    assert [each for each in leads(pilot) if squeezed(each) not in words] == []
    charts = [[list(series.values) for series in shape.chart.plots[0].series] for shape in shapes if shape.has_chart]
    ladder, fan, dots = charts
    everybody = Held(pilot.comparison, pilot.focus)
    assert {everybody.mean("avoided"), everybody.mean("cashable")} < {*ladder[0], *ladder[1]}
    line = pilot.series("cumulative_net", rung="net", payer="taxpayers")
    assert [fan[0], fan[1], fan[4]] == [list(line.mean), list(line.high), list(line.low)]
    net = pilot.rung("net")
    assert net is not None
    assert [len(each) for each in dots] == [50 * net.chance_positive, 50 * net.chance_negative]


def test_the_workbook_adds_up_to_the_store_by_live_formulas(case: dict[str, bytes], pilot: Held) -> None:
    book, everybody = openpyxl.load_workbook(io.BytesIO(case["workbook.xlsx"])), Held(pilot.comparison, pilot.focus)
    sheet = book["Headline"]
    rungs = {"Gross value": "gross", "Avoided": "avoided", "Cashable": "cashable", "LEAD's own cost": "program"}
    checked = 0
    for row in sheet.iter_rows(max_row=12):
        rung = next((rung for label, rung in rungs.items() if str(row[0].value).startswith(label)), None)
        if rung is not None:
            for cell, year in zip(row[1:], pilot.comparison.identity.fiscal_years, strict=False):
                assert str(cell.value).startswith("=SUMIFS(")
                assert evaluate(book, sheet, cell.value) == pytest.approx(everybody.mean(rung, fiscal_year=year))
                checked += 1
    assert checked == len(rungs) * len(pilot.comparison.identity.fiscal_years)


def test_the_fiscal_note_has_every_payers_cash_by_year_as_the_store_has_it(case: dict[str, bytes], pilot: Held) -> None:
    rows = openpyxl.load_workbook(io.BytesIO(case["fiscal-note.xlsx"]))["Ranges"].iter_rows(values_only=True)
    payers = {
        "City of Seattle": "city", "King County": "county", "State of Washington": "state",
        "United States (Medicaid and grants)": "federal", "Foundations and private donors": "philanthropy",
    }  # fmt: skip
    found = {(payers[str(row[0])], row[1]): list(row[2:5]) for row in rows if row[0] in payers and row[2] is not None}
    years = pilot.comparison.identity.fiscal_years
    wanted = {
        (payer, year): pilot.rung("cash_net", payer, fiscal_year=year) for payer in payers.values() for year in years
    }
    assert {key: values for key, values in found.items() if key in wanted} == {
        key: written(of.mean, of.low, of.high) for key, of in wanted.items() if of is not None
    }
