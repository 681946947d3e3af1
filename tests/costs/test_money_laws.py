"""Laws of the ledger for any prices, contracts, units and months: what never changes, whatever happened."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.costs.contracts import RateReset, TakeOrPay
from simulator.costs.functions import CostFunction, Fixed
from simulator.costs.ledger import BASES, Cents, Timeline, cost
from simulator.costs.price import Price
from simulator.costs.savings import spending
from simulator.costs.steps import StepFixed
from simulator.model.quantities import Quantity
from simulator.model.tally import Tally
from simulator.units import Calendar
from tests.costs.books import CITY_BEDS, COUNTY_BEDS, PAYERS, beds, book, calendar_of, jail, ledger_of, of_all, staff
from tests.properties.strategies import SHARE, examples, grid

AVERAGE, MARGINAL, CASH = (BASES.index(basis) for basis in ("average", "marginal", "cash"))
CITY, COUNTY, STATE = range(3)
COUNTED = (CITY_BEDS, COUNTY_BEDS, Quantity.PRISON_DAYS)
DOLLARS = grid(0.0, 400.0, 53)
PAYER = st.sampled_from(PAYERS)
CALENDARS = st.builds(
    calendar_of,
    months=st.integers(3, 30),
    start=st.builds(date, st.integers(2026, 2029), st.integers(1, 12), st.just(1)),
    warm_up=st.integers(0, 2),
    fiscal_start=st.integers(1, 12),
)


@st.composite
def runs(draw: st.DrawFn) -> tuple[Calendar, Tally]:
    """Return a calendar and beds in use that rise and fall by whole months."""
    calendar = draw(CALENDARS)
    happened = Tally.empty(calendar.months, ())
    for quantity in COUNTED:
        level = st.lists(grid(0.0, 120.0, 24), min_size=calendar.months, max_size=calendar.months)
        happened.counts[:, quantity, 0] = np.diff(calendar.edges) * draw(level)
    return calendar, happened


@st.composite
def linear(draw: st.DrawFn) -> Price:
    """Return a line whose units each cost so much."""
    average, quantities = draw(DOLLARS), draw(st.lists(st.sampled_from(COUNTED), min_size=1, unique=True))
    varies = average * draw(SHARE)
    counts = tuple((quantity, draw(PAYER), 1.0) for quantity in quantities)
    return Price("linear", average, varies, counts, False, varies * draw(SHARE), draw(SHARE))


CONTRACTS = st.one_of(
    st.builds(TakeOrPay, grid(0.0, 300.0, 30), DOLLARS, surcharge=grid(0.0, 5.0), redirect=SHARE),
    st.builds(RateReset, grid(0.0, 1e7), st.integers(1, 2)),
)
DORMS = st.builds(
    StepFixed,
    unit_size=st.sampled_from((10.0, 59.0, 73.0)),
    cost_per_unit_month=st.integers(1, 10**8).map(lambda cents: cents / 100),
    closes_after=st.integers(1, 4),
    hysteresis=grid(0.0, 10.0),
    notice=st.integers(0, 4),
)


@st.composite
def system(draw: st.DrawFn, function: st.SearchStrategy[CostFunction], receivers: bool = True) -> Price:
    payer = draw(PAYER)
    other = st.sampled_from([name for name in PAYERS if name != payer])
    return of_all(
        draw(function),
        payer=payer,
        quantities=draw(st.lists(st.sampled_from(COUNTED), min_size=1, unique=True)),
        average=draw(DOLLARS),
        backfill=draw(SHARE),
        receiver=draw(other if receivers else st.none() | other),
        others=draw(grid(0.0, 50.0)),
    )


ANY_LINE = st.one_of(linear(), system(st.one_of(CONTRACTS, DORMS, st.builds(Fixed, DOLLARS)), receivers=False))
LINES = st.lists(ANY_LINE, min_size=1, max_size=3)
Run = tuple[Calendar, Tally]


def cents_of(run: Run, lines: Sequence[Price], **keys: Any) -> Cents:
    return ledger_of(*run, *lines, **keys).cents


# -- sums and payers --------------------------------------------------------------------------------------


@examples(100)
@given(st.lists(st.integers(0, 900), min_size=4, max_size=4), st.lists(st.integers(0, 10**6), min_size=3, max_size=3))
def test_what_all_payers_pay_is_what_all_that_happened_costs(events: list[int], cents: list[int]):
    """Each event once, at its price, on every basis: nothing is counted twice and nothing is lost."""
    priced = sorted(cents, reverse=True)
    happened = Tally.empty(2, ())
    kinds = (Quantity.FILINGS_MUNICIPAL, Quantity.FILINGS_DISTRICT)
    happened.counts[:, kinds, 0] = np.reshape(events, (2, 2))
    counts = ((kinds[0], "city", 1.0), (kinds[1], "funders", 1.0))
    average, varies, cash = (each / 100 for each in priced)
    line = Price("prosecution", average, varies, counts, program=False, cash=cash)
    paid = ledger_of(calendar_of(2), happened, line).cents
    assert paid.sum(axis=(0, 1, 2)).tolist() == [sum(events) * each for each in priced]


@examples(100)
@given(runs(), LINES)
def test_two_payers_who_change_places_move_money_and_change_no_total(run: Run, lines: list[Price]):
    swap = {"city": "county", "county": "city"}

    def swapped(price: Price) -> Price:
        counts = tuple((quantity, swap.get(payer, payer), units) for quantity, payer, units in price.counts)
        system = price.system
        if system is not None:
            receiver = None if system.receiver is None else swap.get(system.receiver, system.receiver)
            system = replace(system, payer=swap.get(system.payer, system.payer), receiver=receiver)
        return replace(price, counts=counts, system=system)

    before, after = cents_of(run, lines), cents_of(run, [swapped(price) for price in lines])
    assert (before[:, [COUNTY, CITY, STATE]] == after).all()
    assert (before.sum(axis=1) == after.sum(axis=1)).all()


@examples(150)
@given(runs(), system(CONTRACTS), runs(), SHARE)
def test_what_one_payer_pays_another_nets_to_zero_in_every_month_to_the_cent(
    run: Run, line: Price, other: Run, factor: float
):
    calendar, happened = run
    reference = replace(happened, counts=np.resize(other[1].counts, happened.counts.shape))
    paid = cents_of(run, [line], reference=reference, factors=[factor] * calendar.horizon_months)
    assert not paid.sum(axis=1).any()
    assert (paid[:, PAYERS.index(line.system.payer)] >= 0).all()  # type: ignore[union-attr]


# -- prices and factors -----------------------------------------------------------------------------------


def twice(price: Price) -> Price:
    return replace(price, average=2 * price.average, marginal=2 * price.marginal, cash=2 * price.budget)


@examples(100)
@given(runs(), st.lists(linear(), min_size=1, max_size=3))
def test_twice_the_prices_double_every_rung_to_a_cent_a_cell(run: Run, lines: list[Price]):
    program = [False] * len(lines)
    once, doubled = (spending(cents_of(run, made), program) for made in (lines, list(map(twice, lines))))
    for rung, cells in once.items():
        assert abs(doubled[rung] - 2 * cells).max() <= 1


@examples(60)
@given(runs(), grid(0.0, 300.0, 30), DOLLARS, grid(0.0, 5.0))
def test_twice_the_rate_of_a_contract_is_twice_the_payment(run: Run, minimum: float, rate: float, surcharge: float):
    once, doubled = (
        cents_of(run, [of_all(TakeOrPay(minimum, factor * rate, factor * surcharge), receiver="state")])
        for factor in (1.0, 2.0)
    )
    assert abs(doubled - 2 * once).max() <= 1


@examples(60)
@given(runs(), LINES, st.sampled_from((1.0, 0.5, 1.03, 0.0)))
def test_a_factor_is_that_of_its_month_and_1_changes_nothing(run: Run, lines: list[Price], factor: float):
    calendar, _ = run
    ones = [1.0] * calendar.horizon_months
    plain, scaled = cents_of(run, lines, factors=ones), cents_of(run, lines, factors=[factor, *ones[1:]])
    assert (scaled[1:] == plain[1:]).all()
    if factor == 1.0:
        assert (scaled == plain).all()
    else:
        assert abs(scaled[0] - plain[0] * factor).max() <= 0.5 + 0.5 * factor + 1e-6


@examples(60)
@given(runs(), st.lists(linear(), min_size=1, max_size=2), grid(0.1, 1.5))
def test_a_factor_on_a_line_of_units_is_a_factor_on_its_prices(run: Run, lines: list[Price], factor: float):
    scaled = cents_of(run, lines, factors=[factor] * run[0].horizon_months)
    cheaper = [
        replace(line, average=line.average * factor, marginal=line.marginal * factor, cash=line.budget * factor)
        for line in lines
    ]
    assert (scaled == cents_of(run, cheaper)).all()


# -- months -----------------------------------------------------------------------------------------------


@examples(60)
@given(runs(), LINES)
def test_months_cost_the_same_one_by_one_and_together(run: Run, lines: list[Price]):
    calendar, happened = run
    made, timeline = book(*lines), Timeline.of(calendar)
    months = range(calendar.warm_up_months, calendar.months)
    single = [cost(happened, [month], [made], [1.0], timeline=timeline).cents for month in months]
    assert (np.concatenate(single) == cents_of(run, lines)).all()


@examples(60)
@given(runs(), LINES)
def test_costs_are_a_pure_function_of_what_happened(run: Run, lines: list[Price]):
    before = run[1].counts.copy()
    first, second = cents_of(run, lines, reference=run[1]), cents_of(run, lines, reference=run[1])
    assert (first == second).all()
    assert (run[1].counts == before).all()
    assert (first == cents_of(run, lines)).all()  # against itself nothing was freed


# -- whole units ------------------------------------------------------------------------------------------


@examples(150)
@given(runs(), system(DORMS, receivers=False), runs())
def test_no_fraction_of_a_unit_is_ever_paid_or_released(run: Run, line: Price, other: Run):
    line = replace(line, average=0.0, system=replace(line.system, receiver=None))  # type: ignore[type-var]
    reference = replace(run[1], counts=np.resize(other[1].counts, run[1].counts.shape))
    unit = round(line.system.function.cost_per_unit_month * 100)  # type: ignore[union-attr, attr-defined]
    spent, before = cents_of(run, [line], reference=reference), cents_of((run[0], reference), [line])
    for released in (spent, before - spent):
        assert not (released % unit).any()


@examples(60)
@given(CALENDARS, DORMS, grid(0.0, 300.0, 60))
def test_a_steady_load_has_the_same_units_in_every_month_of_every_year(
    calendar: Calendar, dorm: StepFixed, level: float
):
    """Neither a leap February nor the edge of a fiscal year opens or closes a unit."""
    paid = cents_of((calendar, beds(calendar, level)), [of_all(dorm)])[:, CITY, 0]
    assert (paid[:, MARGINAL:] == paid[0, CASH]).all()


# -- backfill ---------------------------------------------------------------------------------------------


@examples(100)
@given(runs(), linear(), runs())
def test_others_who_fill_what_was_freed_cost_cash_and_nothing_else(run: Run, line: Price, other: Run):
    reference = replace(run[1], counts=np.resize(other[1].counts, run[1].counts.shape))
    alone, filled = cents_of(run, [line]), cents_of(run, [line], reference=reference)
    most = cents_of((run[0], replace(run[1], counts=np.maximum(run[1].counts, reference.counts))), [line])
    assert (filled[..., :CASH] == alone[..., :CASH]).all()
    assert (filled[..., CASH] >= alone[..., CASH]).all()
    assert (filled[..., CASH] <= most[..., CASH] + 1).all()
    everything = replace(line, backfill=1.0)
    assert abs(cents_of(run, [everything], reference=reference)[..., CASH] - most[..., CASH]).max() <= 1


# -- calendars and clocks ---------------------------------------------------------------------------------


@examples(60)
@given(runs(), linear(), CALENDARS)
def test_a_line_of_units_sees_no_calendar(run: Run, line: Price, other: Calendar):
    calendar, happened = run
    elsewhere = replace(other, warm_up_months=calendar.warm_up_months, horizon_months=calendar.horizon_months)
    assert (cents_of(run, [line]) == cents_of((elsewhere, happened), [line])).all()


@examples(60)
@given(CALENDARS, grid(0.0, 300.0, 60), st.integers(1, 12))
def test_where_the_fiscal_year_begins_does_not_matter_for_a_steady_use(
    calendar: Calendar, level: float, fiscal_start: int
):
    line = of_all(TakeOrPay(189.0, 220.0, surcharge=1.05), receiver="county")
    here, there = (
        replace(calendar, warm_up_months=0),
        replace(calendar, warm_up_months=0, fiscal_start_month=fiscal_start),
    )
    paid = [int(cents_of((each, beds(each, level)), [line])[:, CITY].sum()) for each in (here, there)]
    days = int(here.edges[-1])
    assert abs(paid[0] - paid[1]) <= here.months  # half a cent a month on each side
    assert abs(paid[0] - days * (max(189.0, level) * 220_00 + level * 105)) <= here.months


ZONES = ("UTC", "America/Los_Angeles", "Pacific/Kiritimati", "Asia/Kathmandu")


@pytest.mark.parametrize("zone", ZONES)
def test_neither_the_clock_nor_the_time_zone_changes_a_cent(zone: str, monkeypatch: pytest.MonkeyPatch):
    calendar = calendar_of(18, date(2027, 7, 1), warm_up=6, fiscal_start=7)
    happened = beds(calendar, 200.0, 90.0, 8.0)
    lines = (
        jail(),
        staff(),
        of_all(TakeOrPay(50.0, 220.0), receiver="county"),
        of_all(StepFixed(10.0, 9.99, 2, 1.0, 1)),
    )
    here = ledger_of(calendar, happened, *lines).cents
    with monkeypatch.context() as patch:
        patch.setenv("TZ", zone)
        time.tzset()
        for clock in ("time", "time_ns", "localtime", "gmtime"):
            patch.setattr(time, clock, _no_clock)
        there = ledger_of(calendar_of(18, date(2027, 7, 1), warm_up=6, fiscal_start=7), happened, *lines).cents
    time.tzset()
    assert (here == there).all()


def _no_clock(*_: object) -> float:
    raise AssertionError("costs look at no clock")
