from __future__ import annotations

import io
from dataclasses import replace
from typing import Any

import openpyxl
import pytest

from simulator.report.case.files import make
from simulator.report.case.fiscal_note import CAPITAL, FiscalNote, NoteRow, first_biennium, fiscal_note
from simulator.report.case.view import View
from simulator.report.money import NOTICE
from simulator.results import ALL
from tests.report.case.excel import evaluate, written


@pytest.fixture(scope="module", params=["view", "fund_view"])
def either(request: pytest.FixtureRequest) -> View:
    found: View = request.getfixturevalue(request.param)
    return found


@pytest.fixture
def note(either: View) -> FiscalNote:
    return fiscal_note(either)


def sheets(view: View, *, values: bool = False) -> Any:
    return openpyxl.load_workbook(io.BytesIO(make(view, "fiscal-note")), data_only=values)


@pytest.mark.parametrize(
    ("years", "start", "biennium"),
    [
        ((2026, 2027, 2028, 2029), 7, (2026, 2027)),  # the state's biennium 2025-27
        ((2027, 2028, 2029), 7, (2027,)),
        ((2027, 2028, 2029), 1, (2027, 2028)),
        ((2028, 2029), 1, (2028,)),
        ((2027,), 1, (2027,)),
    ],
)
def test_the_first_biennium_is_the_place_s_own(years: tuple[int, ...], start: int, biennium: tuple[int, ...]) -> None:
    assert first_biennium(years, start) == biennium


def test_a_note_has_the_biennium_and_four_years_more_as_far_as_the_answer_reaches(view: View) -> None:
    assert fiscal_note(view).years == (2027, 2028, 2029, 2030, 2031)
    assert fiscal_note(view).biennium == (2027, 2028)


def test_receipts_less_expenditures_are_the_net_in_cash(either: View, note: FiscalNote) -> None:
    for row in note.net:
        received = by_payer(note.receipts, row.payer, len(note.years))
        spent = by_payer(note.expenditures, row.payer, len(note.years))
        for i, year in enumerate(note.years):
            assert received[i] - spent[i] == pytest.approx(row.amounts[i], abs=0.01)
            assert row.amounts[i] == either.book.mean("cash_net", row.payer, year=year)


def by_payer(rows: tuple[NoteRow, ...], payer: str, years: int) -> list[float]:
    mine = [row for row in rows if not row.total and payer in (row.payer, ALL)]
    return [sum(row.amounts[i] for row in mine) for i in range(years)]


def test_totals_are_their_rows(note: FiscalNote) -> None:
    for rows in (note.receipts, note.expenditures):
        for total in (row for row in rows if row.total):
            assert list(total.amounts) == pytest.approx(by_payer(rows, total.payer, len(note.years)), abs=0.01)


def test_a_saving_is_less_spending_and_lead_is_more(view: View) -> None:
    rows = {(row.payer, row.label): row for row in fiscal_note(view).expenditures}
    staff = next(row for (_, label), row in rows.items() if label == "LEAD case managers")
    assert max(staff.amounts) > 0
    assert staff.amounts[0] == -view.book.mean("program", staff.payer, "LEAD case managers", 2027)


def test_only_notice_is_one_time(note: FiscalNote) -> None:
    for row in note.expenditures:
        if not row.total:
            assert row.kind == ("one-time" if row.label.startswith(NOTICE) else "ongoing")
    assert any(row.kind == "one-time" for row in note.expenditures)


def test_what_an_agreement_brings_is_a_receipt_and_what_it_takes_an_expenditure(fund_view: View, view: View) -> None:
    note = fiscal_note(fund_view)
    assert {row.label for row in note.receipts} == {"Received by agreement", "Total receipts"}
    handed = [row for row in note.expenditures if row.label == "Handed over by agreement"]
    assert handed and sum(handed[0].amounts) == pytest.approx(
        sum(fund_view.book.mean("captured", handed[0].payer, year=year) for year in note.years)
    )
    assert fiscal_note(view).receipts == ()


def test_staff_are_the_records_by_class_and_year(either: View, note: FiscalNote) -> None:
    records = {(r.line, r.fiscal_year): r for r in either.records("queues") if r.measure == "staff"}
    assert [staff.name for staff in note.staff] == [
        "case managers", "supervisors", "program manager", "liaison prosecutor",
    ]  # fmt: skip
    for staff in note.staff:
        for i, year in enumerate(note.years):
            record = records[staff.name, year]
            assert staff.plan[i] == record.scenario_mean
            assert staff.more[i] == record.scenario_mean - record.baseline_mean


def test_ranges_are_given_instead_of_indeterminate(either: View, note: FiscalNote) -> None:
    assert len(note.ranges) == (len(either.payers) + 1) * len(note.years)
    for payer, year, mean, low, high in note.ranges:
        found = either.book.records["cash_net", payer, None, year].difference
        assert (mean, low, high) == (found.mean, found.low, found.high)


def test_the_note_says_what_it_is_measured_against_and_in_which_dollars(view: View) -> None:
    said = dict(fiscal_note(view).what)
    assert view.baseline.sentence in said["Incremental to"]
    assert said["Dollars"] == "constant 2025 dollars, without inflation"
    assert said["Starts on"] == "2027-01-01"
    assert CAPITAL in fiscal_note(view).notes
    nominal = replace(view.comparison, identity=replace(view.comparison.identity, money="nominal"))
    assert "usually has constant dollars" in dict(fiscal_note(replace(view, comparison=nominal)).what)["Dollars"]


def test_the_sheet_is_the_note_and_its_sums_are_live(either: View, note: FiscalNote) -> None:
    book, shown = sheets(either), sheets(either, values=True)
    sheet = book["Fiscal note"]
    live = [cell for row in sheet for cell in row if cell.data_type == "f"]
    rows = (*note.receipts, *note.expenditures, *note.net)
    assert len(live) == 2 * len(rows)
    for cell in live:
        assert evaluate(book, sheet, cell.value) == pytest.approx(shown[sheet.title][cell.coordinate].value, abs=0.01)
    numbers = [
        row[3 : 3 + len(note.years)] for row in sheet.iter_rows(values_only=True) if isinstance(row[3], int | float)
    ]
    assert [written(*each) for each in numbers] == [written(*row.amounts) for row in rows]


def test_amounts_have_their_unit_in_the_head(either: View) -> None:
    heads = [row for row in sheets(either)["Fiscal note"].iter_rows(values_only=True) if row[0] == "Fund or payer"]
    assert heads and all(str(head).endswith(", $") for row in heads for head in row[3:] if head)
    assert set(sheets(either).sheetnames) == {"Fiscal note", "Staff", "Ranges", "Assumptions"}
