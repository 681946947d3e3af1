from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest

from simulator.report.case.content import funding_case
from simulator.report.case.files import make
from simulator.report.case.view import View
from simulator.report.case.workbook import MOVED, NET_NAMES, RUNGS, column_name
from simulator.results import ALL
from tests.report.case.excel import evaluate, written


def read(view: View, *, values: bool = False, format_: str = "xlsx") -> Any:
    return openpyxl.load_workbook(io.BytesIO(make(view, format_)), data_only=values)


def formulas(book: Any) -> list[Any]:
    return [cell for sheet in book for row in sheet for cell in row if cell.data_type == "f"]


@pytest.fixture(scope="module", params=["view", "fund_view"])
def either(request: pytest.FixtureRequest) -> View:
    found: View = request.getfixturevalue(request.param)
    return found


def test_every_formula_comes_to_the_value_that_is_written_beside_it(either: View) -> None:
    book, shown = read(either), read(either, values=True)
    live = formulas(book)
    assert len(live) > 40
    for cell in live:
        sheet = cell.parent
        assert sheet.title == "Headline"
        assert evaluate(book, sheet, cell.value) == pytest.approx(shown[sheet.title][cell.coordinate].value, abs=0.01)


def test_the_headline_is_the_answer_s_numbers(either: View) -> None:
    sheet = read(either, values=True)["Headline"]
    rows = {row[0].value: row for row in sheet.iter_rows() if row[0].value}
    names = {**{name: rung for rung, name in RUNGS.items()}, **{name: net for net, name in NET_NAMES.items()}}
    years = either.years
    for name, rung in names.items():
        if (rung, ALL, None, ALL) not in either.book.records:
            assert name not in rows
            continue
        cells = [cell.value for cell in rows[name][1 : len(years) + 5]]
        record = either.book.records[rung, ALL, None, ALL]
        assert cells[: len(years)] == [either.book.mean(rung, year=year) for year in years]
        estimate = record.difference
        assert cells[len(years)] == estimate.mean
        assert cells[len(years) + 1 :] == written(estimate.mean, estimate.low, estimate.high)
    for payer in either.payers:
        cells = [cell.value for cell in rows[payer][1 : len(years) + 2]]
        assert cells[-1] == either.book.mean("cash_net", payer)


def test_the_ledger_adds_up_to_every_rung(either: View) -> None:
    rows = list(read(either)["Ledger"].iter_rows(min_row=2, values_only=True))
    for rung in either.book.rungs:
        total = sum(row[4] for row in rows if row[3] == rung)
        assert total == pytest.approx(either.book.mean(rung), abs=0.01)
    assert {row[2] for row in rows} == set(either.years)
    assert {type(row[2]) for row in rows} == {int}
    assert (MOVED in {row[3] for row in rows}) == either.scenario.has_fund


def test_columns_of_money_name_their_unit(either: View) -> None:
    heads = [cell.value for cell in read(either)["Ledger"][1]]
    assert heads[4:] == ["Better (+) or worse (−), $", "Spent in the baseline, $", "Spent in the plan, $"]
    quantities = read(either)["Quantities"]
    assert [cell.value for cell in quantities[1]][:2] == ["Measure", "Unit"]
    assert all(row[1] for row in quantities.iter_rows(min_row=2, values_only=True))


def test_quantities_are_the_records(view: View) -> None:
    rows = list(read(view)["Quantities"].iter_rows(min_row=2, values_only=True))
    records = [r for table in ("quantities", "queues", "people") for r in view.records(table)]
    assert len(rows) == len(records) > 500
    for row, record in zip(rows, records, strict=True):
        estimate = record.difference
        means = (record.baseline_mean, record.scenario_mean, estimate.mean, estimate.low, estimate.high)
        assert list(row[5:]) == written(*means)


def test_every_input_is_there_with_its_grade_and_source(view: View) -> None:
    rows = {row[0]: row for row in read(view)["Assumptions"].iter_rows(min_row=2, values_only=True)}
    assert set(rows) == set(view.scenario.parameters)
    for path, parameter in view.scenario.parameters.items():
        assert str(rows[path][4]).startswith(parameter.grade)
        assert (parameter.source or parameter.assumption or "") in str(rows[path][5] or "")
    assert "(set by this plan)" in str(rows["lead.annual_budget"][4])


def test_the_first_sheet_says_everything_that_the_case_says(view: View) -> None:
    case = funding_case(view)
    sheet = read(view)["README"]
    said = [cell for row in sheet.iter_rows(values_only=True) for cell in row if cell]
    wanted = (f"{case.claim}.", case.spread, case.problem, case.command, *case.ask, *case.risks, *case.uncounted)
    for text in (*wanted, *case.basis):
        assert text in said
    assert sheet.title == read(view).sheetnames[0]


@pytest.mark.parametrize(("number", "name"), [(0, "A"), (25, "Z"), (26, "AA"), (51, "AZ"), (701, "ZZ"), (702, "AAA")])
def test_columns_have_the_names_that_spreadsheets_give_them(number: int, name: str) -> None:
    assert column_name(number) == name == openpyxl.utils.get_column_letter(number + 1)
