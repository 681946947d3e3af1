"""Unit costs by hand: ratios of means, and no ratio where there is nothing to divide by."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.analysis.unit_costs import UnitCost, unit_cost
from tests.properties.strategies import examples


def of_draws(*pairs: tuple[float, float]) -> UnitCost:
    """Return the unit cost of draws (cost, units) with one replication each."""
    cost, units = (np.array([[pair[k]] for pair in pairs], dtype=float) for k in (0, 1))
    return unit_cost(cost, units)


def test_it_is_all_the_dollars_over_all_the_units():
    # The mean of the ratios 10 and 1 would be 5.5.
    found = of_draws((100.0, 10.0), (30.0, 30.0))
    assert found.mean == 130.0 / 40.0
    assert (found.low, found.high) == pytest.approx((1.45, 9.55))
    assert (found.share_without, found.draws) == (0.0, 2)


def test_the_published_cost_of_a_participant_month():
    # Two case managers for $430,000 over 14 months with 25 participants each: $614 a participant-month.
    assert of_draws((430_000.0, 14 * 2 * 25.0)).mean == pytest.approx(614.29, abs=0.005)


def test_replications_are_added_up_before_the_ratio_is_taken():
    found = unit_cost(np.array([[60.0, 20.0], [30.0, 30.0]]), np.array([[4.0, 0.0], [2.0, 4.0]]))
    assert found.mean == 140.0 / 10.0
    assert (found.low, found.high) == pytest.approx((10.0 + 0.05 * 10.0, 20.0 - 0.05 * 10.0))
    assert found.share_without == 0.0


def test_percentiles_are_over_draws():
    found = of_draws(*[(float(cost), 1.0) for cost in range(101)])
    assert (found.low, found.mean, found.high) == (5.0, 50.0, 95.0)


def test_a_rare_draw_without_units_leaves_a_mean_but_no_interval():
    found = of_draws((10.0, -1.0), *[(10.0, 3.0)] * 39)
    assert found == UnitCost(mean=pytest.approx(400.0 / 116.0), low=None, high=None, share_without=1 / 40, draws=40)


def test_where_the_middle_90_percent_has_draws_without_units_there_is_no_number_of_any_size():
    # 160 dollars over 0.5 units in all would be $320 a unit, and one draw less over −2.
    found = of_draws(*[(10.0, -2.0)] * 2, *[(10.0, 4.5 / 14)] * 14)
    assert found == UnitCost(None, None, None, share_without=2 / 16, draws=16)


@pytest.mark.parametrize("units", [(-3.0, 1.0), (-1.0, 1.0), (0.0, 0.0), (-2.0, -2.0)])
def test_where_nothing_is_avoided_on_average_there_is_no_unit_cost(units: tuple[float, float]):
    found = of_draws((10.0, units[0]), (10.0, units[1]))
    assert (found.mean, found.low, found.high) == (None, None, None)
    assert found.share_without == (2 - sum(one > 0 for one in units)) / 2


def test_a_loss_never_looks_like_a_saving():
    """More bookings at a cost, and fewer bookings at a gain: both ratios are negative, and only one is good."""
    assert of_draws((100.0, -5.0)).mean is None
    assert of_draws((-100.0, 5.0)).mean == -20.0


def test_days_that_should_cancel_out_are_no_days():
    found = unit_cost(np.array([[5.0, 5.0]]), np.array([[0.1 + 0.2, -0.3]]))
    assert found == UnitCost(None, None, None, share_without=1.0, draws=1)


AMOUNTS = st.floats(-1e6, 1e6).map(lambda amount: round(amount, 2))


@examples(300)
@given(st.lists(st.tuples(AMOUNTS, AMOUNTS), min_size=1, max_size=12))
def test_there_is_an_interval_exactly_where_every_draw_has_units(pairs: list[tuple[float, float]]):
    found = of_draws(*pairs)
    with_units = sum(units > 0.0 for _, units in pairs)
    assert found.share_without == pytest.approx(1.0 - with_units / len(pairs))
    assert (found.low is None) == (found.high is None) == (with_units < len(pairs))
    if found.low is not None:
        assert found.mean is not None and found.high is not None and found.low <= found.high
    if found.mean is not None:
        assert np.percentile([units for _, units in pairs], 5.0) > 0.0
        assert found.mean * sum(units for _, units in pairs) == pytest.approx(sum(cost for cost, _ in pairs), abs=1e-6)


@examples(200)
@given(st.lists(st.tuples(AMOUNTS, st.floats(0.5, 1e6)), min_size=1, max_size=12))
def test_the_mean_lies_among_the_draws(pairs: list[tuple[float, float]]):
    found = of_draws(*pairs)
    ratios = [cost / units for cost, units in pairs]
    assert found.mean is not None
    assert min(ratios) - 1e-6 <= found.mean <= max(ratios) + 1e-6


def test_numbers_are_plain_python():
    for found in (of_draws((1.0, 2.0), (3.0, 4.0)), of_draws((1.0, 0.0), (3.0, 4.0)), of_draws((1.0, -1.0))):
        assert all(type(value) in (float, int, type(None)) for value in vars(found).values())


@pytest.mark.parametrize(
    ("cost", "units"),
    [
        (np.ones((2, 3)), np.ones((3, 2))),
        (np.ones(3), np.ones(3)),
        (np.ones((0, 3)), np.ones((0, 3))),
        (np.array([[np.inf]]), np.array([[1.0]])),
        (np.array([[1.0]]), np.array([[np.nan]])),
    ],
)
def test_what_cannot_be_divided_is_refused(cost: np.ndarray, units: np.ndarray):
    with pytest.raises(ValueError, match="costs and units are"):
        unit_cost(cost, units)
