"""A run beside its baseline: every cent that one payer hands over another receives, in every kind of money."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from simulator.costs.capture import CaptureRule
from simulator.costs.ledger import BASES, Timeline, cost
from simulator.costs.price import PriceBook
from simulator.experiment.fund_terms import FundTerms
from simulator.experiment.pairs import CASH, FUND_LINES, Prices, Settled, prices_of, settle
from simulator.inputs.draw import draw_inputs
from simulator.model.quantities import Quantity
from simulator.model.tally import Tally
from tests.experiment.funds import (
    CALENDAR,
    CITY,
    COUNTY,
    FUND_ITSELF,
    LINES,
    OWN_STAFF,
    Lived,
    book_with_fund,
    count,
    jailed,
    live,
    plan,
    terms_of,
)
from tests.experiment.places import Place

HORIZON = range(CALENDAR.warm_up_months, CALENDAR.months)
FACTORS = {
    "constant": [1.0] * 48,
    "nominal": [1.025 ** (month / 12) for month in range(48)],
    "discounted": [1.03 ** -((month + 0.5) / 12) for month in range(48)],
}
OTHERS = 4
SPENT_ON = {item: line for item, line in FUND_LINES.items() if item != "opening"}


def with_others(book: PriceBook) -> PriceBook:
    funding = {name: (*shares, 0.0) for name, shares in book.funding.items()}
    return replace(book, payers=(*book.payers, "others"), funding=funding)


BOOK = with_others(book_with_fund())


def baseline() -> Tally:
    """The baseline has far more jail days than the run's 2,000, in its second year fewer, and case managers too."""
    made = jailed(
        city=lambda m: 1_900.0 if 15 <= m < 27 else 12_000.0 + 37 * m % 11,
        county=lambda m: 1_500.0 if 15 <= m < 27 else 10_000.0 + m,
    )
    for month in range(CALENDAR.months):
        count(made, month, {Quantity.CASE_MANAGER_MONTHS: 2.0})
    return made


@pytest.fixture(scope="module")
def terms() -> FundTerms:
    """Half is captured and a loss taken back; a part goes to schools and back to the city."""
    return terms_of(
        reference=baseline(),
        books=(BOOK,) * 48,
        agreement={
            "split": {"fund": 0.7, "schools": 0.2, "city": 0.1},
            "plan": plan(("case_managers", 3), "supervisors", "liaison_prosecutor", ("interim_housing", 2)),
        },
        rule=CaptureRule((0.5,), clawback=0.4),
        opening=5_000_001,
        administration=0.05,
    )


@pytest.fixture(scope="module")
def lived(terms: FundTerms) -> Lived:
    made = live(terms, happened=jailed(city=2_000.0, county=2_000.0))
    assert made.book.returned.any()
    assert all(spending.any() for line, spending in made.book.spending.items() if line != "treatment")
    return made


def settled(terms: FundTerms | None, tally: Tally, factors: Sequence[float]) -> Settled:
    return settle(Prices([BOOK] * 48, [BOOK] * 48, factors), tally, baseline(), CALENDAR, terms)


@pytest.fixture(scope="module", params=FACTORS)
def found(request: pytest.FixtureRequest, terms: FundTerms, lived: Lived) -> Settled:
    return settled(terms, lived.tally, FACTORS[request.param])


def constant(terms: FundTerms | None, lived: Lived) -> Settled:
    return settled(terms, lived.tally, FACTORS["constant"])


# -- transfers ------------------------------------------------------------------------------------------------


def test_what_payers_hand_over_others_receive_to_the_cent_each_month(found: Settled):
    handed_over = found.moved.captured.sum(axis=(1, 2))
    assert (handed_over == found.moved.received.sum(axis=1)).all()
    assert handed_over.any()
    assert (handed_over < 0).any(), "a month in which more was given back"


def test_all_payers_together_have_what_the_cells_say(found: Settled):
    monthly = found.monthly()
    saved = (found.before.cents - found.spent.cents).sum(axis=(1, 2))
    assert (monthly[..., 0].sum(axis=1) == saved[:, BASES.index("marginal")]).all()
    assert (monthly[..., 1].sum(axis=1) == saved[:, BASES.index("cash")]).all(), "transfers net to zero"


def test_each_payer_has_its_own_cells_less_what_it_hands_over_and_more_what_it_receives(found: Settled):
    cash = (found.before.cents - found.spent.cents).sum(axis=2)[..., CASH]
    moved = found.moved.received - found.moved.captured.sum(axis=2)
    assert (found.monthly()[..., 1] == cash + moved).all()


def test_schools_are_among_the_others_and_the_city_gets_its_part_back(terms: FundTerms, lived: Lived):
    moved = constant(terms, lived).moved
    assert (moved.received[:, OTHERS] == lived.book.recipients["schools"]).all()
    assert (moved.received[:, CITY] == lived.book.recipients["city"]).all()
    of_fund = lived.book.deposits - lived.book.returned.sum(axis=(1, 2))
    assert (moved.received[:, FUND_ITSELF] == of_fund).all()
    assert not moved.received[:, COUNTY].any()


# -- what the fund pays ---------------------------------------------------------------------------------------


