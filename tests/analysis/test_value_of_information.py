"""The value of information of models with known answers, and by regression the same as in two levels."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
import pytest
from scipy import stats

from simulator.analysis.value_of_information import (
    against_nothing,
    expected_losses,
    nested,
    partial,
    partial_of_group,
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
    losses = [worth(MEAN, spread), worth(MEAN, spread) - MEAN]
    assert expected_losses(against_nothing(nets)) == pytest.approx(losses, rel=0.01), "the other option loses more"


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


# -- groups of many inputs --------------------------------------------------------------------------------


def many(draws: int, inputs: int, seed: int = SEED) -> tuple[Floats, Floats]:
    """Return inputs, the first half of which matter and each as much, and the nets of the two options."""
    rng = np.random.default_rng(seed)
    values = rng.normal(size=(draws, inputs))
    weights = np.where(np.arange(inputs) < inputs // 2, 1.0, 0.0)
    return values, against_nothing(MEAN + values @ weights + rng.normal(0.0, LUCK, draws))


def test_a_group_of_many_inputs_is_worth_its_closed_form_and_a_part_of_it_less() -> None:
    inputs, nets = many(3_000, 20)
    whole = partial_of_group(inputs, nets, seed=1)
    part = partial_of_group(inputs[:, :4], nets, seed=1)
    idle = partial_of_group(inputs[:, 10:], nets, seed=1)
    assert whole.value == pytest.approx(worth(MEAN, math.sqrt(10.0)), abs=0.1)
    assert part.value == pytest.approx(worth(MEAN, 2.0), abs=0.1)
    assert idle.value < 0.02
    assert told_apart([whole, part, idle]) == (True, True, False)


def test_few_draws_hardly_overstate_a_group_of_many_inputs() -> None:
    """Thirty inputs among 250 draws: least squares of all splines would find most of the luck in them."""
    found = [partial_of_group(*many(250, 30, seed), seed=1, shuffles=0).value for seed in range(12)]
    expected = worth(MEAN, math.sqrt(15.0))
    assert np.mean(found) == pytest.approx(expected, rel=0.1)
    rng = np.random.default_rng(SEED)
    idle = [
        partial_of_group(
            rng.uniform(size=(250, 30)), against_nothing(rng.normal(-0.3, 1.0, 250)), seed=1, shuffles=0
        ).value
        for _ in range(12)
    ]
    assert np.mean(idle) < 0.1 * worth(-0.3, 1.0)


def test_a_group_that_is_bent_is_found_to_be_what_two_levels_find() -> None:
    rng = np.random.default_rng(SEED)

    def net(known: Floats, other: Floats) -> Floats:
        return (known**2).sum(axis=-1) - 5.0 + known[..., 0] + 2.0 * other

    known, other = rng.normal(size=(4_000, 5)), rng.normal(size=4_000)
    expected = nested(against_nothing_twice(net(known[:, np.newaxis, :], rng.normal(size=(4_000, 200)))))
    found = partial_of_group(known, against_nothing(net(known, other)), seed=1, shuffles=0).value
    assert found == pytest.approx(expected, rel=0.08)


def against_nothing_twice(nets: Floats) -> Floats:
    return np.stack([np.zeros_like(nets), nets], axis=2)


def test_few_inputs_keep_their_products() -> None:
    rng = np.random.default_rng(SEED)
    inputs = rng.normal(size=(2_000, 2))
    nets = against_nothing(3.0 * inputs[:, 0] * inputs[:, 1])
    assert partial_of_group(inputs, nets, seed=1).value == partial(inputs, nets, seed=1).value > 0.5
    idle = partial_of_group(np.ones((100, 6)), against_nothing(rng.normal(size=100)), seed=1)
    assert idle.value == 0.0, "inputs that do not vary are worth nothing"
