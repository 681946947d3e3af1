"""Each estimate against a closed form, another way to compute it, or a number known by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import integrate, special, stats

from simulator.local import rebooking
from simulator.local.rebooking import Lives
from simulator.local.stays import fit_stays
from simulator.local.summaries import (
    booking_rate,
    class_shares,
    concentration,
    daily_population,
    first_rebooking,
    lives_of,
    still_there,
    weibull_shape,
)

LUCK = np.random.default_rng(5)


# -- the likelihood of lives ---------------------------------------------------------------------------------


@pytest.mark.parametrize("n", [1, 2, 9, 60])
@pytest.mark.parametrize("exit_rate", [0.0, 0.1, 1.5])
def test_the_likelihood_of_a_person_is_its_integral(n: int, exit_rate: float) -> None:
    first, last, end, years = 0.7, 0.7 if n == 1 else 2.1, 2.8, 3.0
    arrivals, rate, shape = 0.3, 1.1, 0.6

    def given(s: float) -> float:
        def power(v: float) -> float:
            return math.exp(-exit_rate * v) * (shape + rate * v) ** -(shape + n)

        left, _ = integrate.quad(lambda u: exit_rate * power(u - s), last, end)
        return power(end - s) + left

    came, _ = integrate.quad(given, 0.0, first)
    ways = given(0.0) + arrivals * came
    expected = n * math.log(rate) + special.gammaln(shape + n) - special.gammaln(shape) + shape * math.log(shape)
    lives = Lives(np.array([n]), np.array([first]), np.array([last]), np.array([end]), years)
    found = rebooking._people(lives, arrivals, rate, shape, exit_rate)
    # A few nodes of quadrature are enough for any rate at which people leave; 1.5 a year is far beyond it.
    assert found == pytest.approx(expected + math.log(ways), abs=2e-4 if exit_rate < 1 else 3e-3)


def test_who_is_seen_is_counted_as_the_negative_binomial_says() -> None:
    rate, shape, years = 0.8, 0.5, 3.0
    assert rebooking._seen(years, 0.0, rate, shape, 0.0) == pytest.approx(
        1 - (1 + rate * years / shape) ** -shape, rel=1e-6
    )
    later, _ = integrate.quad(lambda s: 1 - (1 + rate * s / shape) ** -shape, 0, years)
    both = rebooking._seen(years, 0.2, rate, shape, 0.0)
    assert both - rebooking._seen(years, 0.0, rate, shape, 0.0) == pytest.approx(0.2 * later, rel=1e-6)


def test_the_likelihood_of_everybody_adds_up_to_one() -> None:
    # A closed window without arrivals or exits: n bookings are at n ordered times, of volume T^n / n!.
    rate, shape, years = 1.3, 0.7, 2.0
    total = 0.0
    for n in range(1, 400):
        lives = Lives(np.array([n]), np.array([0.1]), np.array([1.9]), np.array([years]), years)
        total += math.exp(
            rebooking._people(lives, 0.0, rate, shape, 0.0) + n * math.log(years) - special.gammaln(n + 1)
        )
    assert total == pytest.approx(rebooking._seen(years, 0.0, rate, shape, 0.0), rel=1e-6)


def test_too_few_people_booked_again_are_no_fit() -> None:
    lives = Lives(np.array([1] * 500 + [2] * 49), *(np.full(549, x) for x in (0.5, 0.6, 2.9)), 3.0)
    assert rebooking.fit_rebooking(lives, 0.1) is None


# -- stays ---------------------------------------------------------------------------------------------------


def _stays(size: int, share: float, luck: np.random.Generator) -> np.ndarray:
    long = luck.uniform(size=size) < share
    return np.exp(np.where(long, math.log(40), 0.1) + np.where(long, 1.0, 0.9) * luck.standard_normal(size))


def test_stays_are_those_of_a_direct_maximum_likelihood() -> None:
    luck = np.random.default_rng(1)
    length, cut = _stays(4_000, 0.3, luck), luck.uniform(0, 400, 4_000)
    censored, seen = length > cut, np.minimum(length, cut)
    found = fit_stays(seen, censored, np.zeros(4_000, dtype=int), np.arange(4_000))
    assert found is not None

    def loss(short: float, long: float, s: float, t: float, share: float) -> float:
        a, b = stats.lognorm(s, scale=short), stats.lognorm(t, scale=long)
        dense = (1 - share) * a.pdf(seen) + share * b.pdf(seen)
        still = (1 - share) * a.sf(seen) + share * b.sf(seen)
        return -float(np.log(np.where(censored, still, dense)).sum())

    at = [found.short_median, found.long_median, found.short_sigma, found.long_sigma, float(found.long_share[0])]
    best = loss(*at)
    for i in range(5):
        for factor in (0.98, 1.02):
            moved = [value * (factor if j == i else 1) for j, value in enumerate(at)]
            assert loss(*moved) > best
    assert found.censored[0] == censored.sum()


def test_censored_stays_are_not_taken_for_short_ones() -> None:
    luck = np.random.default_rng(2)
    length = _stays(6_000, 0.3, luck)
    plain = fit_stays(length, np.zeros(6_000, dtype=bool), np.zeros(6_000, dtype=int), np.arange(6_000))
    cut = np.minimum(length, 30.0)
    cut_off = fit_stays(cut, length > 30.0, np.zeros(6_000, dtype=int), np.arange(6_000))
    assert plain is not None
    assert cut_off is not None
    assert cut_off.long_median == pytest.approx(plain.long_median, rel=0.15)
    assert cut_off.errors[2] > 1.1 * plain.errors[2]


def test_errors_grow_where_a_persons_stays_are_alike() -> None:
    luck = np.random.default_rng(3)
    length = np.repeat(_stays(2_000, 0.3, luck), 3) * np.exp(0.01 * luck.standard_normal(6_000))
    never, same = np.zeros(6_000, dtype=bool), np.zeros(6_000, dtype=int)
    apart = fit_stays(length, never, same, np.arange(6_000))
    together = fit_stays(length, never, same, np.repeat(np.arange(2_000), 3))
    assert apart is not None
    assert together is not None
    assert together.errors == pytest.approx(math.sqrt(3) * apart.errors, rel=0.1)


def test_stays_of_one_kind_are_not_split() -> None:
    assert fit_stays(np.full(500, 3.0), np.zeros(500, dtype=bool), np.zeros(500, dtype=int), np.arange(500)) is None


def test_classes_with_fewer_than_thirty_stays_are_left_out() -> None:
    length = _stays(1_029, 0.3, np.random.default_rng(4))
    charge = np.array([2] * 1_000 + [5] * 29)
    found = fit_stays(length, np.zeros(1_029, dtype=bool), charge, np.arange(1_029))
    assert found is not None
    assert found.classes == (2,)
    assert found.share_of([5]) is None


# -- summaries -----------------------------------------------------------------------------------------------


def test_kaplan_meier_is_that_of_scipy() -> None:
    time, cut = LUCK.exponential(10, 300).round(1) + 0.1, LUCK.exponential(15, 300).round(1) + 0.1
    censored, seen = time > cut, np.minimum(time, cut)
    grid = np.linspace(0.5, 20, 15)
    known = stats.ecdf(stats.CensoredData.right_censored(seen, censored)).sf.evaluate(grid)
    assert still_there(seen, censored, grid) == pytest.approx(known)


def test_the_weibull_shape_is_that_of_scipy() -> None:
    time = stats.weibull_min(0.65, scale=500).rvs(800, random_state=np.random.default_rng(1))
    censored, seen = time > 700, np.minimum(time, 700)
    known = stats.weibull_min.fit(stats.CensoredData.right_censored(seen, censored), floc=0)[0]
    found = weibull_shape(seen, censored)
    assert found is not None
    assert found.value == pytest.approx(known, rel=1e-3)
    assert abs(found.value - 0.65) < 2 * found.error


def test_time_in_jail_is_no_time_at_liberty() -> None:
    booked, released = np.array([100.0, 300.0, -20.0, 50.0]), np.array([110.0, 350.0, 30.0, 365.25])
    never = np.zeros(4, dtype=bool)
    lives = lives_of(np.array([0, 0, 1, 1]), booked, released, np.array([False, False, True, False]), never, 365.25)
    assert lives.count.tolist() == [2, 1]
    assert lives.first * 365.25 == pytest.approx([100, 20])
    assert lives.last * 365.25 == pytest.approx([290, 20])
    assert lives.end * 365.25 == pytest.approx([305.25, 20])
    assert booking_rate(lives).value == pytest.approx(1 / (205.25 / 365.25))


def test_the_first_rebooking_counts_from_the_first_release_in_the_window() -> None:
    person, booked, released = np.array([0, 0, 1, 2]), np.array([10.0, 40, 20, 90]), np.array([15.0, 41, 30, 100])
    never = np.zeros(4, dtype=bool)
    gap, censored = first_rebooking(person, booked, released, never, never, 100.0)
    assert gap.tolist() == [25.0, 70.0]
    assert censored.tolist() == [False, True]


def test_the_top_tenth_splits_who_is_tied_at_its_edge() -> None:
    assert concentration(np.array([10] + [1] * 9)).value == pytest.approx(10 / 19)
    assert concentration(np.ones(15, dtype=int)).value == pytest.approx(0.1)
    assert concentration(np.array([3, 3, *[1] * 13])).value == pytest.approx(1.5 * 3 / 19)


def test_daily_population_is_days_in_jail_by_days() -> None:
    booked, released = np.array([-5.0, 2.0, 9.0]), np.array([5.0, 4.0, 30.0])
    assert daily_population(booked, released, 0.0, 10.0) == pytest.approx((5 + 2 + 1) / 10)


def test_shares_of_people_who_are_all_alike_are_worth_as_many_people() -> None:
    charge, person = np.repeat([0, 1], 500), np.repeat(np.arange(100), 10)
    found = class_shares(charge, person, np.ones(1_000), (0, 1))
    assert found.value.tolist() == [0.5, 0.5]
    assert found.worth == pytest.approx(99)
    alone = class_shares(charge, np.arange(1_000), np.ones(1_000), (0, 1))
    assert alone.error[0] == pytest.approx(math.sqrt(0.25 / 1_000))
