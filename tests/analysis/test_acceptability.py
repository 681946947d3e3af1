"""Acceptability, the price that half of futures accept, and shares with their interval, against closed forms."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from simulator.analysis.acceptability import acceptability, accepting, price_of, prices, share


def test_acceptability_is_the_share_of_futures_that_are_worth_the_price() -> None:
    effects, costs = np.array([2.0, 1.0, 0.0, -1.0]), np.array([100.0, 100.0, 100.0, -300.0])
    assert acceptability(effects, costs, [0.0, 60.0, 200.0, 400.0]) == pytest.approx([0.25, 0.5, 0.75, 0.5])


def test_the_curve_of_a_normal_net_benefit_is_its_closed_form() -> None:
    rng = np.random.default_rng(3)
    spread = np.array([[1.0, 0.5], [0.5, 4.0]])
    effects, nets = rng.multivariate_normal([2.0, -8.0], spread, 200_000).T
    for price in (0.0, 2.0, 4.0, 8.0):
        benefit = price * 2.0 - 8.0
        sd = math.sqrt(price**2 * 1.0 + 2.0 * price * 0.5 + 4.0)
        expected = stats.norm.cdf(benefit / sd)
        assert acceptability(effects, -nets, [price])[0] == pytest.approx(expected, abs=0.005)
    assert price_of(effects, nets) == pytest.approx(8.0 / 2.0, rel=0.02), "half accept where the mean benefit is 0"


def test_a_future_in_which_more_is_booked_is_no_bargain() -> None:
    """Cost and effect are both negative in the first: their ratio looks like that of the second."""
    effects, nets = np.array([-2.0, 2.0]), np.array([-100.0, -100.0])
    assert acceptability(effects, -nets, [0.0, 49.0, 51.0, 1e9]).tolist() == [0.0, 0.0, 0.5, 0.5]
    assert price_of(effects, nets) == 50.0
    assert price_of(effects[:1], nets[:1]) is None
    assert price_of(np.array([-2.0]), np.array([100.0])) == 0.0, "worth it at no price for more bookings, and up to one"


def test_the_price_half_accept_is_where_half_do_and_not_before() -> None:
    rng = np.random.default_rng(4)
    effects, nets = rng.normal(1.0, 1.0, 301), rng.normal(-5.0, 3.0, 301)
    price = price_of(effects, nets)
    assert price is not None
    assert accepting(effects, nets, price * (1.0 + 1e-9)).value >= 0.5
    assert accepting(effects, nets, price * (1.0 - 1e-9)).value < 0.5
    assert price_of(effects, nets, 0.95) is None, "some futures have no effect, and accept at no price"


def test_prices_are_round_and_span_the_curve() -> None:
    effects, nets = np.full(100, 10.0), -np.linspace(20_000.0, 180_000.0, 100)
    found = prices(effects, nets)
    assert found[0] == 0.0
    shares = acceptability(effects, -nets, found)
    assert shares[0] == 0.0
    assert shares[-1] >= 0.98
    assert all(f"{each:.10g}"[0] in "125" for each in found[1:])
    assert prices(effects, np.ones(100)) == (0.0,)


def test_a_share_has_a_score_interval_that_holds_it_in_nine_of_ten_cases() -> None:
    """Wilson's interval by its formula, and how often it holds the truth."""
    found, z, n = share(17, 200), float(stats.norm.ppf(0.95)), 200
    p = 17 / n
    middle = (p + z * z / (2 * n)) / (1 + z * z / n)
    reach = z / (1 + z * z / n) * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    assert (found.low, found.high) == pytest.approx((middle - reach, middle + reach))
    counts = np.random.default_rng(5).binomial(200, 0.3, 2_000)
    ends = {int(count): share(int(count), 200) for count in set(counts.tolist())}
    assert 0.88 <= np.mean([ends[int(each)].low <= 0.3 <= ends[int(each)].high for each in counts]) <= 0.92
    assert share(0, 50).low == 0.0 < share(0, 50).high
