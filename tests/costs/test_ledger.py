"""The ledger: every cell by hand, rounded once, and sums that agree to the cent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.costs.ledger import BASES, Ledger, cost
from simulator.costs.price import Price, PriceBook
from simulator.inputs.scenario import FORMER_FUNDERS, FUNDERS
from simulator.model.quantities import Quantity
from simulator.model.tally import Tally
from tests.costs.books import PAYERS, book, jail, staff, tally
from tests.properties.strategies import examples

AVERAGE, MARGINAL, CASH = (BASES.index(basis) for basis in ("average", "marginal", "cash"))
CITY, COUNTY, STATE = range(3)


def cost_of(happened: Tally, *prices: Price, **keys: object) -> Ledger:
    months = list(range(len(happened.counts)))
    return cost(happened, months, [book(*prices, **keys)] * len(months), [1.0] * len(months))  # type: ignore[arg-type]


# -- by hand ----------------------------------------------------------------------------------------------


def test_each_court_sends_its_jail_days_to_its_payer():
    happened = tally(
        2,
        {
            (0, Quantity.JAIL_DAYS_SUPERIOR): 3.0,
            (0, Quantity.JAIL_DAYS_MUNICIPAL): 10.0,
            (0, Quantity.JAIL_DAYS_DISTRICT): 1.5,
            (1, Quantity.JAIL_DAYS_MUNICIPAL): 2.0,
        },
    )
    ledger = cost_of(happened, jail())
    assert ledger.cents[:, :, 0, AVERAGE].tolist() == [[200_000, 90_000, 0], [40_000, 0, 0]]
    assert ledger.cents[:, :, 0, MARGINAL].tolist() == [[24_000, 10_800, 0], [4_800, 0, 0]]
    assert (ledger.payers, ledger.lines, ledger.program) == (PAYERS, ("jail bed",), (False,))


def test_funders_share_the_program_and_former_funders_its_notice():
    happened = tally(2, {(0, Quantity.CASE_MANAGER_MONTHS): 2.0, (1, Quantity.NOTICE_MONTHS): 1.0})
    ledger = cost_of(happened, staff(100.01))
    assert ledger.cents[0, :, 0, AVERAGE].tolist() == [14_001, 6_001, 0]  # 70 % and 30 % of $200.02
    assert ledger.cents[1, :, 0, AVERAGE].tolist() == [0, 5_001, 5_000]  # halves of $100.01, the odd cent first
    assert ledger.program == (True,)


def test_a_payer_pays_its_own_part_and_its_share_of_what_is_shared():
    counts = ((Quantity.INTAKES, "state", 1.0), (Quantity.DEATHS, FUNDERS, 1.0), (Quantity.DEATHS, "city", 1.0))
    line = Price("mixed", 10.0, 10.0, counts, program=True)
    ledger = cost_of(tally(1, {(0, Quantity.INTAKES): 1.0, (0, Quantity.DEATHS): 2.0}), line)
    assert ledger.cents[0, :, 0, AVERAGE].tolist() == [2_000 + 1_400, 600, 1_000]


def test_a_cell_is_rounded_once():
    counts = tuple((quantity, "city", 1.0) for quantity in (Quantity.INTAKES, Quantity.DEATHS, Quantity.CONTACTS))
    happened = tally(2, {(month, quantity): 1.0 for month in range(2) for quantity, _, _ in counts})
    ledger = cost_of(happened, Price("thirds of a cent", 0.004, 0.004, counts, program=False))
    # 3 × 0.4 cents is one cent; rounded one by one it would be nothing, and over both months 2.4 would be 2.
    assert ledger.cents[:, CITY, 0, AVERAGE].tolist() == [1, 1]


def test_units_of_a_price_are_counted():
    line = Price("beds by the year", 36_525.0, 3_652.5, ((Quantity.PRISON_DAYS, "state", 1 / 365.25),), program=False)
    ledger = cost_of(tally(1, {(0, Quantity.PRISON_DAYS): 7.0}), line)
    assert ledger.cents[0, STATE, 0].tolist() == [70_000, 7_000, 7_000]


def test_a_price_takes_effect_in_its_month_and_not_before():
    happened = tally(3, {(month, Quantity.JAIL_DAYS_MUNICIPAL): 1.0 for month in range(3)})
    books = [book(jail(200.0)), book(jail(200.0)), book(jail(300.0))]
    ledger = cost(happened, [0, 1, 2], books, [1.0] * 3)
    assert ledger.cents[:, CITY, 0, AVERAGE].tolist() == [20_000, 20_000, 30_000]


def test_factors_apply_by_month_and_only_the_asked_months_are_costed():
    happened = tally(3, {(month, Quantity.JAIL_DAYS_MUNICIPAL): 1.0 + month for month in range(3)})
    ledger = cost(happened, [1, 2], [book(jail())] * 2, [1.0, 0.5])
    assert ledger.cents[:, CITY, 0, AVERAGE].tolist() == [40_000, 30_000]


@pytest.mark.parametrize(("books", "factors"), [(2, 1), (1, 2), (3, 2), (2, 3), (1, 1)])
def test_books_and_factors_go_with_the_months(books: int, factors: int):
    with pytest.raises(ValueError, match=r"^there is one price book and one factor for each month$"):
        cost(tally(2, {}), [0, 1], [book(jail())] * books, [1.0] * factors)


def test_what_leaves_a_budget_may_be_less_than_what_varies():
    happened = tally(1, {(0, Quantity.JAIL_DAYS_MUNICIPAL): 10.0})
    ledger = cost_of(happened, replace(jail(), cash=5.0), replace(jail(), cash=0.0), jail())
    assert ledger.cents[0, CITY].tolist() == [[200_000, 24_000, 5_000], [200_000, 24_000, 0], [200_000, 24_000, 24_000]]


@pytest.mark.parametrize("wrong", [float("nan"), float("inf"), -float("inf"), 2.0**63 / 100, 1e300])
def test_what_no_ledger_can_hold_is_refused(wrong: float):
    happened = tally(1, {(0, Quantity.INTAKES): 1.0})
    line = Price("all there is", wrong, 1.0, ((Quantity.INTAKES, "city", 1.0),), program=False)
    with pytest.raises(ValueError, match=r"^not an amount of money$"):
        cost(happened, [0], [replace(book(line), payers=("city",), funding={})], [1.0])
    most = 2.0**53 / 100
    assert cost_of(happened, replace(line, average=most)).cents[0, CITY, 0, AVERAGE] == 2**53


def test_a_ledger_holds_whole_numbers():
    """Sums of floats lose cents from $90 trillion on."""
    assert cost_of(tally(1, {}), jail(), staff()).cents.dtype == np.int64


def test_backfill_is_in_units_of_the_price_too():
    line = Price(
        "beds by the year", 365.25, 365.25, ((Quantity.PRISON_DAYS, "state", 1 / 365.25),), False, backfill=0.5
    )
    happened, before = (tally(1, {(0, Quantity.PRISON_DAYS): days}) for days in (100.0, 300.0))
    ledger = cost(happened, [0], [book(line)], [1.0], reference=before)
    assert ledger.cents[0, STATE, 0].tolist() == [100_00, 100_00, 200_00]


def test_half_a_cent_goes_to_the_even_one():
    counts = ((Quantity.INTAKES, "city", 1.0),)
    halves = [Price(f"{cents} cents", cents / 100, 0.0, counts, program=False) for cents in (0.5, 1.5, 2.5, 3.5)]
    ledger = cost_of(tally(1, {(0, Quantity.INTAKES): 1.0}), *halves)
    assert ledger.cents[0, CITY, :, AVERAGE].tolist() == [0, 2, 2, 4]


# -- for any tally and prices -----------------------------------------------------------------------------

COUNTED = (Quantity.ARRESTS_BOOKED_CITY, Quantity.JAIL_DAYS_MUNICIPAL, Quantity.FILINGS_SUPERIOR, Quantity.SERVED_DAYS)
WHOLE_CENTS = st.integers(0, 10**7).map(lambda cents: cents / 100)
ANY_DOLLARS = st.floats(0.0, 1e5)
EVENTS = st.integers(0, 500).map(float)
PERSON_DAYS = st.floats(0.0, 5_000.0)
ONE_PAYER = st.sampled_from(PAYERS)
ANY_PAYER = st.sampled_from((*PAYERS, FUNDERS, FORMER_FUNDERS))


@st.composite
def prices(draw: st.DrawFn, dollars: st.SearchStrategy[float], payer: st.SearchStrategy[str]) -> list[Price]:
    lines = []
    for number in range(draw(st.integers(1, 3))):
        average = draw(dollars)
        program = draw(st.booleans())
        share, cash = (1.0, None) if program else (draw(st.floats(0.0, 1.0)), draw(st.none() | st.floats(0.0, 1.0)))
        quantities = draw(st.lists(st.sampled_from(COUNTED), min_size=1, unique=True))
        counts = tuple((quantity, draw(payer), 1.0) for quantity in quantities)
        budget = None if cash is None else average * share * cash
        lines.append(Price(f"line {number}", average, average * share, counts, program, budget))
    return lines


@st.composite
def tallies(draw: st.DrawFn, values: st.SearchStrategy[float]) -> Tally:
    made = Tally.empty(2, ("one", "other"))
    for month in range(2):
        for quantity in COUNTED:
            made.counts[month, quantity] = draw(st.lists(values, min_size=3, max_size=3))
    return made


def exact_cents(happened: Tally, price: Price, month: int, payers: Sequence[str], basis: int) -> Fraction:
    """Return what some payers owe for a line in a month, before any rounding."""
    dollars = Fraction((price.average, price.marginal, price.budget)[basis])
    counted = (
        sum(map(Fraction, happened.counts[month, quantity].tolist())) * Fraction(units)
        for quantity, payer, units in price.counts
        if payer in payers
    )
    return sum(counted, Fraction(0)) * dollars * 100


@examples(150)
@given(tallies(PERSON_DAYS), prices(ANY_DOLLARS, ONE_PAYER))
def test_every_cell_is_the_exact_amount_to_half_a_cent(happened: Tally, lines: list[Price]):
    ledger = cost_of(happened, *lines)
    for (month, p, j, b), cents in np.ndenumerate(ledger.cents):
        exact = exact_cents(happened, lines[j], month, [PAYERS[p]], b)
        assert abs(int(cents) - exact) <= Fraction(1, 2) + exact * Fraction(1, 10**14)


@examples(150)
@given(tallies(PERSON_DAYS), prices(ANY_DOLLARS, ANY_PAYER))
def test_shared_cells_add_up_to_what_was_shared(happened: Tally, lines: list[Price]):
    ledger = cost_of(happened, *lines)
    for j, price in enumerate(lines):
        owners = {payer for _, payer, _ in price.counts}
        for month in range(2):
            exact = exact_cents(happened, price, month, list(owners), AVERAGE)
            # Each owner (a payer, or a group of funders) is rounded once.
            allowed = Fraction(len(owners), 2) + exact * Fraction(1, 10**14)
            assert abs(int(ledger.cents[month, :, j, AVERAGE].sum()) - exact) <= allowed


@examples(150)
@given(tallies(EVENTS), prices(WHOLE_CENTS, ANY_PAYER))
def test_whole_events_at_whole_cents_add_up_exactly(happened: Tally, lines: list[Price]):
    ledger = cost_of(happened, *lines)
    by_hand = [
        sum(round(price.average * 100) * round(happened.counts[:, quantity].sum()) for quantity, _, _ in price.counts)
        for price in lines
    ]
    average = ledger.cents[..., AVERAGE]
    assert average.sum(axis=(0, 1)).tolist() == by_hand
    assert average.sum() == sum(by_hand)
    assert average.sum(axis=0).sum(axis=0).tolist() == average.sum(axis=1).sum(axis=0).tolist()


def doubled(price: Price) -> Price:
    cash = None if price.cash is None else 2 * price.cash
    return replace(price, average=2 * price.average, marginal=2 * price.marginal, cash=cash)


@examples(150)
@given(tallies(EVENTS), prices(WHOLE_CENTS, ANY_PAYER))
def test_doubling_every_price_doubles_every_cell(happened: Tally, lines: list[Price]):
    once = cost_of(happened, *lines).cents
    twice = cost_of(happened, *map(doubled, lines)).cents
    assert (twice[..., AVERAGE].sum(axis=1) == 2 * once[..., AVERAGE].sum(axis=1)).all()
    # What a payer owes by itself is off by at most a cent, and its part of what each of two groups shares by three:
    # the group's amount was rounded, and its odd cents may go to another funder.
    assert abs(twice - 2 * once).max() <= 1 + 3 + 3
    own = [
        j for j, price in enumerate(lines) if not {payer for _, payer, _ in price.counts} & {FUNDERS, FORMER_FUNDERS}
    ]
    assert (twice[:, :, own, AVERAGE] == 2 * once[:, :, own, AVERAGE]).all()


@examples(100)
@given(tallies(PERSON_DAYS), prices(ANY_DOLLARS, ONE_PAYER))
def test_doubling_a_price_of_any_size_doubles_its_cells_up_to_rounding(happened: Tally, lines: list[Price]):
    once = cost_of(happened, *lines).cents
    assert abs(cost_of(happened, *map(doubled, lines)).cents - 2 * once).max() <= 1


@examples(150)
@given(tallies(PERSON_DAYS), prices(ANY_DOLLARS, ANY_PAYER))
def test_swapping_payers_moves_money_and_changes_no_total(happened: Tally, lines: list[Price]):
    swap = {"city": "state", "state": "city"}
    swapped = [
        replace(
            price, counts=tuple((quantity, swap.get(payer, payer), units) for quantity, payer, units in price.counts)
        )
        for price in lines
    ]
    before = cost_of(happened, *lines).cents
    after = cost_of(happened, *swapped, funding={name: shares[::-1] for name, shares in book().funding.items()}).cents
    assert (before.sum(axis=1) == after.sum(axis=1)).all()
    own = [j for j, price in enumerate(lines) if {payer for _, payer, _ in price.counts} <= set(PAYERS)]
    assert (before[:, [STATE, COUNTY, CITY]][:, :, own] == after[:, :, own]).all()


@examples(150)
@given(tallies(PERSON_DAYS), prices(ANY_DOLLARS, ONE_PAYER))
def test_cash_is_never_more_than_what_varies_nor_that_than_the_whole(happened: Tally, lines: list[Price]):
    ledger = cost_of(happened, *lines)
    assert (ledger.cents[..., CASH] <= ledger.cents[..., MARGINAL]).all()
    assert (ledger.cents[..., MARGINAL] <= ledger.cents[..., AVERAGE]).all()
    own = [j for j, price in enumerate(lines) if price.program]
    for basis in (MARGINAL, CASH):
        assert (ledger.cents[:, :, own, basis] == ledger.cents[:, :, own, AVERAGE]).all()


def test_the_ledger_is_a_pure_function():
    happened = tally(1, {(0, Quantity.JAIL_DAYS_MUNICIPAL): 3.0})
    before = happened.counts.copy()
    prices_now: PriceBook = book(jail(), staff())
    first, second = (cost(happened, [0], [prices_now], [1.0]) for _ in range(2))
    assert (first.cents == second.cents).all()
    assert (happened.counts == before).all()
