"""The ladder by line, year and payer holds the records' numbers, adds up, and says in words why it breaks its order."""

from __future__ import annotations

import pytest

from simulator.analysis.ladder import Reason
from simulator.report import words
from simulator.report.ladder import REASONS, ladder_by_line, ladder_by_payer, ladder_by_year
from simulator.report.money import ROUNDED
from simulator.results import Comparison
from tests.report.samples import BEFORE, PLAIN, RECEIVED, SAVED, comparison, money, printed, read

WHY = {
    ("avoided", "all", "jail units"): "step",
    ("cashable", "all", "prison bed"): "loss",
    ("captured", "county", None): "loss; timing",
    ("reinvested", "fund", "jail bed"): "opening_balance",
    ("reinvested", "all", None): "opening_balance",
}
NAME = "town/pilot"
RUNGS = ["gross", "avoided", "cashable", "captured", "reinvested"]


@pytest.fixture
def agreed() -> Comparison:
    return comparison(*money({**SAVED, ("gross", "state", "courts"): (0.0, 0.0)}, RECEIVED, before=BEFORE, reasons=WHY))


@pytest.fixture
def alone() -> Comparison:
    return comparison(*money(PLAIN))


def amount(rung: str, *, payer: str | None = None, line: str | None = None) -> float:
    """Return what was saved over both years, straight from the sample."""
    return sum(
        sum(both)
        for (of, whose, where), both in SAVED.items()
        if of == rung and payer in (whose, None) and line in (where, None)
    )


def test_by_line_every_number_is_its_record_and_lines_add_up(agreed: Comparison) -> None:
    rows = read(ladder_by_line(agreed, NAME))
    assert list(rows) == ["jail bed", "jail units", "prison bed", "the fund's first money", "all lines"]
    for line in ("jail units", "prison bed"):
        assert [rows[line][rung] for rung in RUNGS] == [words.dollars(amount(rung, line=line)) for rung in RUNGS]
    assert [rows["all lines"][rung] for rung in RUNGS] == [words.dollars(amount(rung)) for rung in RUNGS]
    assert [rows["jail units"][rung] for rung in RUNGS] == ["$0", "+$5,000", "+$4,000", "+$1,500", "+$400"]
    assert [rows["prison bed"][rung] for rung in RUNGS] == ["−$700", "−$190", "−$70", "$0", "$0"]


def test_what_the_fund_had_at_the_start_is_no_lines_saving(agreed: Comparison) -> None:
    rows = read(ladder_by_line(agreed, NAME))
    assert rows["jail bed"]["reinvested"] == "$0"
    assert rows["the fund's first money"] == {
        **dict.fromkeys(RUNGS, "$0"), "reinvested": "+$250", "More than before": "reinvested: opening balance",
    }  # fmt: skip


def test_lines_without_a_difference_are_named_and_left_out(agreed: Comparison) -> None:
    text = printed([ladder_by_line(agreed, NAME)])
    assert "No difference: courts." in text
    assert "LEAD case managers" not in text, "what LEAD itself costs is no rung"
    assert "No difference" not in printed([ladder_by_line(comparison(*money(PLAIN)), NAME)])


def test_reasons_are_named_and_told_in_plain_words(agreed: Comparison) -> None:
    sheet = ladder_by_line(agreed, NAME)
    rows = read(sheet)
    assert rows["jail units"]["More than before"] == "avoided: step"
    assert rows["prison bed"]["More than before"] == "cashable: loss"
    assert rows["jail bed"]["More than before"] == ""
    assert rows["all lines"]["More than before"] == "reinvested: opening balance"
    for reason in ("step", "loss", "opening_balance"):
        assert f"{words.plain(reason)}: {REASONS[reason]}" in str(sheet.caption)
    assert "contract" not in str(sheet.caption), "only what occurs"
    assert read(ladder_by_payer(agreed, NAME))["county"]["More than before"] == "captured: loss, timing"


def test_every_reason_has_words() -> None:
    assert list(REASONS) == [reason.value for reason in Reason]


def test_without_an_agreement_there_are_three_rungs_and_without_reasons_no_column(alone: Comparison) -> None:
    for sheet in (ladder_by_line(alone, NAME), ladder_by_payer(alone, NAME)):
        assert [column.heading for column in sheet.columns] == ["", "gross", "avoided", "cashable"]


def test_by_payer_every_number_is_its_record_and_payers_add_up(agreed: Comparison) -> None:
    rows = read(ladder_by_payer(agreed, NAME))
    assert list(rows) == ["city", "county", "state", "the fund", "all payers"]
    for payer in ("city", "county", "state", "fund"):
        expected = [words.dollars(amount(rung, payer=payer)) for rung in RUNGS]
        assert [rows[words.payer(payer)][rung] for rung in RUNGS] == expected
    assert [rows["all payers"][rung] for rung in RUNGS] == [words.dollars(amount(rung)) for rung in RUNGS]


def test_by_year_there_is_leads_cost_and_the_net_in_cash(agreed: Comparison) -> None:
    rows = read(ladder_by_year(agreed, NAME))
    assert list(rows) == ["FY 2027", "FY 2028", "all years"]
    year = rows["FY 2028"]
    assert (year["cashable"], year["captured"], year["LEAD"]) == ("+$3,940", "+$1,500", "−$3,500")
    assert year["net in cash"] == "+$436", "3,936 − 3,500: what one hands over another receives"
    assert rows["FY 2027"]["net in cash"] == "−$2,420", "50 − 2,470"
    assert rows["all years"]["net in cash"] == "−$1,980"


def test_a_biennium_is_the_sum_of_its_two_years(agreed: Comparison) -> None:
    rows = read(ladder_by_year(agreed, NAME, [(2027, 2028)]))
    assert list(rows) == ["FY 2027", "FY 2028", "biennium FY 2027–2028", "all years"]
    whole = {heading: cell for heading, cell in rows["all years"].items() if heading != "More than before"}
    assert {heading: rows["biennium FY 2027–2028"][heading] for heading in whole} == whole
    assert list(read(ladder_by_year(agreed, NAME, [(2027,), (2028,)]))) == ["FY 2027", "FY 2028", "all years"]


def test_a_note_says_where_rounded_numbers_do_not_add_up() -> None:
    exact = {("gross", "city", "jail bed"): (100.0, 0.0), ("program", "city", "LEAD"): (-1.0, 0.0)}
    assert ROUNDED not in printed([ladder_by_payer(comparison(*money(exact)), NAME)], 500)
    rough = {**exact, ("gross", "city", "jail bed"): (60.0, 0.0), ("gross", "county", "jail bed"): (12_345.0, 0.0)}
    assert ROUNDED in printed([ladder_by_payer(comparison(*money(rough)), NAME)], 500)


def test_every_title_says_the_sign(agreed: Comparison) -> None:
    for sheet in (ladder_by_line(agreed, NAME), ladder_by_payer(agreed, NAME), ladder_by_year(agreed, NAME)):
        assert "saving or captured +, loss −" in str(sheet.title)
