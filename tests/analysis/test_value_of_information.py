"""The value of information of models with known answers, and by regression the same as in two levels."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
import pytest
from scipy import stats

from simulator.analysis.value_of_information import (
    acceptability,
    against_nothing,
    expected_losses,
    nested,
    partial,
    perfect,
    told_apart,
)

Floats = npt.NDArray[np.float64]
MEAN, WEIGHTS, LUCK = -1.0, np.array([3.0, 1.5, 0.0]), 0.8
DRAWS = 2_000
SEED = 5


def worth(mean: float, spread: float) -> float:
    """Return what it is worth to learn a normal net before doing it or not: the mean of its upper side less the choice.

    The unit normal loss integral (Raiffa and Schlaifer 1961).
    """
    at = mean / spread
    return float(mean * stats.norm.cdf(at) + spread * stats.norm.pdf(at)) - max(0.0, mean)


def linear(draws: int = DRAWS, seed: int = SEED) -> tuple[Floats, Floats]:
    """Return inputs and nets: a sum of independent normal inputs with weights, and luck."""
    rng = np.random.default_rng(seed)
    inputs = rng.normal(size=(draws, len(WEIGHTS)))
    return inputs, MEAN + inputs @ WEIGHTS + rng.normal(0.0, LUCK, draws)


# -- loss and perfect information -------------------------------------------------------------------------


def test_the_loss_of_an_option_is_what_the_others_would_have_saved() -> None:
    nets = against_nothing(np.array([4.0, -1.0, -2.0, 3.0]))
    assert expected_losses(nets) == pytest.approx([7.0 / 4.0, 3.0 / 4.0])
    assert perfect(nets) == pytest.approx(3.0 / 4.0)
    assert perfect(against_nothing(np.array([-4.0, -1.0]))) == 0.0, "nothing to learn would change the decision"
    assert perfect(against_nothing(np.array([4.0, 1.0]))) == 0.0
    three = np.array([[0.0, 5.0, 1.0], [0.0, -7.0, 1.0]])
    assert perfect(three) == pytest.approx((5.0 + 1.0) / 2.0 - 1.0)


def test_perfect_information_on_a_normal_net_is_its_unit_loss() -> None:
    spread = math.hypot(*WEIGHTS, LUCK)
    _, nets = linear(draws=400_000)
    assert perfect(against_nothing(nets)) == pytest.approx(worth(MEAN, spread), rel=0.01)


# -- partial information ----------------------------------------------------------------------------------


@pytest.mark.parametrize("known", [[0], [1], [0, 1], [0, 1, 2]], ids=str)
def test_partial_information_of_a_linear_normal_model_is_its_closed_form(known: list[int]) -> None:
    inputs, nets = linear()
    found = partial(inputs[:, known], against_nothing(nets), seed=1)
    expected = worth(MEAN, math.hypot(*WEIGHTS[known]))
    # One standard error of the mean of the upper side, which no method can beat with so many draws.
    assert found.value == pytest.approx(expected, abs=3.0 * 0.6 * math.hypot(*WEIGHTS[known]) / math.sqrt(DRAWS))
    assert told_apart([found]) == (True,)


def test_inputs_that_have_no_bearing_are_not_told_from_noise_however_many_there_are() -> None:
    inputs, nets = linear(400)
    options = against_nothing(nets)
    others = np.random.default_rng(3).normal(size=(400, 60))
    found = [partial(each[:, np.newaxis], options, seed=1) for each in (*inputs.T, *others.T)]
    assert found[2].value < 0.1 * worth(MEAN, WEIGHTS[1])
    assert sum(each.value > np.quantile(each.shuffled, 0.95) for each in found[2:]) > 1, "one by one, some would pass"
    first, second, *idle = told_apart(found)
    assert first
    assert second
    assert sum(idle) <= 1


def test_many_inputs_without_bearing_among_few_draws_are_worth_little() -> None:
    """Six of them have more columns than half the draws: without a penalty they would explain half of the luck."""
    rng = np.random.default_rng(SEED)
    values = [
        partial(rng.uniform(size=(90, 6)), against_nothing(rng.normal(-0.3, 1.0, 90)), seed=1, shuffles=0).value
        for _ in range(20)
    ]
    assert np.mean(values) < 0.15 * worth(-0.3, 1.0)


def test_the_regression_finds_what_two_levels_find_where_nothing_is_straight() -> None:
    def net(x: Floats, y: Floats, z: Floats) -> Floats:
        return 4.0 * np.sin(2.0 * x) + 2.0 * x * y + np.abs(z) - 1.5

    rng = np.random.default_rng(SEED)
    x, y, z = rng.normal(size=(3, 4_000))
    nets = against_nothing(net(x, y, z))
    for known, given in (
        ([x], lambda a, others: net(a[0][:, None], others[0], others[1])),
        ([x, y], lambda a, others: net(a[0][:, None], a[1][:, None], others[1])),
    ):
        outer = [each[:2_000] for each in known]
        inner = given(outer, rng.normal(size=(2, 2_000, 400)))
        both = np.stack([np.zeros_like(inner), inner], axis=2)
        expected = nested(both)
        found = partial(np.stack(known, axis=1), nets, seed=1, shuffles=0).value
        assert found == pytest.approx(expected, rel=0.08)


def test_inputs_that_do_not_vary_are_worth_nothing() -> None:
    _, nets = linear(100)
    assert partial(np.ones((100, 2)), against_nothing(nets), seed=1).value == 0.0
    assert partial(linear(100)[0], np.zeros((100, 2)), seed=1).value == 0.0


def test_no_partial_information_is_worth_more_than_perfect_information() -> None:
    inputs, nets = linear(500)
    whole = perfect(against_nothing(nets))
    assert partial(inputs, against_nothing(nets), seed=1).value <= whole
    assert perfect(against_nothing(nets + 100.0)) == partial(inputs, against_nothing(nets + 100.0), seed=1).value == 0.0


def test_acceptability_is_the_share_of_futures_that_are_worth_the_price() -> None:
    effects, costs = np.array([2.0, 1.0, 0.0, -1.0]), np.array([100.0, 100.0, 100.0, -300.0])
    assert acceptability(effects, costs, [0.0, 60.0, 200.0, 400.0]) == pytest.approx([0.25, 0.5, 0.75, 0.5])
