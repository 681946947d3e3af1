"""Waits with an open end by hand and in theory, and how sure a smallest size is."""

from __future__ import annotations

import math

import numpy as np
import pytest

from simulator.analysis.capacity import Ending, interval, own_smallest, smallest, spread, wait_within

PLACE, WITHOUT, WAITING, ELSEWHERE = (float(each) for each in Ending)


def within(*waits: tuple[float, float], shares: tuple[float, ...] = (0.5, 0.95)) -> tuple[float, ...]:
    lengths, endings = (np.array(each) for each in zip(*waits, strict=True))
    return wait_within(lengths, endings, shares)


def test_all_who_are_given_a_place_wait_as_the_percentile_says() -> None:
    waits = [(float(day), PLACE) for day in range(1, 101)]
    assert within(*waits) == (50.0, 95.0)


def test_who_ends_without_a_place_waits_for_ever() -> None:
    waits = [(float(day), PLACE) for day in range(1, 51)] + [(0.5, WITHOUT)] * 50
    assert within(*waits) == (50.0, math.inf)
    assert within(*waits[1:]) == (math.inf, math.inf), "51 of 100 would be half of those who are left, and one more"


@pytest.mark.parametrize("open_end", [WAITING, ELSEWHERE])
def test_an_open_wait_counts_as_long_as_it_lasted(open_end: float) -> None:
    # By hand: 1 of 4 at day 1; 1 of the 2 that are left at day 3: 1 - 3/4 * 1/2 = 0.625; then the last.
    waits = [(1.0, PLACE), (2.0, open_end), (3.0, PLACE), (4.0, PLACE)]
    assert within(*waits, shares=(0.25, 0.26, 0.625, 0.63)) == (1.0, 3.0, 3.0, 4.0)


def test_open_waits_do_not_flatter() -> None:
    luck = np.random.default_rng(7)
    waits, ends = luck.exponential(10.0, 20_000), luck.uniform(0.0, 40.0, 20_000)
    endings = np.where(waits <= ends, PLACE, WAITING)
    half, most = wait_within(np.minimum(waits, ends), endings, (0.5, 0.95))
    assert half == pytest.approx(10.0 * math.log(2.0), rel=0.03)
    assert most == pytest.approx(10.0 * math.log(20.0), rel=0.03)
    naive = np.quantile(waits[endings == PLACE], 0.95)
    assert naive < 0.9 * most, "those who were served alone had shorter waits"


def test_nobody_who_qualifies_waits_for_nothing() -> None:
    assert wait_within(np.zeros(0), np.zeros(0), (0.5, 0.95)) == (0.0, 0.0)


def test_each_future_has_its_own_smallest_size() -> None:
    met = np.array([[0, 1, 0, 1], [0, 0, 1, 1], [0, 1, 1, 1]], dtype=bool)
    assert own_smallest([2, 4, 8], met).tolist() == [math.inf, 8.0, 4.0, 2.0]
    assert spread(own_smallest([2, 4, 8], met)) == (2.0, 4.0, math.inf)


def test_a_size_is_enough_only_with_all_above_it() -> None:
    shares = np.array([0.95, 0.8, 0.9, 1.0])
    assert smallest([1, 2, 3, 4], shares, 0.9) == 3
    assert smallest([1, 2, 3, 4], shares[::-1], 0.9) == 4
    assert smallest([1, 2], shares[:2], 0.9) == math.inf


def test_the_interval_holds_the_answer_as_often_as_it_says() -> None:
    # Futures need 1 + Poisson(30); the smallest that is enough in 9 of 10 is the 90th percentile.
    sizes = np.arange(10, 71)
    truth = np.sort(1 + np.random.default_rng(1).poisson(30, 400_000))[360_000]
    held = []
    for seed in range(150):
        needs = 1 + np.random.default_rng([2, seed]).poisson(30, 100)
        found = interval(sizes.tolist(), (sizes[:, np.newaxis] >= needs)[:, :, np.newaxis], 0.9, seed)
        assert found is not None
        held.append(found[0] <= truth <= found[1])
    assert 0.85 <= np.mean(held) <= 1.0


def test_draws_are_resampled_with_their_replications() -> None:
    # Two draws, one of which always needs 5 and one 9, whatever the luck: an answer is one of the two.
    sizes, needs = [4, 5, 6, 7, 8, 9, 10], np.array([[5] * 50, [9] * 50])
    met = np.array([size >= needs for size in sizes])
    assert interval(sizes, met, 0.9, 1) == (5.0, 9.0)


def test_one_future_has_no_interval() -> None:
    assert interval([1, 2], np.ones((2, 1, 1), dtype=bool), 0.9, 1) is None
    found = interval([1, 2], np.ones((2, 1, 5), dtype=bool), 0.9, 1)
    assert found == (1.0, 1.0), "of one draw the replications are resampled"
