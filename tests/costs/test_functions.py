"""Cost functions by hand: use, fees, averages, marginal shares, fixed amounts, and freed capacity that fills up."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import date
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.costs.contracts import RateReset, TakeOrPay
from simulator.costs.functions import Average, CostFunction, Fixed, Marginal, PerEvent, Use, backfilled
from simulator.costs.steps import StepFixed
from tests.costs.uses import LOADS, first, floats, times, use_of
from tests.properties.strategies import SHARE, examples, grid

PRICES = grid(0.0, 400.0)
NAN, INFINITE = math.nan, math.inf
VIEWS = ("varying", "cash")

# Functions of the price alone that are straight lines through the origin in it.
LINES: dict[str, Callable[[Any], CostFunction]] = {
    "fee": PerEvent,
    "marginal": lambda price: Marginal(price, 0.1, 0.6, 0.5, 0.4),
    "fixed": Fixed,
    "step": lambda price: StepFixed(59.0, price, closes_after=2, hysteresis=5.0, notice=3),
    "take or pay": lambda price: TakeOrPay(100.0, price, np.multiply(price, 0.1), 0.5),
    "rate reset": lambda price: RateReset(price, 1),
}
of_each_kind = pytest.mark.parametrize("make", LINES.values(), ids=LINES.keys())


# -- use --------------------------------------------------------------------------------------------------


def test_the_load_is_what_units_come_from():
    beds = use_of([189.0] * 3, "day")
    assert beds.units.tolist() == [189 * 31, 189 * 28, 189 * 31]
    assert beds.load.tolist() == [189.0] * 3
    cases = use_of([1461.0] * 2, "event")  # four years of cases in one: 4 a day
    assert cases.units == pytest.approx([4 * 31, 4 * 28])
    staff = use_of([2.5, 3.0], "staff")
    assert staff.units.tolist() == staff.load.tolist() == [2.5, 3.0]


def test_a_fiscal_year_begins_where_the_calendar_says():
    use = use_of([1.0] * 14, "staff", fiscal_start=7)
    assert use.years.tolist() == [2026] * 6 + [2027] * 8
    assert use.year_index.tolist() == [0] * 6 + [1] * 8
    assert use.last_months.tolist() == [5, 13]
    assert use.by_year(use.units).tolist() == [6.0, 8.0]


def test_one_month_is_a_year_that_ends_there():
    use = use_of([3.0], "staff")
    assert use.last_months.tolist() == [0]
    assert use.by_year(use.units).tolist() == [3.0]


def test_a_price_is_one_for_all_months_or_one_for_each():
    use = use_of([1.0] * 3)
    assert use.by_month(2.5).tolist() == [2.5] * 3
    assert use.by_month(floats([1, 2, 3])).tolist() == [1.0, 2.0, 3.0]
    for wrong in ([1.0], [1.0, 2.0], [1.0] * 4):
        with pytest.raises(ValueError, match=f"3 months of use do not fit {len(wrong)} prices"):
            use.by_month(floats(wrong))


def parts(**changed: Any) -> dict[str, Any]:
    """Return the fields of a valid use of two months."""
    valid = {"units": [0, 62], "per_load": [31, 31], "since": [-0.5, 0.1]}
    made: dict[str, Any] = {name: floats(values) for name, values in valid.items()}
    return {**made, "years": np.array([2026, 2027]), **changed}


def test_use_may_be_nothing_and_begin_before_the_policy():
    assert Use(**parts()).load.tolist() == [0.0, 2.0]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"units": floats([])}, "at least one month"),
        ({"units": np.zeros((2, 1))}, "one entry for each month"),
        ({"units": floats([1])}, "one entry for each month"),
        ({"per_load": floats([31])}, "one entry for each month"),
        ({"years": np.array([2026])}, "one entry for each month"),
        ({"since": floats([0, 1, 2])}, "one entry for each month"),
        ({"units": floats([1, -0.001])}, "units is an amount"),
        ({"units": floats([NAN, 1])}, "units is an amount"),
        ({"units": floats([1, INFINITE])}, "units is an amount"),
        ({"per_load": floats([31, 0])}, "makes some units"),
        ({"per_load": floats([31, -1])}, "units per load is an amount"),
        ({"per_load": floats([31, NAN])}, "units per load is an amount"),
        ({"since": floats([0, NAN])}, "finite"),
        ({"since": floats([0, INFINITE])}, "finite"),
        ({"years": np.array([2027, 2026])}, "follow one another"),
        ({"years": np.array([2026, 2028])}, "follow one another"),
        ({"years": floats([2026, 2027])}, "whole numbers"),
    ],
)
def test_use_that_makes_no_sense_is_refused(wrong: dict[str, Any], said: str):
    with pytest.raises(ValueError, match=said):
        Use(**parts(**wrong))


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"units": floats([])}, "use has one entry for each month, and at least one month"),
        ({"per_load": floats([31])}, "units, units per load, years and times have one entry for each month"),
        ({"per_load": floats([31, 0])}, "a load makes some units in every month"),
        ({"since": floats([0, NAN])}, "times since the start are finite"),
        ({"years": np.array([2026, 2028])}, "years are whole numbers that follow one another"),
    ],
)
def test_a_refusal_is_one_plain_sentence(wrong: dict[str, Any], said: str):
    with pytest.raises(ValueError, match=f"^{said}$"):
        Use(**parts(**wrong))


# -- fees, averages and fixed amounts ---------------------------------------------------------------------


@pytest.mark.parametrize("view", VIEWS)
def test_a_fee_is_paid_for_each_unit(view: str):
    use = use_of([2.0, 0.0, 5.0], "staff")
    assert getattr(PerEvent(150.0), view)(use).tolist() == [300.0, 0.0, 750.0]
    assert getattr(PerEvent(floats([10, 20, 30])), view)(use).tolist() == [20.0, 0.0, 150.0]


@pytest.mark.parametrize("view", VIEWS)
def test_an_average_is_never_called_avoided_or_cash(view: str):
    assert getattr(Average(), view)(use_of([100.0, 7.0])).tolist() == [0.0, 0.0]


@pytest.mark.parametrize("view", VIEWS)
def test_a_fixed_cost_does_not_see_use(view: str):
    for load in ([0.0, 0.0], [500.0, 3.0]):
        assert getattr(Fixed(1000.0), view)(use_of(load)).tolist() == [1000.0, 1000.0]
        assert getattr(Fixed(floats([1, 2])), view)(use_of(load)).tolist() == [1.0, 2.0]


def test_whole_dollars_are_dollars_too():
    for function in (Fixed(100), PerEvent(100)):
        cost = function.cash(use_of([2.0, 0.0], "staff"))
        assert cost.dtype == np.float64
    assert Fixed(100).cash(use_of([2.0, 0.0])).tolist() == [100.0, 100.0]


# -- marginal shares --------------------------------------------------------------------------------------

YEAR_BY_YEAR = Use(floats([10] * 5), floats([1] * 5), np.arange(5), floats([-1, 0, 1, 2, 3]))


def test_only_the_share_varies_and_all_of_it_is_cash():
    jail = Marginal(200.0, 0.12)
    assert jail.varying(YEAR_BY_YEAR) == pytest.approx([240.0] * 5)
    assert jail.cash(YEAR_BY_YEAR) == pytest.approx([240.0] * 5)


def test_more_varies_from_the_long_run_on():
    jail = Marginal(200.0, 0.1, long_run_share=0.6, long_run_after=2.0)
    assert jail.varying(YEAR_BY_YEAR) == pytest.approx([200.0, 200.0, 200.0, 1200.0, 1200.0])
    assert jail.cash(YEAR_BY_YEAR) == pytest.approx([200.0] * 5)  # nobody's position is cut unless it is said


@pytest.mark.parametrize(("cut", "later"), [(0.0, 200.0), (0.25, 450.0), (1.0, 1200.0)])
def test_what_varies_later_is_cash_as_far_as_positions_are_cut(cut: float, later: float):
    jail = Marginal(200.0, 0.1, 0.6, 2.0, cut)
    assert jail.cash(YEAR_BY_YEAR) == pytest.approx([200.0] * 3 + [later] * 2)


def test_the_long_run_begins_with_the_policy_where_it_comes_after_no_time():
    jail = Marginal(10.0, 0.0, long_run_share=1.0, long_run_after=0.0)
    assert jail.varying(YEAR_BY_YEAR).tolist() == [0.0, 100.0, 100.0, 100.0, 100.0]


def test_without_a_long_run_share_or_time_nothing_changes():
    without_share = Marginal(10.0, 0.5, long_run_after=1.0, positions_cut=1.0)
    for jail in (Marginal(10.0, 0.5, None, 1.0, 1.0), Marginal(10.0, 0.5, 1.0, positions_cut=1.0), without_share):
        assert jail.varying(YEAR_BY_YEAR).tolist() == jail.cash(YEAR_BY_YEAR).tolist() == [50.0] * 5


def test_a_dated_price_takes_its_share_too():
    jail = Marginal(floats([100, 200]), 0.25)
    use = use_of([2.0, 3.0], "staff")
    assert jail.varying(use).tolist() == jail.cash(use).tolist() == [50.0, 150.0]


@examples(60)
@given(LOADS, PRICES, SHARE, SHARE, SHARE, grid(0.0, 4.0))
def test_cash_lies_between_what_varies_at_once_and_what_varies(
    load: list[float], price: float, one: float, other: float, cut: float, after: float
):
    use = use_of(load)
    jail = Marginal(price, min(one, other), max(one, other), after, cut)
    tolerance = 1e-9 * (1.0 + price * use.units)
    assert np.all(use.units * price * min(one, other) <= jail.cash(use) + tolerance)
    assert np.all(jail.cash(use) <= jail.varying(use) + tolerance)
    assert np.all(jail.varying(use) <= use.units * price * max(one, other) + tolerance)


# -- all of them ------------------------------------------------------------------------------------------


@of_each_kind
@pytest.mark.parametrize("view", VIEWS)
@examples(30)
@given(load=LOADS, price=PRICES)
def test_twice_the_price_is_twice_the_cost(
    make: Callable[[Any], CostFunction], view: str, load: list[float], price: float
):
    use = use_of(load)
    once, twice = (getattr(make(dollars), view)(use) for dollars in (price, 2.0 * price))
    assert twice == pytest.approx(2.0 * once, rel=1e-12)


@of_each_kind
@pytest.mark.parametrize("view", VIEWS)
@examples(20)
@given(load=LOADS, price=PRICES)
def test_a_price_by_month_that_never_changes_is_one_price(
    make: Callable[[Any], CostFunction], view: str, load: list[float], price: float
):
    use = use_of(load)
    one, by_month = (getattr(make(dollars), view)(use) for dollars in (price, floats([price] * len(load))))
    assert by_month == pytest.approx(one, rel=1e-12)


@pytest.mark.parametrize("make", [LINES["fee"], LINES["marginal"]], ids=["fee", "marginal"])
@pytest.mark.parametrize("view", VIEWS)
@examples(30)
@given(load=LOADS, price=PRICES, factor=grid(0.0, 3.0))
def test_what_varies_is_proportional_to_use(
    make: Callable[[Any], CostFunction], view: str, load: list[float], price: float, factor: float
):
    use = use_of(load)
    cost = getattr(make(price), view)
    assert cost(times(use, factor)) == pytest.approx(factor * cost(use), rel=1e-9)


@pytest.mark.parametrize("kind", ["fee", "marginal", "fixed", "step"])
@pytest.mark.parametrize("view", VIEWS)
@examples(30)
@given(load=LOADS, months=st.integers(1, 40))
def test_later_months_do_not_change_earlier_ones(kind: str, view: str, load: list[float], months: int):
    use = use_of(load, warm_up=min(6, len(load) - 1))
    cost = getattr(LINES[kind](80.0), view)
    assert cost(use)[:months].tolist() == cost(first(use, months)).tolist()


@of_each_kind
@pytest.mark.parametrize("view", VIEWS)
def test_costs_have_one_entry_for_each_month_and_leave_prices_as_they_are(
    make: Callable[[Any], CostFunction], view: str
):
    prices = floats([100.0] * 18)
    use = use_of([150.0] * 18, start=date(2026, 7, 1))
    cost = getattr(make(prices), view)(use)
    assert cost.shape == (18,)
    assert cost.dtype == np.float64
    cost += 1.0
    assert prices.tolist() == [100.0] * 18


# -- freed capacity that fills up -------------------------------------------------------------------------


def test_a_share_of_what_was_freed_fills_up_month_by_month():
    freed, more = (80.0, 100.0), (130.0, 100.0)
    used, reference = (floats(values) for values in zip(freed, more, strict=True))
    assert backfilled(used, reference, 0.25).tolist() == [85.0, 130.0]  # 5 of 20 return; 30 more displace nobody


@examples(60)
@given(st.lists(st.tuples(grid(0.0, 90.0), grid(0.0, 90.0)), min_size=1, max_size=12), SHARE)
def test_backfill_lies_between_nothing_and_everything(pairs: list[tuple[float, float]], share: float):
    used, reference = (floats(values) for values in zip(*pairs, strict=True))
    assert backfilled(used, reference, 0.0).tolist() == used.tolist()
    assert backfilled(used, reference, 1.0) == pytest.approx(np.maximum(used, reference), rel=1e-12)
    filled = backfilled(used, reference, share)
    assert np.all(filled >= used)
    assert np.all(filled <= np.maximum(used, reference) + 1e-9)
    assert filled[used >= reference].tolist() == used[used >= reference].tolist()


def test_filling_up_what_was_freed_leaves_nothing_to_save():
    used, reference = use_of([60.0] * 12), use_of([81.0] * 12)
    full = PerEvent(220.0).cash(
        Use(backfilled(used.units, reference.units, 1.0), used.per_load, used.years, used.since)
    )
    assert full == pytest.approx(PerEvent(220.0).cash(reference))


# -- refusals ---------------------------------------------------------------------------------------------

WRONG_AMOUNTS = (-1.0, -1e-9, NAN, INFINITE, floats([1, -1]), floats([NAN, 1]))
WRONG_SHARES = (-0.01, 1.01, NAN, INFINITE)


@pytest.mark.parametrize("wrong", WRONG_AMOUNTS, ids=str)
@pytest.mark.parametrize(
    ("make", "name"),
    [(PerEvent, "price"), (lambda price: Marginal(price, 0.5), "price"), (Fixed, "dollars_per_month")],
)
def test_a_price_that_is_no_amount_is_refused(make: Callable[[Any], CostFunction], name: str, wrong: Any):
    with pytest.raises(ValueError, match=f"{name} is an amount of 0 or more"):
        make(wrong)


@pytest.mark.parametrize("wrong", WRONG_SHARES)
@pytest.mark.parametrize("name", ["share", "long_run_share", "positions_cut"])
def test_a_share_beyond_a_whole_is_refused(name: str, wrong: float):
    shares = {"share": 0.0, "long_run_share": 1.0, "positions_cut": 0.0, name: wrong}
    with pytest.raises(ValueError, match=f"{name} is a share"):
        Marginal(100.0, **shares)


def test_less_may_not_vary_in_the_long_run():
    with pytest.raises(ValueError, match=r"long run \(0.2\) than at once \(0.3\)"):
        Marginal(100.0, 0.3, long_run_share=0.2)
    assert Marginal(100.0, 0.3, long_run_share=0.3).long_run_share == 0.3


@pytest.mark.parametrize("wrong", [-0.1, NAN, -INFINITE])
def test_a_long_run_before_the_start_is_refused(wrong: float):
    with pytest.raises(ValueError, match="long_run_after is a time"):
        Marginal(100.0, 0.3, 0.5, long_run_after=wrong)


@pytest.mark.parametrize("whole", [0.0, 1.0])
def test_nothing_and_everything_are_shares(whole: float):
    assert Marginal(0.0, whole, 1.0, 0.0, whole).share == whole


def test_backfill_refuses_what_cannot_be():
    one, two = floats([1]), floats([1, 2])
    for wrong in WRONG_SHARES:
        with pytest.raises(ValueError, match="share is a share"):
            backfilled(one, one, wrong)
    for units, reference, name in ((-one, one, "units"), (one, -one, "reference"), (one, floats([NAN]), "reference")):
        with pytest.raises(ValueError, match=f"^{name} is an amount of 0 or more"):
            backfilled(units, reference, 0.5)
    for units, reference in ((one, two), (two, one)):
        with pytest.raises(ValueError, match="do not fit"):
            backfilled(units, reference, 0.5)
