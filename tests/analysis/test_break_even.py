"""Break-even months by hand, and draws that never break even kept in sight."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from simulator.analysis.break_even import BreakEven, break_even, break_even_months, cumulative_net
from tests.properties.strategies import examples


def months(*cumulative: float) -> float:
    return float(break_even_months(np.array([cumulative], dtype=float))[0])


def breaking_even_at(*of_draws: float, horizon: int = 24) -> BreakEven:
    """Return the estimate of draws that break even in these months; nan for never."""
    curves = np.full((len(of_draws), horizon), -1.0)
    for curve, month in zip(curves, of_draws, strict=True):
        if not np.isnan(month):
            curve[int(month) - 1 :] = 1.0
    return break_even(curves)


NEVER = float("nan")


def test_months_count_from_one():
    assert months(1.0, 2.0, 3.0) == 1.0
    assert months(-5.0, -1.0, 2.0) == 3.0


def test_a_month_that_comes_out_even_is_a_break_even_month():
    assert months(-5.0, 0.0, 0.0) == 2.0


def test_falling_below_again_puts_it_off_to_the_last_time():
    assert months(-1.0, 4.0, -2.0, -1.0, 0.5, 3.0) == 5.0


def test_a_surplus_that_is_lost_by_the_end_is_never():
    assert np.isnan(months(5.0, 5.0, -0.01))
    assert np.isnan(months(-5.0, -4.0, -3.0))


def test_replications_are_averaged_before_anything_else():
    # One replication breaks even in month 2 and one never; their mean does in month 3.
    monthly = np.array([[[-100, 100, 100], [-100, -60, 60]]])
    assert cumulative_net(monthly).tolist() == [[-100.0, -80.0, 0.0]]
    assert break_even_months(cumulative_net(monthly)).tolist() == [3.0]


def test_cents_that_cancel_out_are_exactly_even():
    # In dollars 0.1 + 0.2 - 0.3 is not 0, and with a minus in front it would be below 0.
    monthly = np.array([[[-10, -20, 30], [-10, -20, 30], [-10, -20, 30]]])
    assert cumulative_net(monthly)[0, -1] == 0.0
    assert break_even_months(cumulative_net(monthly)).tolist() == [3.0]


def test_percentiles_are_over_draws_and_linear_between_them():
    estimate = breaking_even_at(*range(1, 22))
    assert (estimate.low, estimate.median, estimate.high) == (2.0, 11.0, 20.0)
    assert breaking_even_at(3.0, 4.0).median == 3.5
    assert breaking_even_at(3.0, 4.0).low == pytest.approx(3.05)


def test_never_is_later_than_every_month_and_no_mean_of_the_others_is_told():
    estimate = breaking_even_at(NEVER, 3.0, 5.0, 4.0, NEVER)
    assert estimate.median == 5.0
    assert estimate.high is None
    assert estimate.never == 0.4
    assert estimate.draws == 5


@pytest.mark.parametrize(
    ("never", "of", "median"), [(1, 4, 2.5), (2, 4, None), (3, 4, None), (2, 5, 3.0), (3, 5, None)]
)
def test_there_is_no_median_where_half_never_break_even(never: int, of: int, median: float | None):
    estimate = breaking_even_at(*[NEVER] * never, *map(float, range(1, of - never + 1)))
    assert estimate.median == median
    assert estimate.never == never / of


@pytest.mark.parametrize(
    ("never", "low", "high"),
    [(0, 6.0, 6.0), (5, 6.0, 6.0), (6, 6.0, None), (95, 6.0, None), (96, None, None)],
)
def test_an_edge_that_falls_on_never_is_none(never: int, low: float | None, high: float | None):
    estimate = breaking_even_at(*[NEVER] * never, *[6.0] * (101 - never))
    assert (estimate.low, estimate.high) == (low, high)


def test_none_ever():
    assert breaking_even_at(NEVER, NEVER, NEVER) == BreakEven(None, None, None, never=1.0, draws=3)


def test_one_draw_is_its_own_month():
    assert breaking_even_at(7.0) == BreakEven(7.0, 7.0, 7.0, never=0.0, draws=1)


def test_nothing_to_pay_for_is_no_quick_success():
    assert break_even(np.zeros((3, 12))) == BreakEven(None, None, None, never=0.0, draws=3, nothing=True)
    assert not breaking_even_at(NEVER).nothing
    one_differs = np.zeros((3, 12))
    one_differs[0, 11] = -0.01
    assert not break_even(one_differs).nothing
    assert break_even(one_differs).never == pytest.approx(1 / 3)


CURVES = arrays(np.int64, array_shapes(min_dims=2, max_dims=2, max_side=9), elements=st.integers(-2, 2))


@examples(300)
@given(CURVES)
def test_from_the_month_on_it_stays_and_the_month_before_it_does_not(curves: np.ndarray):
    for curve, month in zip(curves, break_even_months(curves.astype(float)), strict=True):
        if np.isnan(month):
            assert curve[-1] < 0
            continue
        first = int(month) - 1
        assert (curve[first:] >= 0).all()
        assert first == 0 or curve[first - 1] < 0


@examples(300)
@given(CURVES)
def test_percentiles_are_those_of_numpy_wherever_all_break_even(curves: np.ndarray):
    curves = np.abs(curves).astype(float)
    curves[:, 0] = -np.arange(1, len(curves) + 1)
    if curves.shape[1] == 1:
        assert break_even(curves).never == 1.0
        return
    estimate = break_even(curves)
    of_draws = break_even_months(curves)
    expected = np.percentile(of_draws, [5, 50, 95])
    assert [estimate.low, estimate.median, estimate.high] == pytest.approx(expected.tolist())


@examples(200)
@given(CURVES)
def test_a_draw_more_that_never_breaks_even_makes_nothing_earlier(curves: np.ndarray):
    def late(month: float | None) -> float:
        return np.inf if month is None else month

    curves = curves.astype(float)
    curves[0, 0] = 1.0
    before, after = break_even(curves), break_even(np.vstack([curves, -np.ones(curves.shape[1])]))
    assert after.never >= before.never
    assert late(after.median) >= late(before.median)
    assert late(after.high) >= late(before.high)


def test_numbers_are_plain_python():
    for estimate in (breaking_even_at(3.0, 4.0), breaking_even_at(NEVER, 4.0), break_even(np.zeros((1, 1)))):
        assert all(type(value) in (float, int, bool, type(None)) for value in vars(estimate).values())


@pytest.mark.parametrize("wrong", [np.zeros(3), np.zeros((0, 3)), np.zeros((3, 0)), np.array([[0.0, np.nan]])])
def test_what_is_no_cumulative_net_is_refused(wrong: np.ndarray):
    with pytest.raises(ValueError, match="cumulative net"):
        break_even(wrong)


@pytest.mark.parametrize("wrong", [np.zeros((3, 4)), np.zeros((3, 0, 4))])
def test_what_is_no_monthly_net_is_refused(wrong: np.ndarray):
    with pytest.raises(ValueError, match="monthly nets"):
        cumulative_net(wrong)
