"""Two levels of chance: variance components, their intervals and the split of runs, against models with known answers.

Normal effects with known variances, many macro-replications, fixed seeds. Intervals are meant to hold in 90 %.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
import pytest
from scipy import stats

from simulator.analysis.estimate import difference, luck_and_inputs
from simulator.analysis.two_level import (
    Split,
    best_for_mean,
    best_for_spread,
    components,
    variance_of_spread,
    without_luck,
)

Floats = npt.NDArray[np.float64]
MEAN, BETWEEN, WITHIN = 2.0, 4.0, 9.0
MACRO = 1_000
SEED = 11


def sample(rng: np.random.Generator, draws: int, replications: int, within: float = WITHIN) -> Floats:
    """Return nets of a normal model: (draws, replications)."""
    inputs = rng.normal(0.0, math.sqrt(BETWEEN), (draws, 1))
    return MEAN + inputs + rng.normal(0.0, math.sqrt(within), (draws, replications))


# -- variance components ----------------------------------------------------------------------------------


def test_components_are_unbiased_and_agree_with_the_estimate_of_a_difference() -> None:
    rng = np.random.default_rng(SEED)
    found = [components(sample(rng, 40, 3)) for _ in range(MACRO)]
    assert np.mean([each.within for each in found]) == pytest.approx(WITHIN, rel=0.02)
    assert np.mean([each.between for each in found]) == pytest.approx(BETWEEN, rel=0.04)
    one = sample(rng, 40, 3)
    assert math.sqrt(components(one).between) == pytest.approx(luck_and_inputs(one)[1])
    assert components(one).luck_share == components(one).within / (components(one).within + components(one).between)


@pytest.mark.parametrize(("draws", "replications"), [(20, 2), (60, 3)])
def test_intervals_of_the_components_hold_what_is_true_in_nine_of_ten_cases(draws: int, replications: int) -> None:
    rng = np.random.default_rng(SEED)
    found = [components(sample(rng, draws, replications)) for _ in range(MACRO)]
    spread = np.mean([each.between_ends[0] <= BETWEEN <= each.between_ends[1] for each in found])
    luck = WITHIN / (BETWEEN + WITHIN)
    share = np.mean([each.luck_ends[0] <= luck <= each.luck_ends[1] for each in found])
    assert 0.88 <= spread <= 0.92
    assert 0.88 <= share <= 0.92


def test_a_pilot_says_what_luck_is_where_the_draws_are_not_repeated() -> None:
    """The pilot is of the first draws of the same sample, as the command has it."""
    rng, within = np.random.default_rng(SEED), 2.0
    found = []
    for _ in range(MACRO):
        whole = sample(rng, 100, 2, within)
        found.append(components(whole[:, :1], whole[:20]))
    assert np.mean([each.between for each in found]) == pytest.approx(BETWEEN, rel=0.03)
    assert 0.88 <= np.mean([each.between_ends[0] <= BETWEEN <= each.between_ends[1] for each in found]) <= 0.93
    with pytest.raises(ValueError, match="two draws and two replications"):
        components(np.ones((5, 1)))


@pytest.mark.parametrize("end", [0, 1])
def test_an_end_of_the_interval_is_nothing_where_the_test_of_no_spread_just_fails(end: int) -> None:
    """The modified large-sample interval is exact there: it agrees with the F test of whether inputs matter at all."""
    line = float(stats.f.ppf((0.95, 0.05)[end], 4, 5))
    for factor in (0.99, 1.01):
        effects = np.array([-2.0, -1.0, 0.0, 1.0, 2.0])
        effects *= math.sqrt(factor * line / effects.var(ddof=1))  # mean squares of 2 x line, and of 2
        ends = components(effects[:, np.newaxis] + np.array([1.0, -1.0])).between_ends
        assert (ends[end] > 0.0) == (factor > 1.0)


def test_where_nothing_varies_there_is_no_luck_and_no_spread() -> None:
    found = components(np.ones((5, 2)))
    assert (found.between, found.within, found.luck_share, found.shrinkage) == (0.0, 0.0, 0.0, 1.0)
    same = np.repeat(np.arange(5.0)[:, np.newaxis], 2, axis=1)
    assert components(same).luck_share == 0.0
    assert components(same).luck_ends == (0.0, 0.0)
    luck = components(np.tile(np.array([1.0, -1.0]), (5, 1)))
    assert (luck.between, luck.luck_share, luck.shrinkage) == (0.0, 1.0, 0.0)


# -- the mean ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("replications", [1, 4])
def test_the_interval_of_the_mean_holds_it_in_nine_of_ten_cases(replications: int) -> None:
    rng, reach = np.random.default_rng(SEED), float(stats.t.ppf(0.95, 24))
    held = 0
    for _ in range(MACRO):
        found = difference(sample(rng, 25, replications))
        assert found.mcse is not None
        held += abs(found.mean - MEAN) <= reach * found.mcse
    assert 880 <= held <= 920


# -- the split --------------------------------------------------------------------------------------------


def test_the_formula_of_the_variance_of_a_spread_is_what_macro_replications_show() -> None:
    rng, pilot = np.random.default_rng(SEED), Split(20, 2)
    for split in (Split(60, 1), Split(30, 2), Split(15, 4)):
        estimates = []
        for _ in range(4_000):
            nets = sample(rng, split.draws, split.replications)
            luck = nets if split.replications > 1 else sample(rng, pilot.draws, pilot.replications)
            within = float(luck.var(axis=1, ddof=1).mean())
            estimates.append(nets.mean(axis=1).var(ddof=1) - within / split.replications)
        assert np.var(estimates) == pytest.approx(variance_of_spread(BETWEEN, WITHIN, split, pilot), rel=0.1)


@pytest.mark.parametrize(("within", "expected"), [(0.05, 1), (4.0, 2), (16.0, 5), (36.0, 9)])
def test_the_best_split_is_the_best_of_all_by_brute_force(within: float, expected: int) -> None:
    """Every number of replications is tried on a normal model; what differs by less than its own error is as good."""
    rng, pairs, pilot = np.random.default_rng(SEED), 600, Split(20, 2)
    found = best_for_spread(BETWEEN, within, pairs, pilot)
    errors: dict[int, float] = {}
    for replications in (1, 2, 3, 4, 5, 6, 8, 10, 12):
        draws, of_luck = pairs // replications, pairs // replications * (replications - 1) or 20
        # Mean squares of a normal model are chi-squared: exact, and fast enough for 40,000 of each.
        of_draws = (replications * BETWEEN + within) * rng.chisquare(draws - 1, 40_000) / (draws - 1)
        luck = within * rng.chisquare(of_luck, 40_000) / of_luck
        errors[replications] = float(np.mean(((of_draws - luck) / replications - BETWEEN) ** 2))
    assert abs(found.replications - expected) <= 1
    assert errors[min(errors, key=lambda each: abs(each - found.replications))] <= 1.05 * min(errors.values())
    assert found.draws == pairs // found.replications


def test_the_best_replications_for_the_mean_are_those_of_brute_force() -> None:
    effort = 1_000.0
    for cost in (0.0, 0.5, 4.0, 25.0):
        variances = {r: (BETWEEN + WITHIN / r) * (cost + r) / effort for r in range(1, 60)}
        best = best_for_mean(BETWEEN, WITHIN, cost)
        assert abs(best - min(variances, key=lambda r: variances[r])) <= 0.5
    assert best_for_mean(BETWEEN, WITHIN) == 1.0, "a draw that costs no more than its runs is never repeated for a mean"
    assert best_for_mean(0.0, WITHIN, 1.0) == math.inf


def test_a_split_keeps_fifty_draws_where_there_are_runs_for_them() -> None:
    assert best_for_spread(0.0001, 100.0, 250, Split(20, 2)) == Split(50, 5)
    assert best_for_spread(1.0, 1e-9, 250, Split(20, 2)) == Split(250, 1)
    assert best_for_spread(1.0, 1.0, 30, Split(7, 2)) == Split(30, 1)


# -- without luck -----------------------------------------------------------------------------------------


def test_the_chance_without_luck_is_that_of_the_inputs_alone() -> None:
    """The raw chance is drawn towards one half by luck; the corrected one is where it would be with endless repeats."""
    rng = np.random.default_rng(SEED)
    raw, corrected = [], []
    for _ in range(300):
        nets = sample(rng, 200, 2)
        raw.append((nets.mean(axis=1) > 0.0).mean())
        corrected.append((without_luck(nets, components(nets)) > 0.0).mean())
    inputs_alone = float(stats.norm.cdf(MEAN / math.sqrt(BETWEEN)))
    assert np.mean(raw) == pytest.approx(stats.norm.cdf(MEAN / math.sqrt(BETWEEN + WITHIN / 2)), abs=0.01)
    assert np.mean(corrected) == pytest.approx(inputs_alone, abs=0.01)
    assert np.mean(raw) < inputs_alone - 0.05


def test_pulling_keeps_the_mean_and_gives_the_spread_of_the_inputs() -> None:
    nets = sample(np.random.default_rng(SEED), 100, 3)
    found = components(nets)
    pulled = without_luck(nets, found)
    assert pulled.mean() == pytest.approx(nets.mean())
    assert pulled.var(ddof=1) == pytest.approx(found.between)
