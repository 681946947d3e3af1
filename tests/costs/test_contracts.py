"""Contracts: minimums that are paid whether used or not, rates that rise when use falls, and yearly settlement."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.costs.contracts import RateReset, TakeOrPay
from simulator.costs.functions import Floats, Use
from tests.costs.uses import LOADS, first, floats, times, use_of
from tests.properties.strategies import SHARE, examples, grid

# Seattle's contract with King County for 2022: at least 189 beds at $220 a day, of which 81 were to be used.
SEATTLE = TakeOrPay(189.0, 220.0, redirect=1.0)
MINIMUM, WORTH_OF_USE, UNUSED = 15_176_700, 6_504_300, 8_672_400
ANY_START = st.builds(date, st.integers(2025, 2029), st.integers(1, 12), st.just(1))
CONTRACTS = st.builds(
    TakeOrPay, grid(0.0, 300.0, 30), grid(0.0, 250.0), surcharge=st.sampled_from((0.0, 5.21)), redirect=SHARE
)


def with_units(use: Use, month: int, more: float) -> Use:
    units = use.units.copy()
    units[month] += more
    return replace(use, units=units)


# -- take or pay: published figures -----------------------------------------------------------------------


def test_seattles_minimum_what_its_use_is_worth_and_what_it_did_not_use():
    use = use_of([81.0] * 12)
    assert SEATTLE.cash(use).sum() == MINIMUM == 189 * 365 * 220
    assert replace(SEATTLE, minimum=0.0).cash(use).sum() == WORTH_OF_USE == 81 * 365 * 220
    assert SEATTLE.redirected(use).tolist() == [0.0] * 11 + [UNUSED]
    assert MINIMUM - WORTH_OF_USE == UNUSED


def test_a_leap_year_has_a_day_more():
    use = use_of([81.0] * 12, start=date(2028, 1, 1))
    assert SEATTLE.cash(use).sum() == 189 * 366 * 220
    assert SEATTLE.redirected(use)[-1] == (189 - 81) * 366 * 220


def test_below_the_minimum_an_avoided_day_releases_nothing():
    use = use_of([81.0] * 12)
    for less in (use, use_of([189.0] * 12)):
        for month in (0, 5, 11):
            assert SEATTLE.cash(with_units(less, month, -1.0)).tolist() == SEATTLE.cash(less).tolist()


def test_above_the_minimum_an_avoided_day_releases_its_rate_when_the_year_is_settled():
    use = use_of([200.0] * 12)
    for month in (0, 5, 11):
        released = SEATTLE.cash(use) - SEATTLE.cash(with_units(use, month, -1.0))
        assert released.tolist() == [0.0] * 11 + [220.0]


def test_the_first_day_above_the_minimum_costs_its_rate():
    use = use_of([189.0] * 12)
    assert (SEATTLE.cash(with_units(use, 3, 1.0)) - SEATTLE.cash(use)).tolist() == [0.0] * 11 + [220.0]


# -- take or pay: months and years ------------------------------------------------------------------------


def test_the_minimum_is_paid_month_by_month():
    assert SEATTLE.cash(use_of([0.0] * 3)).tolist() == [189 * days * 220 for days in (31, 28, 31)]


def test_a_month_above_the_minimum_makes_up_for_one_below():
    # 31 days of January and 31 of March: 20 beds above in one, 20 below in the other.
    load = [189.0, 189.0, 189.0] + [189.0] * 9
    load[0], load[2] = 209.0, 169.0
    assert SEATTLE.cash(use_of(load)).tolist() == SEATTLE.cash(use_of([189.0] * 12)).tolist()


def test_every_year_is_settled_by_itself():
    use = use_of([289.0] * 12 + [89.0] * 12)
    paid, back = SEATTLE.cash(use), SEATTLE.redirected(use)
    assert paid[:12].sum() == 289 * 365 * 220
    assert paid[12:].sum() == MINIMUM
    assert paid[11] == (189 * 31 + 100 * 365) * 220
    assert np.flatnonzero(back).tolist() == [23]
    assert back[23] == 100 * 365 * 220


def test_a_contract_year_may_end_in_june():
    use = use_of([289.0] * 12, fiscal_start=7)
    extra = SEATTLE.cash(use) - SEATTLE.cash(use_of([189.0] * 12, fiscal_start=7))
    assert np.flatnonzero(extra).tolist() == [5, 11]
    assert extra[[5, 11]].tolist() == [100 * 181 * 220, 100 * 184 * 220]


def test_partial_years_have_their_part_of_the_minimum_and_are_settled_in_their_last_month():
    use = use_of([81.0] * 2 + [81.0] * 12 + [300.0] * 2, start=date(2026, 11, 1))
    paid, back = SEATTLE.cash(use), SEATTLE.redirected(use)
    assert np.flatnonzero(back).tolist() == [1, 13]
    assert back[1] == (189 - 81) * 61 * 220
    assert paid[14:].sum() == 300 * (31 + 29) * 220  # January and February of a leap year
    assert paid[15] == (189 * 29 + 111 * 60) * 220


def test_a_minimum_of_events_is_so_many_a_year():
    bookings = TakeOrPay(1461.0, 100.0, redirect=0.5)  # 4 a day
    use = use_of([0.0] * 12, "event")
    assert bookings.cash(use) == pytest.approx(400.0 * np.array([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]))
    assert bookings.redirected(use)[-1] == pytest.approx(0.5 * 400 * 365)


def test_a_minimum_of_staff_is_so_many_in_every_month():
    assert TakeOrPay(3.0, 1000.0).cash(use_of([2.0, 5.0], "staff")).tolist() == [3000.0, 4000.0]


# -- take or pay: surcharge, redirection, dated prices ----------------------------------------------------


def test_a_surcharge_is_paid_for_what_is_used_whether_below_the_minimum_or_above():
    with_it = replace(SEATTLE, surcharge=5.21)
    for load in (81.0, 250.0):
        use = use_of([load] * 12)
        assert with_it.cash(use) - SEATTLE.cash(use) == pytest.approx(5.21 * use.units)


def test_no_surcharge_and_no_redirection_unless_they_are_named():
    plain = TakeOrPay(189.0, 220.0)
    assert (plain.surcharge, plain.redirect) == (0.0, 0.0)
    assert plain.redirected(use_of([81.0] * 12)).tolist() == [0.0] * 12


def test_a_share_of_the_unused_minimum_is_redirected():
    assert replace(SEATTLE, redirect=0.25).redirected(use_of([81.0] * 12))[-1] == UNUSED / 4


def test_nothing_is_redirected_where_the_minimum_was_used():
    assert SEATTLE.redirected(use_of([189.0] * 12)).tolist() == [0.0] * 12
    assert SEATTLE.redirected(use_of([250.0] * 12)).tolist() == [0.0] * 12


def test_redirection_does_not_change_what_is_paid():
    use = use_of([81.0] * 12)
    assert SEATTLE.cash(use).tolist() == replace(SEATTLE, redirect=0.0).cash(use).tolist()


def test_a_rate_that_changes_within_the_year_counts_by_its_days():
    rising = replace(SEATTLE, rate=floats([205] * 6 + [220] * 6))
    mean = (205 * 181 + 220 * 184) / 365
    unused, above = use_of([81.0] * 12), use_of([200.0] * 12)
    assert rising.cash(unused)[[5, 6]].tolist() == [189 * 30 * 205, 189 * 31 * 220]
    assert rising.cash(unused).sum() == pytest.approx(189 * 365 * mean)
    assert rising.cash(above).sum() == pytest.approx(200 * 365 * mean)
    assert rising.redirected(unused).sum() == pytest.approx(108 * 365 * mean)


def test_a_minimum_and_a_surcharge_may_change_by_month_too():
    contract = TakeOrPay(floats([188] * 12 + [189] * 12), 220.0, floats([0] * 12 + [1] * 12))
    paid = contract.cash(use_of([81.0] * 24))
    assert paid[:12].sum() == 188 * 365 * 220
    assert paid[12:].sum() == MINIMUM + 81 * 365


# -- take or pay: what always holds -----------------------------------------------------------------------


def paid_year_by_year(contract: TakeOrPay, use: Use) -> list[float]:
    """Return what each contract year costs, one after the other."""
    costs = []
    for year in sorted(set(use.years.tolist())):
        units, days = (array[use.years == year].sum() for array in (use.units, use.per_load))
        costs.append(contract.rate * max(contract.minimum * days, units) + contract.surcharge * units)
    return costs


@examples(100)
@given(CONTRACTS, LOADS, ANY_START, st.integers(1, 12))
def test_every_year_costs_the_larger_of_minimum_and_use(
    contract: TakeOrPay, load: list[float], start: date, fiscal_start: int
):
    use = use_of(load, start=start, fiscal_start=fiscal_start)
    paid = use.by_year(contract.cash(use))
    assert paid == pytest.approx(paid_year_by_year(contract, use), rel=1e-12)
    assert np.all(contract.cash(use) >= contract.minimum * contract.rate * use.per_load * (1 - 1e-12))
    back = use.by_year(contract.redirected(use))
    assert np.all(back >= 0)
    assert np.all(back <= paid * (1 + 1e-12))


@examples(100)
@given(CONTRACTS, LOADS, st.integers(0, 39), grid(0.0, 5000.0))
def test_more_use_never_costs_less(contract: TakeOrPay, load: list[float], month: int, more: float):
    use = use_of(load)
    heavier = with_units(use, month % len(load), more)
    assert np.all(contract.cash(heavier) >= contract.cash(use) - 1e-6)
    assert np.all(contract.redirected(heavier) <= contract.redirected(use) + 1e-6)
    assert contract.varying(heavier).tolist() == [0.0] * len(load)


def complete_months(use: Use, months: int) -> int:
    """Return how many of the first months lie in years that end among them."""
    return int(max((last + 1 for last in use.last_months if last < months), default=0))


@examples(100)
@given(
    st.one_of(CONTRACTS, st.builds(RateReset, grid(0.0, 1e6), st.integers(1, 3))),
    LOADS,
    st.integers(1, 40),
    st.integers(1, 12),
)
def test_later_months_do_not_change_what_earlier_complete_years_cost(
    contract: TakeOrPay | RateReset, load: list[float], months: int, fiscal_start: int
):
    use = use_of(load, fiscal_start=fiscal_start)
    settled = complete_months(use, months)
    before, after = contract.cash(first(use, months)), contract.cash(use)
    assert after[:settled].tolist() == before[:settled].tolist()


# -- rate reset -------------------------------------------------------------------------------------------

JAIL = RateReset(3_650_000.0, 1)


def yearly_rates(contract: RateReset, *beds: float) -> list[float]:
    """Return the rate of each year, the first three of 365 days, with these beds in use."""
    use = use_of([level for level in beds for _ in range(12)], start=date(2025, 1, 1))
    rates: Floats = contract.rates(use).reshape(-1, 12)
    assert np.all(rates == rates[:, :1])
    return rates[:, 0].tolist()


def test_the_rate_is_last_years_cost_over_last_years_days():
    assert yearly_rates(JAIL, 100, 80, 50) == [100.0, 100.0, 125.0]


def test_the_rate_may_be_set_years_before():
    assert yearly_rates(RateReset(3_650_000.0, 2), 100, 50, 80, 10) == [100.0, 100.0, 100.0, 200.0]


def test_fewer_days_this_year_raise_the_rate_and_so_the_payment_of_the_next():
    steady, fewer = use_of([100.0] * 24), use_of([50.0] * 12 + [100.0] * 12)
    assert JAIL.cash(steady).reshape(2, 12).sum(axis=1) == pytest.approx([3_650_000, 3_650_000])
    assert JAIL.cash(fewer).reshape(2, 12).sum(axis=1) == pytest.approx([3_650_000, 7_300_000])


def test_the_payment_of_a_month_is_its_days_at_the_rate_of_its_year():
    use = use_of([100.0] * 12 + [10.0, 30.0])
    assert JAIL.cash(use)[12:].tolist() == [100.0 * 10 * 31, 100.0 * 30 * 28]


def test_a_partial_year_has_a_twelfth_of_the_cost_for_each_of_its_months():
    use = use_of([100.0] * 3 + [100.0] * 12, start=date(2026, 10, 1))
    assert JAIL.rates(use)[3:].tolist() == [3_650_000 / 4 / (100 * 92)] * 12


def test_a_year_without_use_leaves_the_rate_of_the_last_one_that_had_any():
    assert yearly_rates(JAIL, 100, 50) == [100.0, 100.0]
    use = use_of([100.0] * 12 + [50.0] * 12 + [0.0] * 24 + [10.0] * 12, start=date(2021, 1, 1))
    assert JAIL.rates(use)[::12].tolist() == [100.0, 100.0, 200.0, 200.0, 200.0]


def test_without_any_use_before_the_first_year_of_use_sets_its_own_rate():
    assert yearly_rates(JAIL, 0, 100, 50) == [0.0, 100.0, 100.0]
    assert yearly_rates(RateReset(3_650_000.0, 3), 0, 50, 100) == [0.0, 200.0, 200.0]


def test_where_nothing_was_ever_used_there_is_no_rate_and_no_payment():
    use = use_of([0.0] * 30)
    assert JAIL.rates(use).tolist() == JAIL.cash(use).tolist() == [0.0] * 30


def test_a_cost_by_month_is_the_cost_of_its_own_year():
    use = use_of([100.0] * 36, start=date(2025, 1, 1))
    growing = RateReset(floats([3_650_000] * 12 + [7_300_000] * 24), 1)
    assert growing.rates(use)[::12].tolist() == [100.0, 100.0, 200.0]


@examples(60)
@given(grid(1.0, 300.0), grid(0.0, 1e7), st.integers(1, 4), st.integers(1, 5))
def test_constant_use_pays_the_whole_cost(beds: float, cost: float, years_back: int, years: int):
    use = use_of([beds] * 12 * years, "staff")
    assert use.by_year(RateReset(cost, years_back).cash(use)) == pytest.approx([cost] * years)
    assert RateReset(cost, years_back).varying(use).tolist() == [0.0] * 12 * years


@examples(100)
@given(LOADS, grid(0.1, 1.0), st.integers(1, 3), ANY_START)
def test_the_same_share_less_in_every_year_pays_just_as_much(
    load: list[float], factor: float, years_back: int, start: date
):
    use = use_of(load, start=start)
    contract = RateReset(1_000_000.0, years_back)
    assert contract.cash(times(use, factor)) == pytest.approx(contract.cash(use), rel=1e-9, abs=1e-6)


# -- refusals ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("wrong", [-1.0, math.nan, math.inf, floats([1, -1])], ids=str)
@pytest.mark.parametrize("name", ["minimum", "rate", "surcharge"])
def test_a_contract_over_no_amount_is_refused(name: str, wrong: Any):
    with pytest.raises(ValueError, match=f"{name} is an amount"):
        replace(SEATTLE, **{name: wrong})


@pytest.mark.parametrize("wrong", [-0.1, 1.1, math.nan])
def test_more_than_all_cannot_be_redirected(wrong: float):
    with pytest.raises(ValueError, match="redirect is a share"):
        replace(SEATTLE, redirect=wrong)


def test_a_rate_needs_a_cost_and_a_year_before():
    for cost in (-1.0, math.nan, math.inf):
        with pytest.raises(ValueError, match="cost_per_year is an amount"):
            RateReset(cost, 1)
    for years in (0, -1, 1.5, math.nan):
        with pytest.raises(ValueError, match="years_back is a whole number from 1 on"):
            RateReset(1.0, years)  # type: ignore[arg-type]
