"""What is known further in every file: the same sentences and numbers, none of it where nobody asked."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from typing import Any

import openpyxl
import pptx
import pypdf
import pytest
from pptx.enum.chart import XL_CHART_TYPE

from simulator.report.case.content import FundingCase, funding_case
from simulator.report.case.exhibit import Amount, text_of
from simulator.report.case.exhibits import Exhibits, exhibits
from simulator.report.case.files import FORMATS, make
from simulator.report.case.fiscal_note import fiscal_note
from simulator.report.case.frontier_grid import lines
from simulator.report.case.tornado_bars import bar_of
from simulator.report.case.view import View
from tests.report.case.excel import written
from tests.report.case.known import frontier_of, noise, stays, tornado_of, turns, with_everything
from tests.report.case.names import HOSTILE
from tests.report.case.test_brief import plain
from tests.report.case.test_web_page import Page, flat

SHEETS = ["Sensitivity", "Frontier", "Frontier pairs", "Effect ladder", "Measure next", "Uncertainty", "Capacity"]


@pytest.fixture(scope="module")
def known(view: View) -> View:
    return with_everything(view)


@pytest.fixture(scope="module")
def case(known: View) -> FundingCase:
    return funding_case(known)


@pytest.fixture(scope="module")
def found(known: View) -> Exhibits:
    return exhibits(known)


@pytest.fixture(scope="module")
def page(known: View) -> Page:
    return Page(make(known, "html").decode("utf-8"))


@pytest.fixture(scope="module")
def book(known: View) -> Any:
    return openpyxl.load_workbook(io.BytesIO(make(known, "xlsx")))


@pytest.fixture(scope="module")
def deck(known: View) -> Any:
    return pptx.Presentation(io.BytesIO(make(known, "pptx")))


def charts(deck: Any, kind: Any) -> list[Any]:
    """Return the charts of a kind on the slides of what is known further, before the last slide."""
    slides = list(deck.slides)[5:-1]
    return [s.chart for slide in slides for s in slide.shapes if s.has_chart and s.chart.chart_type == kind]


# -- the brief ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("paper", ["letter", "a4"])
def test_the_brief_says_in_one_line_what_could_change_it_and_stays_one_page(
    known: View, case: FundingCase, paper: str
) -> None:
    (page,) = pypdf.PdfReader(io.BytesIO(make(known, "pdf", paper))).pages
    assert case.rests_on is not None and "by itself: saves above 236 (219 to 252)" in case.rests_on
    assert plain(case.rests_on) in plain(page.extract_text()) and "What could change this" in page.extract_text()


def test_a_brief_of_which_nobody_asked_further_has_no_empty_heading(view: View) -> None:
    (page,) = pypdf.PdfReader(io.BytesIO(make(view, "pdf"))).pages
    assert funding_case(view).rests_on is None
    assert "What could change this" not in page.extract_text()


# -- the web page ---------------------------------------------------------------------------------------------


def test_the_page_has_every_finding_with_whose_it_is(page: Page, found: Exhibits, case: FundingCase) -> None:
    for each in found.shown:
        for said in (each.title, each.subtitle, each.basis, *each.notes):
            assert flat(said) in page.text
        for table in each.tables:
            assert flat(table.caption) in page.text
            for row in table.rows:
                assert flat("".join(map(text_of, row))).replace(" ", "") in page.text.replace(" ", "")
    assert flat(str(case.rests_on)) in page.text


def test_the_page_has_a_bar_and_both_nets_of_every_input_that_can_be_told_from_noise(
    page: Page, found: Exhibits
) -> None:
    assert found.tornado is not None
    for each in found.tornado.apart:
        assert flat(each.name) in page.text and flat(each.even) in page.text
        for net, value in ((each.low, each.value(high=False)), (each.high, each.value(high=True))):
            assert re.search(rf"{re.escape(value)}[+−]\${abs(net) / 1e6:.1f}M", page.text)
    assert "Treatment day" not in page.text[: page.text.index("Every input, with its source")]
    bars = [attributes for attributes in page.all("svg") if attributes.get("aria-hidden") == "true"]
    assert len(bars) == len(found.tornado.apart)


def test_its_tables_have_heads_and_can_be_scrolled_by_keys(page: Page) -> None:
    assert {attributes.get("scope") for attributes in page.all("th")} == {"col", "row"}
    tables, wide = len(page.all("table")), [a for a in page.all("div") if a.get("class") == "scroll"]
    assert all(each.get("tabindex") == "0" for each in wide) and len(wide) >= tables - 1


def test_a_page_of_which_nobody_asked_further_says_how_in_one_line(view: View, found: Exhibits) -> None:
    text = Page(make(view, "html").decode("utf-8")).text
    assert flat(exhibits(view).ask) in text and "leadsim sensitivity" in text
    assert not [each for each in found.shown if each.title in text]


# -- the workbook ---------------------------------------------------------------------------------------------


def test_every_table_is_a_sheet_whose_numbers_are_numbers(book: Any, found: Exhibits) -> None:
    tables = {name: table for each in found.shown for name, table in each.sheets.items()}
    assert list(tables) == SHEETS == book.sheetnames[-len(SHEETS) :]
    for name, table in tables.items():
        head, *rows = list(book[name].iter_rows(values_only=True))[: len(table.rows) + 1]
        assert list(head) == list(table.head) and book[name].freeze_panes == "B2"
        for row, cells in zip(rows, table.rows, strict=True):
            for kept, cell in zip(row, cells, strict=True):
                number = isinstance(cell, Amount) and abs(cell.value) != float("inf")
                assert kept == (written(cell.value)[0] if number else text_of(cell) or None)


def test_money_has_its_unit_in_the_head_and_whose_it_is_below(book: Any, found: Exhibits) -> None:
    for each in found.shown:
        for name in each.sheets:
            cells = [cell for row in book[name].iter_rows(values_only=True) for cell in row if isinstance(cell, str)]
            assert f"{each.title}." in cells and each.basis in cells and set(each.notes) <= set(cells)
    dollars = [head for head in (c.value for c in book["Sensitivity"][1]) if "Net at" in head or "wing," in head]
    assert len(dollars) == 4 and all(head.endswith("$") for head in dollars)


def test_every_input_that_was_moved_is_a_row_with_what_is_noise(book: Any, found: Exhibits) -> None:
    rows = {row[0]: row for row in book["Sensitivity"].iter_rows(min_row=2, max_row=4, values_only=True)}
    assert found.tornado is not None
    for each in found.tornado.swings:
        row = rows[each.path]
        assert row[4:7] == tuple(written(*each.values[0][1:]))
        assert row[7:9] == (each.low, each.high) and row[11] == ("yes" if each.apart else "no")
    assert rows["costs.jail_day"][13] == pytest.approx(236.0, abs=1.0)


def test_the_first_sheet_names_the_sheets_and_what_could_change_the_result(
    book: Any, case: FundingCase, view: View
) -> None:
    said = [cell for row in book["README"].iter_rows(values_only=True) for cell in row if cell]
    assert set(SHEETS) <= set(said) and case.rests_on in said and "Not asked yet" not in said
    bare = openpyxl.load_workbook(io.BytesIO(make(view, "xlsx")))
    said = [cell for row in bare["README"].iter_rows(values_only=True) for cell in row if cell]
    assert "Not asked yet" in said and exhibits(view).ask in said
    assert bare.sheetnames == book.sheetnames[: -len(SHEETS)]


# -- the slides -----------------------------------------------------------------------------------------------


def test_each_picture_has_a_slide_with_its_finding_alternative_text_and_notes(deck: Any, found: Exhibits) -> None:
    titles = [slide.shapes.title.text_frame.text for slide in deck.slides]
    by_kind = {each.kind: each for each in found.shown}
    drawn = [by_kind[kind] for kind in ("tornado", "frontier", "capacity")]
    assert titles[5:-1] == [f"{each.title}." for each in drawn]
    for slide, each in zip(list(deck.slides)[5:-1], drawn, strict=True):
        (chart,) = [shape for shape in slide.shapes if shape.has_chart]
        assert chart._element.xpath(".//p:cNvPr")[0].get("descr").startswith(f"{each.title}. ")
        notes = slide.notes_slide.notes_text_frame.text
        assert each.basis in notes and all(note in notes for note in each.notes)


def test_the_bars_lie_where_the_nets_are(deck: Any, found: Exhibits) -> None:
    (chart,) = charts(deck, XL_CHART_TYPE.BAR_STACKED)
    assert found.tornado is not None
    to, worse_up, better_up, better_down, worse_down, *_ = (list(each.values) for each in chart.plots[0].series)
    for i, bar in enumerate(map(bar_of, found.tornado.shown)):
        assert worse_up[i] + -worse_down[i] == pytest.approx(bar.base - bar.low)
        assert better_up[i] + -better_down[i] == pytest.approx(bar.high - bar.base)
        assert to[i] + worse_down[i] + better_down[i] == pytest.approx(min(bar.low, 0.0))
        assert to[i] * bar.low >= 0.0 or to[i] == 0.0
    first = next(iter(chart.plots[0].categories))
    assert first == "1. Jail day, dollars per day (2022)"


def test_both_ends_of_a_bar_are_named_with_the_values_that_were_tried(known: View) -> None:
    archive = zipfile.ZipFile(io.BytesIO(make(known, "pptx")))
    texts = " ".join(
        archive.read(name).decode("utf-8") for name in archive.namelist() if re.search(r"charts/chart\d+\.xml", name)
    )
    for said in ("182: −$9.0M", "263: +$2.0M", "0.0546: −$6.0M", "0.203: −$4.0M"):
        assert f"<a:t>{said}</a:t>" in texts


def test_the_lines_are_the_nets_of_the_grid_and_the_sizes(deck: Any, found: Exhibits) -> None:
    grid, sizes = charts(deck, XL_CHART_TYPE.XY_SCATTER_LINES)
    assert found.grid is not None
    drawn = {each.name: list(each.values) for each in grid.plots[0].series}
    assert drawn == {name: [y for _, y in points] for name, points in lines(found.grid)}
    assert [list(each.values) for each in sizes.plots[0].series] == [[90.0, 40.0, 2.0]]


def test_what_is_noise_has_no_slide_and_no_bars(view: View) -> None:
    only = replace(view, further={"tornado": [tornado_of(view, noise(view))]})
    assert len(pptx.Presentation(io.BytesIO(make(only, "pptx"))).slides) == 6
    page = Page(make(only, "html").decode("utf-8"))
    assert "No input's effect can be told from noise at 3 draws" in page.text
    assert not [attributes for attributes in page.all("svg") if attributes.get("aria-hidden") == "true"]


# -- the fiscal note --------------------------------------------------------------------------------------------


def test_the_note_has_the_range_of_the_assumption_that_moves_it_farthest_and_whose_net_that_is(
    known: View, view: View
) -> None:
    (line,) = [note for note in fiscal_note(known).notes if "moves the result farthest" in note]
    assert "Of 3 assumptions moved one at a time, “Jail day”" in line
    assert "−$9.0M at 182 and +$2.0M at 263 dollars per day (2022). Net of all payers together" in line
    assert not [note for note in fiscal_note(view).notes if "farthest" in note]


# -- hostile names ----------------------------------------------------------------------------------------------


def labeled(view: View, name: str) -> View:
    """Return a view of which the input that moves farthest is called so."""
    place = view.scenario.jurisdiction
    several = {
        path: each.model_copy(update={"label": name}) if path.startswith("costs.jail_day") else each
        for path, each in view.scenario.parameters.items()
    }
    scenario = replace(view.scenario, parameters=several, jurisdiction=place)
    kinds = [tornado_of(view, turns(view), stays(view)), frontier_of(view)]
    return replace(view, scenario=scenario, further={each.kind: [each] for each in kinds})


@pytest.mark.parametrize("name", HOSTILE[::4])
@pytest.mark.parametrize("format_", FORMATS)
def test_a_hostile_label_is_text_and_nothing_else(view: View, name: str, format_: str) -> None:
    content = make(labeled(view, name), format_)
    if format_ == "html":
        page = Page(content.decode("utf-8"))
        assert "".join(name.split()) in "".join(page.text.split())
        assert not [a for _, a in page.tags if "src" in a or any(key.startswith("on") for key in a)]
        assert {tag for tag, _ in page.tags} & {"script", "img", "iframe", "a"} == set()
    elif format_ == "pdf":
        (paper,) = pypdf.PdfReader(io.BytesIO(content)).pages
        assert "".join(name.split())[:12] in "".join(paper.extract_text().split()) and "/Annots" not in paper
    else:
        archive = zipfile.ZipFile(io.BytesIO(content))
        inside = [archive.read(part) for part in archive.namelist() if part.endswith(".xlsx")]
        for each in inside or [content]:
            cells = [cell for sheet in openpyxl.load_workbook(io.BytesIO(each)) for row in sheet for cell in row]
            formulas = [cell.value for cell in cells if cell.data_type == "f"]
            assert all(re.match(r"=(SUMIFS|SUM)\(", str(formula)) for formula in formulas)
            assert not (inside and formulas)
            assert not [cell for cell in cells if cell.hyperlink]
