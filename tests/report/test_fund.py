"""The fund's ledger by year: opening and deposits less all that leaves it is the closing."""

from __future__ import annotations

import pytest

from simulator.experiment.reinvest import Reinvestment
from simulator.report import words
from simulator.report.fund import BOUGHT, CAPTURED, LEDGER, FundYears, fund_tables
from simulator.report.money import ROUNDED
from simulator.results import ALL, Record
from tests.report.samples import comparison, printed, read, record

NAME = "town/pilot"
LEDGER_BY_YEAR = {
    ("captured", "county"): (0.0, 3_000.0), ("captured", "city"): (0.0, 1_000.0),
    ("recipient", "schools"): (0.0, 1_500.0),
    ("deposits", None): (0.0, 2_500.0), ("opening", None): (400.0, 150.0), ("administration", None): (0.0, 120.0),
    ("spending", "LEAD case managers"): (200.0, 900.0), ("spending", "interim_housing"): (50.0, 30.0),
    ("returned", None): (0.0, 100.0), ("closing", None): (150.0, 1_500.0), ("units", "case_managers"): (0.6, 2.0),
}  # fmt: skip


def entries(by_year: dict[tuple[str, str | None], tuple[float, float]], **fields: object) -> list[Record]:
    """Return the records of a fund's entries."""
    found = []
    for (entry, detail), (first, last) in by_year.items():
        whole = {"opening": first, "closing": last, "units": (first + last) / 2}.get(entry, first + last)
        for when, amount in ((ALL, whole), (2027, first), (2028, last)):
            unit = "units" if entry == "units" else "dollars"
            found.append(record(
                [amount] * 3, table="fund", measure=f"fund_{entry}", unit=unit, rung=None, line=detail,
                fiscal_year=when, baseline_mean=0.0, scenario_mean=amount, **fields,
            ))  # fmt: skip
    return found


def fund_of(by_year: dict[tuple[str, str | None], tuple[float, float]]) -> FundYears:
    return FundYears(comparison(*entries(by_year)), NAME)


def test_where_captured_money_goes() -> None:
    captured = fund_tables(fund_of(LEDGER_BY_YEAR))[0]
    assert captured.title == CAPTURED
    assert read(captured) == {
        "captured from county": {"FY 2027": "$0", "FY 2028": "+$3,000", "all years": "+$3,000"},
        "captured from city": {"FY 2027": "$0", "FY 2028": "+$1,000", "all years": "+$1,000"},
        "to schools": {"FY 2027": "$0", "FY 2028": "−$1,500", "all years": "−$1,500"},
        "to LEAD's fund": {"FY 2027": "$0", "FY 2028": "+$2,500", "all years": "+$2,500"},
    }


def test_the_ledger_has_every_entry_with_its_sign() -> None:
    ledger = fund_tables(fund_of(LEDGER_BY_YEAR))[1]
    assert ledger.title == LEDGER
    assert read(ledger) == {
        "opening": {"FY 2027": "+$400", "FY 2028": "+$150", "all years": "+$400"},
        "deposits": {"FY 2027": "$0", "FY 2028": "+$2,500", "all years": "+$2,500"},
        "administration": {"FY 2027": "$0", "FY 2028": "−$120", "all years": "−$120"},
        "spent on LEAD case managers": {"FY 2027": "−$200", "FY 2028": "−$900", "all years": "−$1,100"},
        "spent on interim housing": {"FY 2027": "−$50", "FY 2028": "−$30", "all years": "−$80"},
        "returned": {"FY 2027": "$0", "FY 2028": "−$100", "all years": "−$100"},
        "closing": {"FY 2027": "+$150", "FY 2028": "+$1,500", "all years": "+$1,500"},
    }
    assert ledger.caption is None, "what is shown adds up"


