"""What `reinvest` prints: sentences that turn round where it fails, both sides, sources, and how far a fund reaches."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from simulator.analysis.estimate import difference
from simulator.experiment.reinvest import Cliff, Reinvestment
from simulator.report import comes_to, reinvest, words
from simulator.report.fund import FundYears
from simulator.report.funding import NO_CLIFF, cliff_sentence, source_table
from simulator.report.money import ROUNDED, Money
from simulator.report.reinvest import NOBODY, reinvest_data, reinvest_parts
from simulator.report.with_without import with_without_tables
from simulator.results import ALL, Comparison, Record
from simulator.units import Calendar
from tests.report.samples import PLAIN, RECEIVED, SAVED, comparison, estimate, money, number, printed, read, record
from tests.report.test_fund import LEDGER_BY_YEAR, entries

CALENDAR = Calendar(date(2027, 1, 1), 12, 24)
WITHOUT, WITH = "town/pilot without reinvestment", "town/pilot"
BOTH = {"scenarios": (WITHOUT, WITH), "titles": {WITHOUT: "Pilot", WITH: "Pilot"}}


def never(share: float) -> Record:
    return number("carried_never", share, table="fund")


def ratios(found: list[Record]) -> dict[tuple[str, str], Record]:
    return {(r.measure, ALL): r for r in found}


def flat(text: str) -> str:
    return " ".join(text.split())


# -- findings -------------------------------------------------------------------------------------------------


def test_what_is_captured_and_what_leads_fund_gets() -> None:
    said = reinvest.captured(FundYears(comparison(*entries(LEDGER_BY_YEAR)), WITH), "2027–2028", None)
    assert said == "Captured over 2027–2028: $4,000 from county and city; LEAD's fund gets $2,500."


def test_what_is_captured_and_goes_elsewhere() -> None:
    elsewhere = {("captured", "county"): (0.0, 900.0), ("recipient", "community_programs"): (0.0, 900.0)}
    said = reinvest.captured(FundYears(comparison(*entries(elsewhere)), WITH), "2027", record([900.0] * 3))
    assert said == (
        "Captured over 2027: $900 from county. LEAD's fund gets nothing of it; it goes to community programs."
    )


def test_futures_in_which_nothing_is_captured_are_said() -> None:
    fund = FundYears(comparison(*entries(LEDGER_BY_YEAR)), WITH)
    said = reinvest.captured(fund, "2027", record([0.0, 0.0, 12_000.0], rung="captured"))
    assert said.startswith(
        "Captured over 2027: $4,000 on average, though nothing in 2 of 3 futures, from county and city;"
    )


def test_nothing_captured_is_said_plainly() -> None:
    said = reinvest.captured(FundYears(comparison(*entries({("deposits", None): (0.0, 0.0)})), WITH), "2027–2028", None)
    assert said == "Nothing is captured over 2027–2028, in any future: no saving in cash was certified in time."


@pytest.mark.parametrize(
    ("share", "said"),
    [(1.0, "in all 12 futures they never carry it alone."), (0.25, "in 3 of 12 futures they never carry it alone.")],
)
def test_how_far_captured_savings_carry_lead(share: float, said: str) -> None:
    answer = comparison(*money(SAVED, RECEIVED), *entries(LEDGER_BY_YEAR))
    found = reinvest.carried(answer, FundYears(answer, WITH), {"carried_never": never(share)})
    assert found == f"In FY 2028 captured savings pay for 71 % of what LEAD costs; {said}"


@pytest.mark.parametrize(("years", "since"), [([2028.0, 2028.0], "FY 2028"), ([2028.0, 2030.0], "FY 2028 to FY 2030")])
def test_from_when_on_captured_savings_carry_lead_alone(years: list[float], since: str) -> None:
    answer = comparison(*money(SAVED, RECEIVED), *entries(LEDGER_BY_YEAR))
    mine = {
        "carried_never": number("carried_never", 0.0, draws=2),
        "carried_from": record(years, measure="carried_from"),
    }
    said = reinvest.carried(answer, FundYears(answer, WITH), mine)
    assert said == f"Captured savings alone pay for LEAD from {since} on, in all 2 futures."


def test_where_lead_has_ended_nothing_is_carried() -> None:
    ended = {**SAVED, ("program", "city", "LEAD case managers"): (-1.0, 0.0)}
    ended[("program", "fund", "LEAD case managers")] = (0.0, 0.0)
    answer = comparison(*money(ended, RECEIVED), *entries(LEDGER_BY_YEAR))
    said = reinvest.carried(answer, FundYears(answer, WITH), {"carried_never": never(1.0)})
    assert said == "In FY 2028 there is no LEAD to pay for; in all 12 futures savings never carried it."


def test_one_time_money_that_runs_out_is_flagged() -> None:
    rich = {**LEDGER_BY_YEAR, ("opening", None): (9_000.0, 8_750.0), ("spending", "LEAD"): (3_000.0, 0.0)}
    fund = FundYears(comparison(*entries(rich)), WITH)
    assert reinvest.one_time_money(fund) == [
        "The fund starts with $9,000 of one-time money and spends $1,800 more than it takes in: that cannot go on."
    ]  # 1,180 + 3,000 + 120 spent, 2,500 taken in
    kept = FundYears(comparison(*entries(LEDGER_BY_YEAR)), WITH)
    assert reinvest.one_time_money(kept) == [], "it spends less than it takes in"
    poor = FundYears(comparison(*entries({**rich, ("opening", None): (0.0, 0.0)})), WITH)
    assert reinvest.one_time_money(poor) == [], "there is no one-time money"


def test_the_change_turns_round_with_its_sign() -> None:
    low, high = (
        Money.of(comparison(*money({**PLAIN, ("cashable", "city", "jail bed"): (size, 0.0)})), WITH)
        for size in (0.0, 5_000.0)
    )
    better, worse = reinvest.change(low, high), reinvest.change(high, low)
    assert better == "With the agreement all payers together are $5,000 better off in cash than without it, on average."
    assert worse == better.replace("better", "worse")
    assert reinvest.change(low, low) == "With the agreement all payers together are as well off in cash as without it."


@pytest.mark.parametrize(
    ("paid", "said"),
    [
        (-700.0, ["LEAD's other funders pay $700 less than without it: the fund has replaced their money."]),
        (700.0, ["LEAD's other funders pay $700 more than without it."]),
        (0.0, []),
    ],
)
def test_money_that_the_fund_replaces_is_said(paid: float, said: list[str]) -> None:
    answer = comparison(record([paid], table="fund", measure="because_paid_by_others", rung=None))
    assert reinvest.supplanted(answer) == said


def test_where_no_share_is_enough_it_says_how_much_all_savings_would_pay_for() -> None:
    spread = estimate([0.02, 0.06, 0.1])
    found = [number("self_funding_never", 1.0), number("self_funding_carried", 0.06, unit="share", difference=spread)]
    assert reinvest.self_funding(comes_to.ratios(comparison(*found), "town/pilot")) == (
        "In all 12 futures no share of public cash savings up to 100 % would pay for LEAD; all of them would pay for 6 "
        "% of what it costs more (2 % to 10 %)."
    )


@pytest.mark.parametrize(
    ("share", "rate", "said"),
    [
        (0.0, 0.62, "To pay for LEAD, 62 % of public cash savings would have to be captured."),
        (0.25, 0.62, "To pay for LEAD, 62 % of public cash savings would have to be captured; in 3 of 12 futures no "
                     "share up to 100 % would do."),
        (1.0, None, "In all 12 futures no share of public cash savings up to 100 % would pay for LEAD."),
        (0.75, None, "In 9 of 12 futures no share of public cash savings up to 100 % would pay for LEAD."),
        (None, None, "LEAD costs nothing here, so there is nothing that savings would have to pay for."),
    ],
)  # fmt: skip
def test_what_share_would_have_to_be_captured(share: float | None, rate: float | None, said: str) -> None:
    found = [number("self_funding_never", share)] if share is not None else []
    found += [number("self_funding_rate", rate)] if rate is not None else []
    assert reinvest.self_funding(ratios(found)) == said


# -- without and with -----------------------------------------------------------------------------------------


def people(scenario: str, places: float) -> list[Record]:
    return [record([places], table="queues", measure="places_funded_mean", unit="places", rung=None, scenario=scenario,
                   scenario_mean=places)]  # fmt: skip


def both_sides() -> Comparison:
    sides = {
        "participants": (55.0, 120.0), "diversions": (16.0, 22.0), "bookings": (300.0, 290.0),
        "jail_days": (900.0, 955.0),
    }  # fmt: skip
    because = [
        record([now - was] * 3, table="fund", measure=f"because_{measure}", unit="days", rung=None, baseline=WITHOUT,
               baseline_mean=was, scenario_mean=now)
        for measure, (was, now) in sides.items()
    ]  # fmt: skip
    return comparison(
        *money(PLAIN, scenario=WITHOUT), *people(WITHOUT, 16.0), *money(SAVED, RECEIVED, scenario=WITH),
        *people(WITH, 19.0), *because, **BOTH,
    )  # fmt: skip


def test_counts_stand_side_by_side_with_what_the_agreement_changes() -> None:
    counts, _ = with_without_tables(both_sides())
    rows = read(counts)
    assert rows["New participants"]["without"] == "55"
    assert rows["New participants"]["with"] == "120"
    assert rows["New participants"]["because of it"].splitlines() == ["+65", "+65 to +65", "more in 3 of 3"]
    assert rows["Jail bookings"]["because of it"].splitlines()[0] == "−10"
    assert rows["Jail days"]["because of it"].splitlines()[0] == "+55", "more jail days are shown as plainly"
    assert rows["Places paid for, on average"] == {"without": "16", "with": "19", "because of it": "+3"}
    assert "fewer is −" in str(counts.title)


def test_money_stands_side_by_side_and_a_loss_as_plainly_as_a_gain() -> None:
    answer = both_sides()
    _, dollars = with_without_tables(answer)
    rows = read(dollars)
    for label, rung, payer in (
        ("LEAD program cost, with services", "program", ALL), ("Net in cash, all payers", "cash_net", ALL),
        ("Net in cash, county", "cash_net", "county"), ("Net in cash, the fund", "cash_net", "fund"),
    ):  # fmt: skip
        was, now = (Money.of(answer, name).mean(rung, payer) for name in (WITHOUT, WITH))
        assert rows[label] == {
            "without": words.dollars(was), "with": words.dollars(now), "because of it": words.dollars(now - was),
        }  # fmt: skip
    assert rows["Net in cash, county"] == {"without": "+$4,100", "with": "+$2,600", "because of it": "−$1,500"}
    assert rows["Net in cash, the fund"]["without"] == "$0"
    assert "against none (saving +, cost or loss −)" in str(dollars.title)


# -- sources and cliffs ---------------------------------------------------------------------------------------

CLIFF = Cliff("federal_grant", "federal", date(2028, 7, 1), 1_200.0)


@pytest.mark.parametrize(
    ("held", "said"),
    [
        (150.0, "At the end of FY 2027 the fund holds $150, 1 month of that."),
        (99.0, "At the end of FY 2027 the fund holds $99, less than a month of that."),
        (2_599.0, "At the end of FY 2027 the fund holds $2,600, 25 months of that."),
        (0.0, "At the end of FY 2027 the fund holds $0, 0 months of that."),
    ],
)
def test_how_many_months_of_a_lost_grant_the_fund_holds(held: float, said: str) -> None:
    fund = FundYears(comparison(*entries({**LEDGER_BY_YEAR, ("closing", None): (held, 10.0)})), WITH)
    assert cliff_sentence(CLIFF, fund, CALENDAR) == (
        f"From July 1, 2028 on, federal grant (federal) gives $1,200 a year less. {said}"
    )


def test_a_cliff_in_the_first_year_meets_what_the_fund_starts_with() -> None:
    fund = FundYears(comparison(*entries(LEDGER_BY_YEAR)), WITH)
    said = cliff_sentence(replace(CLIFF, when=date(2027, 3, 1)), fund, CALENDAR)
    assert said.endswith("At the start the fund holds $400, 4 months of that.")
    on_the_day = cliff_sentence(replace(CLIFF, when=date(2028, 1, 1)), fund, CALENDAR)
    assert "At the end of FY 2027 the fund holds $150" in on_the_day


def test_without_a_fund_nothing_bridges_a_cliff() -> None:
    fund = FundYears(comparison(), WITH)
    said = cliff_sentence(CLIFF, fund, CALENDAR)
    assert said.endswith("gives $1,200 a year less. There is no fund to bridge that: 0 months.")


def alone(**keys: object) -> Reinvestment:
    """An answer about a scenario without an agreement."""
    answer = comparison(*money(PLAIN), number("self_funding_never", 1.0))
    sources = {"city_general_fund": (1_000.0, 500.0), "federal_grant": (234.0, 0.0)}
    return replace(Reinvestment(answer, sources, (), None), **keys)


def test_sources_by_year_add_up() -> None:
    sheet = source_table(alone())
    assert sheet is not None
    assert read(sheet) == {
        "city general fund": {"FY 2027": "$1,000", "FY 2028": "$500"},
        "federal grant": {"FY 2027": "$234", "FY 2028": "$0"},
        "all sources": {"FY 2027": "$1,230", "FY 2028": "$500"},
    }
    assert sheet.caption == ROUNDED, "1,000 and 234 are shown as 1,230"
    assert source_table(alone(sources={})) is None


# -- the whole page -------------------------------------------------------------------------------------------


def test_without_an_agreement_it_says_that_nothing_is_captured_and_what_it_would_take() -> None:
    text = flat(printed(reinvest_parts(alone(), "Town", CALENDAR)))
    assert NOBODY in text
    assert "In all 12 futures no share of public cash savings up to 100 % would pay for LEAD." in text
    assert "city general fund" in text
    assert NO_CLIFF in text
    assert "Certified by" not in text
    assert "because of it" not in text


def test_a_simulated_fund_is_shown_whole(funded: Reinvestment) -> None:
    calendar = Calendar(date(2027, 1, 1), 12, 36)
    text = flat(printed(reinvest_parts(funded, "Town", calendar)))
    assert "Certified by: The county auditor" in text
    for title in ("Where captured money goes", "The fund's ledger", "Without and with the agreement", "Who funds LEAD"):
        assert title in text
    with_it, without = (Money.of(funded.comparison, name).mean("cash_net") for name in reversed(_names(funded)))
    how = "better" if with_it > without else "worse"
    assert f"{words.dollars(abs(with_it - without), signed=False)} {how} off in cash" in text
    assert "beyond the evidence" not in text, "three years are within it"


def _names(found: Reinvestment) -> tuple[str, str]:
    without, scenario = found.comparison.identity.scenarios
    return without, scenario


@pytest.mark.parametrize("width", [60, 80, 120])
def test_nothing_is_cut_at_any_width(funded: Reinvestment, width: int) -> None:
    text = printed(reinvest_parts(funded, "Town", Calendar(date(2027, 1, 1), 12, 36)), width)
    assert max(len(line) for line in text.splitlines()) <= width
    assert "…" not in text
    if width >= 80:
        assert text.count("Net in cash, all payers") == 1, "with and without stand side by side"


def test_years_beyond_the_evidence_are_marked() -> None:
    answer = alone()
    long = replace(answer.comparison.identity, fiscal_years=(2027, 2028, 2029, 2030))
    late = replace(answer, comparison=replace(answer.comparison, identity=long), sources={})
    calendar = Calendar(date(2027, 1, 1), 12, 48)
    assert "the years marked * are beyond the evidence" in flat(printed(reinvest_parts(late, "Town", calendar)))


def test_plain_data_has_the_records_and_who_funds_lead(funded: Reinvestment) -> None:
    cliff = Cliff("sales_tax", "county", date(2028, 7, 1), 12.5)
    data = json.loads(json.dumps(reinvest_data(replace(funded, cliffs=(cliff,))), allow_nan=False))
    assert set(data) == {"run", "estimates", "futures", "series", "versus", "inputs", "funding"}
    assert data["funding"] == {
        "sources": {source: list(amounts) for source, amounts in funded.sources.items()},
        "cliffs": [{"source": "sales_tax", "payer": "county", "date": "2028-07-01", "dollars_per_year": 12.5}],
        "certified_by": "The county auditor",
    }
    assert len(data["estimates"]) == len(funded.comparison.records)


def test_a_future_that_differs_is_shown_as_a_range() -> None:
    answer = both_sides()
    wide = [
        replace(r, difference=difference(np.array([[-20.0], [5.0], [-15.0]])))
        if r.measure == "because_bookings" else r
        for r in answer.records
    ]  # fmt: skip
    counts, _ = with_without_tables(replace(answer, records=tuple(wide)))
    cell = read(counts)["Jail bookings"]["because of it"].splitlines()
    spread = estimate([-20.0, 5.0, -15.0])
    assert cell[:2] == ["−10", f"{words.count(spread.low)} to {words.count(spread.high)}"]
    assert "cannot be told" in cell[2]