def test_the_funds_part_of_the_ledger_is_what_it_spent_to_the_cent(terms: FundTerms, lived: Lived):
    spent = constant(terms, lived).spent
    own = spent.cents[:, FUND_ITSELF, :, CASH]
    for line in LINES[1:]:
        assert (own[:, spent.lines.index(line)] == lived.book.spending[line]).all(), line
    for item, line in SPENT_ON.items():
        paid = lived.book.administration if item == "administration" else lived.book.spending[item]
        assert (own[:, spent.lines.index(line)] == paid).all(), line
    assert own.sum() == sum(map(np.sum, lived.book.spending.values())) + lived.book.administration.sum()


def test_what_the_fund_alone_pays_is_leads_own_cost_on_every_basis_and_no_cost_of_the_baseline(found: Settled):
    for line in SPENT_ON.values():
        at = found.spent.lines.index(line)
        assert found.spent.program[at]
        assert found.spent.cents[:, FUND_ITSELF, at].any()
        assert (found.spent.cents[:, :, at] == found.spent.cents[:, :, at, :1]).all()
        assert not np.delete(found.spent.cents[:, :, at], FUND_ITSELF, axis=1).any()
        assert not found.before.cents[:, :, at].any()
    assert found.spent.lines == found.before.lines


def test_who_pays_for_lead_without_the_fund_pays_no_more_because_of_it(terms: FundTerms, lived: Lived):
    """What a fund buys costs nobody else anything: others pay for their own four case managers."""
    with_fund = constant(terms, lived).spent.cents[:, :FUND_ITSELF, LINES.index("case managers"), CASH].sum(axis=1)
    assert (np.abs(with_fund - OWN_STAFF * 500_000) <= 1).all()


def test_what_is_reinvested_is_what_was_spent_its_first_money_included(terms: FundTerms, lived: Lived):
    moved = constant(terms, lived).moved
    assert (moved.reinvested.sum(axis=(1, 2)) == sum(lived.book.spending.values())).all()
    at = constant(terms, lived).spent.lines.index(FUND_LINES["opening"])
    assert (moved.reinvested[:, FUND_ITSELF, at] == lived.book.opening_spent).all()
    assert (moved.reinvested[:, FUND_ITSELF].sum(axis=1) == lived.book.opening_spent).all()
    assert moved.reinvested[:, FUND_ITSELF].sum() <= 5_000_001


def test_captured_is_less_what_was_given_back(terms: FundTerms, lived: Lived):
    moved = constant(terms, lived).moved
    assert (moved.captured[:, :, : len(LINES)] == lived.book.captured - lived.book.returned).all()
    assert not moved.captured[:, :, len(LINES) :].any()


def test_other_money_scales_what_was_moved_in_its_month(terms: FundTerms, lived: Lived):
    now = settled(terms, lived.tally, FACTORS["nominal"]).moved
    was = constant(terms, lived).moved
    scale = np.array(FACTORS["nominal"])[:, np.newaxis, np.newaxis]
    for one, other in ((now.captured, was.captured), (now.reinvested, was.reinvested)):
        assert (np.abs(one - other * scale) <= 1.0).all()
    assert now.captured.sum() != was.captured.sum()


# -- without a fund, and prices -------------------------------------------------------------------------------


def test_without_a_fund_nothing_moves_and_a_pair_is_two_ledgers(lived: Lived):
    found = constant(None, lived)
    assert found.fund is None
    assert not any(each.any() for each in (found.moved.captured, found.moved.reinvested, found.moved.received))
    timeline = Timeline.of(CALENDAR)
    for ledger, tally in ((found.spent, lived.tally), (found.before, baseline())):
        own = cost(tally, HORIZON, [BOOK] * 48, [1.0] * 48, timeline=timeline)
        assert (ledger.cents == own.cents).all()
        assert ledger.lines == LINES
    saved = (found.before.cents - found.spent.cents).sum(axis=2)
    assert (found.monthly()[..., 1] == saved[..., CASH]).all()


def test_beds_that_others_fill_again_are_filled_in_the_run_and_not_in_the_baseline(lived: Lived):
    filled = replace(BOOK, prices=(replace(BOOK.prices[0], backfill=0.25), *BOOK.prices[1:]))
    prices = Prices([filled] * 48, [filled] * 48, FACTORS["constant"])
    found = settle(prices, lived.tally, baseline(), CALENDAR, None)
    plain = constant(None, lived)
    assert (found.before.cents == plain.before.cents).all()
    saved, plainly = ((each.before.cents - each.spent.cents)[0, CITY, 0, CASH] for each in (found, plain))
    assert saved == pytest.approx(0.75 * plainly, abs=1)


def test_a_pair_is_priced_by_the_scenarios_facts_on_both_sides(place: Place):
    """And by what LEAD costs on either side."""
    cheaper = {
        "costs.jail_day": {"value": 20, "price_year": 2025},
        "costs.services_month": {"value": 111, "price_year": 2025},
    }
    scenario, other = (draw_inputs(place.scenario(*said), 1, 0) for said in (("cheaper", cheaper), ("plain",)))
    prices = prices_of(scenario, other, [1.0] * 12)
    averages = [{price.line: price.average for price in books[0].prices} for books in (prices.books, prices.baseline)]
    assert averages[0]["jail bed"] == averages[1]["jail bed"] == 20.0
    assert (averages[0]["LEAD client services"], averages[1]["LEAD client services"]) == pytest.approx((111.0, 200.0))