def test_a_note_says_where_rounded_entries_do_not_add_up() -> None:
    rough = {**LEDGER_BY_YEAR, ("opening", None): (12_345.0, 12_095.0), ("closing", None): (12_095.0, 13_445.0)}
    assert fund_tables(fund_of(rough))[1].caption == ROUNDED


def test_what_the_fund_could_not_pay_is_said() -> None:
    short = {**LEDGER_BY_YEAR, ("shortfall", None): (0.0, 700.0)}
    assert "The fund could not pay $700 of what it had bought" in str(fund_tables(fund_of(short))[1].caption)


def test_nothing_returned_is_no_row() -> None:
    kept = {**LEDGER_BY_YEAR, ("returned", None): (0.0, 0.0)}
    assert "returned" not in read(fund_tables(fund_of(kept))[1])


def test_units_bought_are_counts_without_a_sign() -> None:
    bought = fund_tables(fund_of(LEDGER_BY_YEAR))[2]
    assert bought.title == BOUGHT
    assert read(bought) == {"case managers": {"FY 2027": "0.6", "FY 2028": "2", "all years": "1.3"}}


def test_an_agreement_that_gives_leads_fund_nothing_has_no_ledger() -> None:
    elsewhere = fund_of({
        ("captured", "county"): (0.0, 900.0), ("recipient", "community_programs"): (0.0, 900.0),
        **{(entry, None): (0.0, 0.0) for entry in ("opening", "deposits", "closing", "administration", "returned")},
    })  # fmt: skip
    (only,) = fund_tables(elsewhere)
    assert not elsewhere.gets_money
    assert read(only)["to community programs"]["FY 2028"] == "−$900"
    assert read(only)["to LEAD's fund"]["all years"] == "$0"


# -- of a simulated fund --------------------------------------------------------------------------------------


@pytest.fixture
def fund(funded: Reinvestment) -> FundYears:
    return FundYears(funded.comparison, funded.comparison.identity.scenarios[-1])


def test_of_a_simulated_fund_the_ledger_adds_up_in_every_year(fund: FundYears) -> None:
    assert fund.mean("opening") == 300_000.0
    for period in fund.headings:
        deposits, returned = (fund.mean(entry, period=period) for entry in ("deposits", "returned"))
        left = fund.mean("opening", period=period) + deposits - fund.mean("administration", period=period)
        assert left - fund.total("spending", period) - returned == pytest.approx(fund.mean("closing", period=period))
        passed_on = fund.total("captured", period) - fund.total("recipient", period)
        assert deposits == pytest.approx(passed_on, abs=0.02), "rounded by world"


def test_of_a_simulated_fund_every_number_is_its_records(fund: FundYears, funded: Reinvestment) -> None:
    sheets = fund_tables(fund)
    assert [sheet.title for sheet in sheets] == [CAPTURED, LEDGER, BOUGHT]
    rows = {label: row for sheet in sheets for label, row in read(sheet).items()}
    signs = {"opening": 1, "deposits": 1, "administration": -1, "closing": 1}
    for period, heading in fund.headings.items():
        for entry, sign in signs.items():
            assert rows[entry][heading] == words.dollars(sign * fund.mean(entry, period=period))
        for item in fund.details("spending"):
            assert rows[f"spent on {item}"][heading] == words.dollars(-fund.mean("spending", item, period))
    assert len([r for r in funded.comparison.records if r.measure == "fund_spending" and r.fiscal_year == ALL]) == len(
        [label for label in rows if label.startswith("spent on")]
    )


@pytest.mark.parametrize("width", [60, 80, 120])
def test_the_ledger_fits_the_page(fund: FundYears, width: int) -> None:
    text = printed(fund_tables(fund), width)
    assert max(len(line) for line in text.splitlines()) <= width
    assert "…" not in text


def test_another_scenarios_fund_is_not_mixed_in(funded: Reinvestment) -> None:
    without, _ = funded.comparison.identity.scenarios
    assert FundYears(funded.comparison, without).mean("opening") == 0.0
