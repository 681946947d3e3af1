"""What is certified: by hand for each way to measure, of closed years only, and never of what LEAD itself costs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.costs.contracts import RateReset, TakeOrPay
from simulator.costs.price import Price, PriceBook
from simulator.costs.steps import StepFixed
from simulator.experiment.audit import Audit, Certified
from simulator.experiment.fund_terms import FundTerms, fund_terms
from simulator.inputs.draw import draw_inputs
from simulator.model.quantities import Quantity
from simulator.model.tally import Tally
from simulator.units import Calendar
from tests.costs.books import jail, of_all
from tests.experiment.funds import (
    BED,
    CALENDAR,
    CASE_MANAGER,
    CITY,
    CITY_DAYS,
    COUNTY,
    COUNTY_DAYS,
    PRICES,
    book_with_fund,
    count,
    jailed,
    terms_of,
)
from tests.experiment.places import Place
from tests.properties.strategies import examples, grid

DOLLARS = 100  # cents
JAIL = 0


def books(*prices: Price) -> tuple[PriceBook, ...]:
    return (book_with_fund(*(prices or PRICES)),) * CALENDAR.horizon_months


def certify(terms: FundTerms, tally: Tally, year: int = 2027, calendar: Calendar = CALENDAR) -> Certified:
    nothing = np.zeros((calendar.months, len(Quantity)))
    return Audit(terms, calendar).certify(tally, year, nothing)


def cell(certified: Certified, payer: int, line: int = JAIL) -> int:
    return int(certified.cells[payer, line])


# -- measured -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("measure", ["measured", "perfect_audit"])
def test_a_year_is_certified_by_payer_and_line_and_a_loss_in_full(measure: str):
    terms = terms_of(reference=jailed(city=1_000.0, county=500.0), agreement={"measure": measure})
    found = certify(terms, jailed(city=400.0, county=700.0))
    assert cell(found, CITY) == 12 * 600 * BED * DOLLARS
    assert cell(found, COUNTY) == -12 * 200 * BED * DOLLARS
    assert found.total == cell(found, CITY) + cell(found, COUNTY)
    assert found.limit is None


def test_only_what_covered_payers_save_is_certified():
    terms = terms_of(reference=jailed(city=1_000.0, county=500.0), agreement={"covers": ["county"]})
    found = certify(terms, jailed(city=400.0, county=400.0))
    assert found.total == cell(found, COUNTY) == 12 * 100 * BED * DOLLARS


def test_only_the_months_of_the_year_are_certified():
    reference = jailed(city=lambda month: 100.0 * month)
    audit = Audit(terms_of(reference=reference), CALENDAR)
    nothing = np.zeros((CALENDAR.months, len(Quantity)))
    for y, year in enumerate((2027, 2028, 2029, 2030)):
        months = range(3 + 12 * y, 15 + 12 * y)
        assert audit.certify(jailed(), year, nothing).total == 100 * sum(months) * BED * DOLLARS


def test_what_lead_itself_costs_is_no_loss_of_who_pays_for_it():
    happened = jailed(city=400.0)
    for month in range(CALENDAR.months):
        count(happened, month, {Quantity.CASE_MANAGER_MONTHS: 7.0})
    terms = terms_of(reference=jailed(city=1_000.0))
    assert (certify(terms, happened).cells == certify(terms, jailed(city=400.0)).cells).all()


def test_what_others_fill_again_is_not_certified():
    filled = replace(jail(2 * BED, BED), backfill=0.25)
    terms = terms_of(reference=jailed(city=1_000.0), books=books(filled))
    assert certify(terms, jailed(city=400.0)).total == 12 * 600 * BED * 0.75 * DOLLARS


def test_an_auditor_knows_the_mean_of_several_worlds_of_the_baseline(place: Place):
    agreed = {"covers": ["county"]}
    inputs = draw_inputs(place.scenario("funded", {"capture.share": 0.5}, reinvestment=agreed), 1, 0)
    calendar = inputs.scenario.jurisdiction.calendar
    worlds = [jailed(calendar, city=days, county=2 * days) for days in (90.0, 100.0, 140.0)]
    terms = fund_terms(inputs, worlds)
    assert terms is not None
    assert terms.reference.counts[:, CITY_DAYS].sum(axis=1) == pytest.approx(110.0)
    assert terms.reference.counts[:, COUNTY_DAYS].sum(axis=1) == pytest.approx(220.0)
    assert fund_terms(draw_inputs(place.scenario("unfunded"), 1, 0), worlds) is None


# -- by formula -----------------------------------------------------------------------------------------------


def deemed(happened: Tally, price: float = 35.0, **keys: Any) -> Certified:
    said = {"measure": "deemed", "deemed_quantity": "jail_days", "covers": ["county"], **keys}
    terms = terms_of(reference=jailed(city=300.0, county=500.0), agreement=said, deemed_price=price)
    return certify(terms, happened)


def test_deemed_savings_are_what_is_counted_at_the_agreed_price_whoever_saves_it():
    found = deemed(jailed(city=200.0, county=100.0))
    assert found.total == 12 * (100 + 400) * 35 * DOLLARS
    assert cell(found, COUNTY) == found.total, "where the covered payer's line counts it"


def test_more_of_what_is_counted_is_a_loss():
    assert deemed(jailed(city=300.0, county=501.0)).total == -12 * 35 * DOLLARS


def test_what_is_not_counted_is_not_deemed():
    assert deemed(jailed(), deemed_quantity="prison_days").total == 0


MINIMUM = TakeOrPay(minimum=50.0, rate=10.0, redirect=0.5)
CONTRACT = of_all(MINIMUM, payer="city", receiver="county", quantities=(CITY_DAYS,))


def beds(level: float) -> Tally:
    """Return a tally with so many city beds in use every day."""
    days = np.diff(CALENDAR.edges)
    return jailed(city=lambda month: level * float(days[month]))


@pytest.mark.parametrize(("year", "days"), [(2027, 365), (2028, 366), (2029, 365)])
def test_a_contract_sends_back_what_the_run_adds_to_its_unused_minimum(year: int, days: int):
    said = {"measure": "contract", "contract_line": "system", "covers": ["county"]}
    terms = terms_of(reference=beds(40.0), books=books(jail(2 * BED, BED), CONTRACT), agreement=said)
    found = certify(terms, beds(20.0), year)
    assert cell(found, COUNTY, 1) == found.total == round(0.5 * 10.0 * 20 * days * DOLLARS)
    assert certify(terms, beds(60.0), year).total == -round(0.5 * 10.0 * 10 * days * DOLLARS), (
        "no more than the minimum"
    )


def outcome(tiers: str, run: float, year: int, **keys: Any) -> int:
    said = {"measure": "outcome", "tiers": tiers, "investor": "state", "covers": ["county"], "split": {"state": 1.0}}
    terms = terms_of(reference=beds(100.0), agreement={**said, **keys})
    return certify(terms, beds(run), year).total


def test_an_outcome_is_paid_for_once_at_the_end_of_its_term():
    paid = [outcome("denver", 70.0, year, years=2) for year in (2027, 2028, 2029, 2030)]
    assert paid == [0, 30 * 160_000 * DOLLARS, 0, 0]


def test_an_outcome_without_a_term_is_settled_with_the_last_year_whose_payment_is_in_the_run():
    paid = [outcome("denver", 70.0, year) for year in (2027, 2028, 2029, 2030)]
    assert paid == [0, 0, 30 * 160_000 * DOLLARS, 0], "2030 closes two months before a payment after the end"


def test_an_outcome_is_the_fall_over_the_whole_term():
    """A fall of 60 points in the first year and none in the second is one of 30 points in both."""
    said = {"measure": "outcome", "tiers": "denver", "investor": "state", "covers": ["county"], "split": {"state": 1.0}}
    terms = terms_of(reference=jailed(city=1_000.0), agreement={**said, "years": 2})
    halved = jailed(city=lambda month: 400.0 if month < 15 else 1_000.0)
    assert certify(terms, halved, 2028).total == 30 * 160_000 * DOLLARS


@pytest.mark.parametrize(("run", "dollars"), [(81.0, 0), (80.0, 20 * 160_000), (100.0, 0), (130.0, 0)])
def test_no_tier_is_paid_for_less_than_its_threshold(run: float, dollars: int):
    assert outcome("denver", run, 2027, years=1) == dollars * DOLLARS


def test_a_tier_that_was_not_published_pays_nothing():
    assert outcome("rikers", 91.0, 2027, years=1) == 0
    assert outcome("rikers", 90.0, 2027, years=1) == 960_000_000


# -- up to a payer's cost -------------------------------------------------------------------------------------


def limit(happened: Tally, staffed: float = 0.0) -> int | None:
    for month in range(CALENDAR.months):
        count(happened, month, {Quantity.CASE_MANAGER_MONTHS: staffed})
    said = {"covers": ["county"], "up_to_cost_of": "city"}
    return certify(terms_of(reference=jailed(city=1_000.0, county=2_000.0), agreement=said), happened).limit


def test_no_more_is_captured_than_a_payers_net_cost_of_the_year():
    """The city funds 70 % of staff; what it saves itself is taken off."""
    cost = round(12 * 5 * CASE_MANAGER * 0.7 * DOLLARS)
    assert limit(jailed(city=1_000.0), staffed=5.0) == cost
    assert limit(jailed(city=900.0), staffed=5.0) == cost - 12 * 100 * BED * DOLLARS
    assert limit(jailed(city=1_100.0), staffed=5.0) == cost + 12 * 100 * BED * DOLLARS


def test_a_payer_who_saves_by_itself_needs_nothing():
    assert limit(jailed(city=0.0)) == 0


# -- nobody knows the future ----------------------------------------------------------------------------------

STEPS = of_all(StepFixed(30.0, 20_000.0, 4, 5.0, 2), payer="county", quantities=(CITY_DAYS, COUNTY_DAYS))
RESET = of_all(RateReset(3_000_000.0, 1), payer="city", receiver="county", quantities=(CITY_DAYS,))
AGREEMENTS: Sequence[dict[str, Any]] = (
    {},
    {"measure": "deemed", "deemed_quantity": "jail_days"},
    {"measure": "outcome", "tiers": "denver", "investor": "state", "split": {"state": 1.0}, "years": 2},
    {"measure": "contract", "contract_line": "contract"},
)


@examples(40)
@given(
    st.lists(grid(0.0, 200.0), min_size=4, max_size=13),
    st.lists(grid(0.0, 200.0), min_size=4, max_size=13),
    st.sampled_from(range(len(AGREEMENTS))),
    st.sampled_from((2027, 2028, 2029, 2030)),
)
def test_what_happens_later_never_changes_what_a_closed_year_is_certified_for(
    was: list[float], now: list[float], which: int, year: int
):
    lines = [replace(STEPS, line="units"), replace(RESET, line="reset"), replace(CONTRACT, line="contract")]
    reference, happened = (
        jailed(city=lambda m, h=held: 30 * h[m % len(h)], county=lambda m, h=held: 20 * h[m // 2 % len(h)])
        for held in (was, now)
    )
    terms = terms_of(reference=reference, books=books(jail(2 * BED, BED), *lines), agreement=AGREEMENTS[which])
    so_far = replace(happened, counts=happened.counts.copy())
    so_far.counts[CALENDAR.months_of(year)[-1] + 1 :] = 0.0
    assert (certify(terms, happened, year).cells == certify(terms, so_far, year).cells).all()


def test_a_first_year_that_begins_in_july_has_six_months():
    july = Calendar(date(2027, 7, 1), warm_up_months=3, horizon_months=30)
    terms = terms_of(july, jailed(july, city=1_000.0))
    assert certify(terms, jailed(july), 2027, july).total == 6 * 1_000 * BED * DOLLARS
    assert certify(terms, jailed(july), 2029, july).total == 12 * 1_000 * BED * DOLLARS
