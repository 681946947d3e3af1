"""Estimates by hand, and the boundaries of what may be said."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from simulator.analysis.estimate import Verdict, difference, futures, verdict
from simulator.results import Difference


def paired(*draws: float) -> Difference:
    """Return the estimate of draws with one replication each."""
    return difference(np.array(draws, dtype=float)[:, np.newaxis])


def said(**changes: float | None) -> Difference:
    """Return an estimate that is clearly positive, with changes."""
    clear = {
        "mean": 10.0, "low": 1.0, "high": 20.0, "mcse": 1.0, "p25": 5.0, "p75": 15.0, "chance_positive": 1.0,
        "draws": 50,
    }  # fmt: skip
    found = {**clear, **changes}
    return Difference(**{"chance_negative": 1.0 - found["chance_positive"], **found})  # type: ignore[arg-type]


# -- estimates --------------------------------------------------------------------------------------------


def test_percentiles_are_over_draws_and_linear_between_them():
    estimate = paired(*range(101))
    assert (estimate.low, estimate.p25, estimate.p75, estimate.high) == (5.0, 25.0, 75.0, 95.0)
    assert paired(0.0, 10.0).low == pytest.approx(0.5)
    assert paired(0.0, 10.0).high == pytest.approx(9.5)


def test_the_order_of_draws_does_not_matter():
    assert paired(3.0, -1.0, 7.0) == paired(7.0, 3.0, -1.0)


def test_simulation_error_by_hand():
    # Mean 3, squared deviations 4 + 0 + 4, variance 8 / 2, standard error sqrt(4 / 3).
    estimate = paired(1.0, 3.0, 5.0)
    assert estimate.mean == 3.0
    assert estimate.mcse == pytest.approx(math.sqrt(4.0 / 3.0))


def test_replications_are_averaged_before_anything_else():
    estimate = difference(np.array([[0.0, 2.0], [4.0, 6.0], [-3.0, 1.0]]))
    assert replace(estimate, simulation_error=None, parameter_spread=None) == paired(1.0, 5.0, -1.0)
    assert estimate.draws == 3


def test_one_draw_takes_its_error_from_its_replications():
    estimate = difference(np.array([[1.0, 3.0, 5.0]]))
    assert estimate.draws == 1
    assert estimate.mcse == pytest.approx(math.sqrt(4.0 / 3.0))
    assert estimate.mean == estimate.low == estimate.p25 == estimate.p75 == estimate.high == 3.0


def test_one_run_has_no_error_to_state():
    assert paired(7.0).mcse is None


def test_a_tie_is_neither_positive_nor_negative():
    estimate = paired(0.0, 0.0, 0.0, 1.0, -1.0)
    assert (estimate.chance_positive, estimate.chance_negative) == (0.2, 0.2)


def test_futures_that_only_go_one_way_do_not_disagree():
    assert verdict(paired(*[0.0] * 25, *[9.0, 11.0] * 13)) is Verdict.POSITIVE
    assert verdict(paired(-1.0, *[0.0] * 25, *[9.0, 11.0] * 13)) is Verdict.MIXED_FUTURES


def test_numbers_are_plain_python():
    for estimate in (difference(np.array([[1.0, 2.0], [4.0, 6.0]])), difference(np.array([[1.0, 2.0], [1.0, 2.0]]))):
        assert all(type(value) in (float, int) for value in vars(estimate).values())


# -- luck and inputs apart ----------------------------------------------------------------------------------

# Strength of fabric, four samples from each of four looms drawn at random: the example of a random-effects analysis of
# variance in D. C. Montgomery, Design and Analysis of Experiments. It finds F = 15.68, a mean square for error of 1.90
# and a variance between looms of 6.96.
LOOMS = np.array([[98, 97, 99, 96], [91, 90, 93, 92], [96, 95, 97, 95], [95, 96, 99, 98]], dtype=float)


def test_a_published_analysis_of_variance():
    estimate = difference(LOOMS)
    assert estimate.parameter_spread is not None and estimate.simulation_error is not None and estimate.mcse is not None
    assert round(estimate.parameter_spread**2, 2) == 6.96
    assert round(estimate.simulation_error**2 * LOOMS.size, 2) == 1.90
    assert round((estimate.mcse / estimate.simulation_error) ** 2, 2) == 15.68


def test_luck_and_inputs_by_hand():
    # Means 1, 5, 9: variance between 16. Within each draw the deviations are ±1: variance 2, of a mean of two 1.
    estimate = difference(np.array([[0.0, 2.0], [4.0, 6.0], [8.0, 10.0]]))
    assert estimate.simulation_error == pytest.approx(math.sqrt(1.0 / 3.0))
    assert estimate.parameter_spread == pytest.approx(math.sqrt(15.0))
    assert estimate.mcse == pytest.approx(math.sqrt(16.0 / 3.0))


@pytest.mark.parametrize(("draws", "replications"), [(2, 2), (3, 7), (12, 2), (40, 5)])
def test_luck_and_inputs_agree_with_the_f_of_scipy(draws: int, replications: int):
    luck = np.random.default_rng(draws)
    table = luck.normal(1e6, 3e4, (draws, 1)) + luck.normal(0.0, 2e4, (draws, replications))
    estimate = difference(table)
    within = estimate.simulation_error**2 * table.size  # type: ignore[operator]
    f = stats.f_oneway(*table).statistic
    assert estimate.parameter_spread == pytest.approx(math.sqrt(max(0.0, (f - 1.0) * within / replications)))
    assert within == pytest.approx(np.mean([stats.tvar(draw) for draw in table]))
    if f > 1.0:
        parts = estimate.simulation_error**2 + estimate.parameter_spread**2 / draws  # type: ignore[operator]
        assert estimate.mcse**2 == pytest.approx(parts)  # type: ignore[operator]


def test_replications_that_agree_leave_all_to_the_inputs():
    estimate = difference(np.array([[1.0, 1.0], [3.0, 3.0], [5.0, 5.0]]))
    assert (estimate.simulation_error, estimate.parameter_spread) == (0.0, 2.0)


def test_draws_that_differ_less_than_luck_leave_nothing_to_the_inputs():
    estimate = difference(np.array([[1.0, -1.0], [-1.0, 1.0], [2.0, -2.0]]))
    assert estimate.parameter_spread == 0.0
    assert estimate.simulation_error == pytest.approx(math.sqrt((2.0 + 2.0 + 8.0) / 3.0 / 2.0 / 3.0))


def test_one_replication_tells_nothing_apart_and_one_draw_knows_luck_only():
    for table in (np.array([[1.0], [5.0]]), np.array([[1.0]])):
        assert (difference(table).simulation_error, difference(table).parameter_spread) == (None, None)
    one = difference(np.array([[1.0, 3.0, 5.0]]))
    assert one.simulation_error == pytest.approx(math.sqrt(4.0 / 3.0)) == pytest.approx(one.mcse)
    assert one.parameter_spread is None


def test_all_three_are_unbiased_where_the_truth_is_known():
    """Normal inputs, normal luck, 20,000 times: what each claims to estimate, within 4 standard errors."""
    times, draws, replications, inputs_sd, luck_sd = 20_000, 12, 3, 3.0, 2.0
    luck = np.random.default_rng(1)
    truth = luck.normal(0.0, inputs_sd, (times, draws))
    tables = truth[:, :, np.newaxis] + luck.normal(0.0, luck_sd, (times, draws, replications))
    found = [difference(table) for table in tables]
    of_luck = luck_sd**2 / replications / draws
    means = tables.mean(axis=(1, 2))
    for squares, expected in (
        ([one.simulation_error**2 for one in found], of_luck),  # type: ignore[operator]
        ([one.parameter_spread**2 for one in found], inputs_sd**2),  # type: ignore[operator]
        ([one.mcse**2 for one in found], inputs_sd**2 / draws + of_luck),  # type: ignore[operator]
        ((means - truth.mean(axis=1)) ** 2, of_luck),  # the same draws in other worlds
        (means**2, inputs_sd**2 / draws + of_luck),  # other draws in other worlds
    ):
        assert abs(np.mean(squares) - expected) < 4.0 * stats.sem(squares)
        assert stats.sem(squares) < 0.02 * expected, "the test could tell"


# -- verdicts ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("positive", "expected"),
    [
        (14, Verdict.NEGATIVE),
        (15, Verdict.MIXED_FUTURES),
        (25, Verdict.MIXED_FUTURES),
        (35, Verdict.MIXED_FUTURES),
        (36, Verdict.POSITIVE),
        (50, Verdict.POSITIVE),
        (0, Verdict.NEGATIVE),
    ],
)
def test_between_15_and_35_of_50_futures_two_scenarios_cannot_be_told_apart(positive: int, expected: Verdict):
    mean = -10.0 if expected is Verdict.NEGATIVE else 10.0
    assert verdict(said(chance_positive=positive / 50, mean=mean)) is expected


@pytest.mark.parametrize(("positive", "mixed"), [(58, False), (60, True), (140, True), (142, False)])
def test_the_boundary_is_the_same_with_other_numbers_of_draws(positive: int, mixed: bool):
    assert (verdict(said(chance_positive=positive / 200, draws=200)) is Verdict.MIXED_FUTURES) == mixed


@pytest.mark.parametrize(
    ("mean", "mcse", "expected"),
    [
        (2.0, 1.0, Verdict.POSITIVE),
        (1.999, 1.0, Verdict.SIMULATION_ERROR),
        (-2.0, 1.0, Verdict.NEGATIVE),
        (-1.999, 1.0, Verdict.SIMULATION_ERROR),
        (5.0, None, Verdict.SIMULATION_ERROR),
        (5.0, 0.0, Verdict.POSITIVE),
    ],
)
def test_within_two_simulation_errors_of_nothing_chance_decides(mean: float, mcse: float | None, expected: Verdict):
    assert verdict(said(mean=mean, mcse=mcse, chance_positive=float(mean > 0))) is expected


def test_futures_that_disagree_are_named_before_simulation_error():
    assert verdict(said(chance_positive=0.5, mean=0.1, mcse=5.0)) is Verdict.MIXED_FUTURES


@pytest.mark.parametrize("draws", [1, 2, 200])
def test_no_difference_in_any_future_is_the_same(draws: int):
    assert verdict(paired(*[0.0] * draws)) is Verdict.SAME


def test_differences_outside_the_percentiles_are_still_differences():
    estimate = paired(1.0, -1.0, *[0.0] * 58)
    assert estimate.low == estimate.high == estimate.mean == 0.0
    assert verdict(estimate) is Verdict.SIMULATION_ERROR


def test_replications_that_cancel_out_are_not_the_same_future():
    assert verdict(difference(np.array([[1.0, -1.0]]))) is Verdict.SIMULATION_ERROR
    assert verdict(difference(np.array([[1.0, -1.0], [-2.0, 2.0]]))) is Verdict.SIMULATION_ERROR


# -- futures ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("draws", [50, 51, 200, 1_000])
def test_from_50_draws_on_futures_are_fiftieths_and_all_only_where_all_agree(draws: int):
    for positive in range(draws + 1):
        several, of = futures(paired(*[1.0] * positive, *[-1.0] * (draws - positive)))
        assert of == 50
        assert (several == 50) == (positive == draws)
        assert (several == 0) == (positive == 0)
        assert abs(several - 50 * positive / draws) <= 1.0


def test_one_dissenting_draw_of_many_takes_one_of_the_fifty():
    assert futures(paired(-1.0, *[1.0] * 199)) == (49, 50)
    assert futures(paired(1.0, *[-1.0] * 199)) == (1, 50)


@pytest.mark.parametrize("draws", [1, 2, 7, 20, 49])
def test_below_50_draws_each_draw_is_a_future(draws: int):
    for positive in range(draws + 1):
        estimate = paired(*[1.0] * positive, *[-1.0] * (draws - positive))
        assert futures(estimate) == (positive, draws)
