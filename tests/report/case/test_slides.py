from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from typing import Any

import openpyxl
import pptx
import pytest
from pptx.enum.chart import XL_CHART_TYPE

from simulator.report.case.content import funding_case
from simulator.report.case.dots import dots
from simulator.report.case.fan import fan
from simulator.report.case.files import make
from simulator.report.case.ladder_bars import ladder_bars, ladder_title
from simulator.report.case.view import View
from simulator.report.scales import MILLIONS
from tests.report.case.cases import fifty, with_net


def read(view: View) -> Any:
    return pptx.Presentation(io.BytesIO(make(view, "pptx")))


@pytest.fixture(scope="module")
def fifty_view(view: View) -> View:
    return with_net(view, [1e6 * (i - 11.5) for i in range(50)])


@pytest.fixture(scope="module")
def deck(fifty_view: View) -> Any:
    return read(fifty_view)


def texts(slide: Any) -> list[str]:
    return [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]


def chart_of(deck: Any, kind: Any) -> Any:
    (found,) = [s for slide in deck.slides for s in slide.shapes if s.has_chart and s.chart.chart_type == kind]
    return found.chart


def test_there_are_four_to_six_slides_and_each_title_is_a_finding(deck: Any, fifty_view: View) -> None:
    titles = [slide.shapes.title.text_frame.text for slide in deck.slides]
    case = funding_case(fifty_view)
    assert 4 <= len(titles) <= 6
    assert titles[0] == f"{case.claim}."
    assert titles[1] == f"{ladder_title(fifty_view)}."
    assert all(title.endswith(".") and len(title.split()) > 4 for title in titles)


def test_every_slide_has_its_source_and_its_numbers_in_the_notes(deck: Any, fifty_view: View) -> None:
    source = funding_case(fifty_view).source
    for slide in deck.slides:
        assert source in texts(slide)
        assert any(letter.isdigit() for letter in slide.notes_slide.notes_text_frame.text)


def test_every_chart_and_table_has_an_alternative_text(deck: Any) -> None:
    described = [
        shape._element.xpath(".//p:cNvPr")[0].get("descr")
        for slide in deck.slides
        for shape in slide.shapes
        if shape.has_chart or shape.has_table
    ]
    assert len(described) == 4 and all(described)


def test_a_loss_is_on_the_first_slide(view: View) -> None:
    first = texts(read(with_net(view, fifty(10))).slides[0])
    assert "In 40 of 50 simulated futures this costs more than it saves." in first


def test_the_bars_of_the_ladder_are_its_rungs(deck: Any, fifty_view: View) -> None:
    base, above, below = (list(series.values) for series in chart_of(deck, XL_CHART_TYPE.BAR_STACKED).plots[0].series)
    for i, bar in enumerate(ladder_bars(fifty_view)):
        low, high = sorted((bar.start, bar.end))
        assert above[i] >= 0 >= below[i]
        assert above[i] - below[i] == pytest.approx(high - low)
        assert base[i] == pytest.approx(low if low > 0 else high if high < 0 else 0.0)
        assert base[i] * above[i] >= 0 and base[i] * below[i] >= 0


def test_the_base_of_the_ladder_cannot_be_seen(deck: Any) -> None:
    base = chart_of(deck, XL_CHART_TYPE.BAR_STACKED).plots[0].series[0]
    assert base._element.xpath("./c:spPr/a:noFill")


def test_steps_lead_from_rung_to_rung(fifty_view: View, fund_view: View) -> None:
    for view in (fifty_view, fund_view):
        bars = {bar.name.split(" (")[0]: bar for bar in ladder_bars(view)}
        assert bars["Avoided"].end == view.book.mean("avoided")
        assert bars["Does not vary with use"].end == bars["Avoided"].end
        assert bars["Leaves no budget"].end == bars["Cashable"].end == bars["What the plan costs more"].start
        assert bars["Net in cash"].end == pytest.approx(view.book.mean("cashable") + view.book.mean("program"))
    assert "Captured by agreement" in {bar.name for bar in ladder_bars(fund_view)}


def test_the_lines_are_the_months_of_the_answer(deck: Any, fifty_view: View) -> None:
    drawn = fan(fifty_view)
    assert drawn is not None
    lines = {series.name: list(series.values) for series in chart_of(deck, XL_CHART_TYPE.LINE).plots[0].series}
    assert lines["Average"] == list(drawn.series.mean)
    assert lines["90 % of futures, lower"] == list(drawn.series.low)
    assert lines["50 % of futures, upper"] == list(drawn.series.p75)


def test_the_dots_are_as_many_as_the_words_say(deck: Any, fifty_view: View) -> None:
    series = {each.name: each for each in chart_of(deck, XL_CHART_TYPE.XY_SCATTER).plots[0].series}
    assert {name: len(list(each.values)) for name, each in series.items()} == {"Saves": 38, "Costs more": 12}
    found = dots(fifty_view)
    assert found is not None and found.title == "It saves in 38 of 50 simulated futures and costs more in 12"


def test_no_bin_of_dots_spans_zero(fifty_view: View) -> None:
    found = dots(fifty_view)
    assert found is not None
    assert [x > 0 for x, _ in found.places] == [value > 0 for value in found.values]


def test_the_table_of_payers_is_the_matrix(deck: Any, fifty_view: View) -> None:
    matrix = funding_case(fifty_view).matrix
    (table,) = [shape.table for slide in deck.slides for shape in slide.shapes if shape.has_table]
    rows = [tuple(cell.text for cell in row.cells) for row in table.rows]
    assert rows == [matrix.head, *(matrix.cells(row) for row in (*matrix.rows, matrix.total))]
    assert matrix.scale in (MILLIONS, matrix.scale)


def test_no_chart_s_own_workbook_has_a_formula(deck: Any, fifty_view: View) -> None:
    archive = zipfile.ZipFile(io.BytesIO(make(fifty_view, "pptx")))
    books = [name for name in archive.namelist() if name.endswith(".xlsx")]
    assert len(books) == 3
    for name in books:
        book = openpyxl.load_workbook(io.BytesIO(archive.read(name)))
        assert not [cell for sheet in book for row in sheet for cell in row if cell.data_type == "f"]


def test_an_answer_without_months_has_four_slides(view: View) -> None:
    bare = replace(view, comparison=replace(view.comparison, series=(), futures=()))
    assert len(read(bare).slides) == 4


def test_one_future_has_no_dots_and_no_bands(view: View) -> None:
    one = with_net(view, [-2e6])
    series = [
        replace(each, low=each.mean, p25=each.mean, p75=each.mean, high=each.mean) for each in one.comparison.series
    ]
    deck = read(replace(one, comparison=replace(one.comparison, series=series)))
    assert len(deck.slides) == 5
    assert [series.name for series in chart_of(deck, XL_CHART_TYPE.LINE).plots[0].series] == ["Average"]


def test_the_file_says_what_it_is(deck: Any, fifty_view: View) -> None:
    assert deck.core_properties.title.startswith(fifty_view.title)
    assert deck.core_properties.language == "en-US"
