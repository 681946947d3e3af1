"""Concentration meets closed forms: top shares, Gini, and those picked for a bad year who come down by themselves."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from simulator.analysis.concentration import gini, per_year, pick_most, reach, top_shares

PEOPLE = 200_000
TOPS = (0.01, 0.05, 0.1, 0.2, 0.5)
SHAPE, RATE = 0.8, 0.5
"""Of the gamma distribution of rates a year: mean 1.6, and very unequal."""


def quantiles(distribution: object) -> np.ndarray:
    """Return a population as even as can be: the middle of each of so many equal parts."""
    found: np.ndarray = distribution.ppf((np.arange(PEOPLE) + 0.5) / PEOPLE)  # type: ignore[attr-defined]
    return found


def test_top_shares_of_an_exponential_population_are_in_closed_form() -> None:
    """The top p has p (1 − ln p) of all (Lorenz curve of the exponential distribution)."""
    expected = [p * (1.0 - np.log(p)) for p in TOPS]
    assert top_shares(quantiles(stats.expon()), TOPS) == pytest.approx(expected, rel=1e-3)


def test_top_shares_of_a_gamma_population_are_in_closed_form() -> None:
    """Who is above a quantile has what is above it of the gamma distribution with a shape one higher."""
    above = stats.gamma(SHAPE).ppf(1.0 - np.array(TOPS))
    expected = stats.gamma(SHAPE + 1.0).sf(above)
    assert top_shares(quantiles(stats.gamma(SHAPE)), TOPS) == pytest.approx(expected.tolist(), rel=1e-3)


@pytest.mark.parametrize(
    ("amounts", "expected"),
    [
        (quantiles(stats.expon()), 0.5),
        (quantiles(stats.uniform()), 1.0 / 3.0),
        (quantiles(stats.pareto(3.0)), 1.0 / (2.0 * 3.0 - 1.0)),
        (np.ones(10), 0.0),
        (np.array([0.0] * 9 + [7.0]), 0.9),
    ],
    ids=["exponential", "uniform", "pareto", "alike", "one has all"],
)
def test_gini_is_in_closed_form(amounts: np.ndarray, expected: float) -> None:
    assert gini(amounts) == pytest.approx(expected, abs=2e-3)


def test_a_share_of_people_that_cuts_a_person_takes_part_of_what_they_have() -> None:
    assert top_shares(np.array([10.0, 2.0, 2.0, 2.0, 2.0]), (0.3, 0.0, 1.0)) == pytest.approx((11 / 18, 0.0, 1.0))


def test_nobody_with_anything_has_no_shares() -> None:
    assert np.isnan(top_shares(np.zeros(3), TOPS)).all()
    assert np.isnan(top_shares(np.zeros(0), TOPS)).all()
    assert np.isnan([gini(np.zeros(3)), reach(np.zeros(3), np.ones(3, dtype=bool))]).all()


def test_those_with_the_highest_scores_are_picked_and_of_one_score_the_first_by_rank() -> None:
    scores, who = np.array([3.0, 1.0, 3.0, 9.0, 3.0]), np.array([True, True, True, False, True])
    picked = pick_most(scores, who, 2, np.array([4, 3, 2, 1, 0]))
    assert picked.tolist() == [False, False, True, False, True]
    assert reach(scores, picked) == pytest.approx(6 / 19)
    assert pick_most(scores, who, 99, np.arange(5)).sum() == 4


# -- regression to the mean -------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def counts() -> tuple[np.ndarray, np.ndarray]:
    """Counts of one year and of the next of people whose rates are gamma and never change."""
    luck = np.random.default_rng(20270101)
    rates = luck.gamma(SHAPE, 1.0 / RATE, PEOPLE)
    return luck.poisson(rates), luck.poisson(rates)


@pytest.mark.parametrize("count", [0, 1, 3, 6, 10])
def test_who_had_so_many_has_the_empirical_bayes_mean_next(counts: tuple[np.ndarray, np.ndarray], count: int) -> None:
    """The mean of the next count given this one is (shape + count) / (rate + 1) (Robbins 1956)."""
    this, following = counts
    chosen, year = this == count, np.full(PEOPLE, 365.25)
    expected = (SHAPE + count) / (RATE + 1.0)
    error = np.sqrt(expected * (1.0 + 1.0 / (RATE + 1.0)) / chosen.sum())
    assert per_year(following, year, chosen, 365.25) == pytest.approx(expected, abs=4.0 * error)


def test_the_most_booked_tenth_comes_down_by_as_much_as_the_closed_form_says(
    counts: tuple[np.ndarray, np.ndarray],
) -> None:
    """Of those picked by this year's count k the next is (shape + k) / (rate + 1) on average, with nothing done."""
    this, following = counts
    everybody, year = np.ones(PEOPLE, dtype=bool), np.full(PEOPLE, 365.25)
    picked = pick_most(this.astype(float), everybody, PEOPLE // 10, np.arange(PEOPLE))
    before = per_year(this, year, picked, 365.25)
    after = per_year(following, year, picked, 365.25)
    assert after == pytest.approx((SHAPE + before) / (RATE + 1.0), rel=0.01)
    assert after / before - 1.0 == pytest.approx(-0.25, abs=0.03), "no program, and a fall by a quarter"


def test_half_a_year_of_ones_own_days_counts_half() -> None:
    counts, days = np.array([2.0, 1.0, 9.0]), np.array([365.25, 182.625, 0.0])
    assert per_year(counts, days, np.array([True, True, False]), 365.25) == pytest.approx(2.0)
    assert np.isnan(per_year(counts, days, np.array([False, False, True]), 365.25))
