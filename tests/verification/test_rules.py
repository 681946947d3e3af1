"""The rules against numerical integration and root finding."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
from scipy import integrate, optimize

from simulator.model import rules

SEED = 20240614


class Draws:
    """Random arguments over many orders of magnitude."""

    def __init__(self, seed: int) -> None:
        self._random = np.random.default_rng(seed)

    def between(self, low: float, high: float) -> float:
        return float(self._random.uniform(low, high))

    def scale(self, low: float, high: float) -> float:
        """Return a number whose logarithm is uniform."""
        return math.exp(self.between(math.log(low), math.log(high)))

    def one_of(self, *values: float) -> float:
        return values[self._random.integers(len(values))]

    def luck(self) -> float:
        return self.one_of(self.between(0.0, 1.0), self.scale(1e-16, 1.0), 1.0 - self.scale(1e-16, 1.0))

    def rate(self) -> float:
        return self.one_of(self.scale(1e-8, 10.0), self.scale(1e-3, 1.0), 0.0)

    def gap(self) -> float:
        """Return an effect's gap: harmful, none, usual, nearly whole, whole."""
        return self.one_of(self.between(-3.0, 0.0), 0.0, self.between(0.0, 1.0), 1.0 - self.scale(1e-12, 1e-2), 1.0)

    def time(self) -> float:
        """Return a time in days, before the start or after it, often a whole day."""
        return self.one_of(self.between(-1e3, 1e4), float(round(self.between(-1e3, 1e4))))

    def spacing(self) -> float:
        """Return days between court days: none, whole, or any."""
        return self.one_of(0.0, 1.0, 7.0, self.scale(0.01, 60.0))

    def fade(self) -> float:
        return self.one_of(self.scale(1e-5, 1.0), self.scale(1e-5, 1.0), self.scale(1e-5, 1.0), 0.0)


# -- the contact clock ------------------------------------------------------------------------------------


def integrated_hazard(rate: float, gap: float, fade: float, days: float) -> float:
    """Return the integrated hazard by quadrature, in stretches over which the effect is smooth."""

    def relative(time: float) -> float:
        # 1 − gap exp(−fade t), written so that nothing cancels where the effect is nearly whole.
        return (1.0 - gap) - gap * math.expm1(-fade * time)

    inner = [lives / fade for lives in (1.0, 10.0, 50.0) if fade * days > lives]
    edges = [0.0, *inner, days]
    parts = [integrate.quad(relative, *span, epsabs=0.0, epsrel=1e-11)[0] for span in pairwise(edges)]
    return rate * math.fsum(parts)


def test_hazard_spent_is_the_integral():
    draw = Draws(SEED)
    for _ in range(3_000):
        rate, gap, fade, days = draw.scale(1e-8, 10.0), draw.gap(), draw.fade(), draw.scale(1e-6, 1e4)
        spent, exact = rules.spend(rate, gap, fade, days), integrated_hazard(rate, gap, fade, days)
        # Rounding costs a few parts in 10^16 of the hazard without the effect ...
        assert abs(spent - exact) <= 1e-14 * rate * days
        # ... which only matters where a nearly whole effect has hardly begun to fade.
        if gap <= 0.999 or fade * days >= 1e-6:
            assert spent == pytest.approx(exact, rel=1e-9)


def test_the_wait_spends_what_remains():
    draw = Draws(SEED + 1)
    for _ in range(3_000):
        remaining, rate, gap, fade = draw.scale(1e-6, 50.0), draw.scale(1e-8, 10.0), draw.gap(), draw.fade()
        wait = rules.wait_for(remaining, rate, gap, fade)
        if gap == 1.0 and fade == 0.0:
            assert wait == math.inf
        else:
            assert integrated_hazard(rate, gap, fade, wait) == pytest.approx(remaining, rel=1e-9)


def root_of_the_hazard(remaining: float, rate: float, gap: float, fade: float) -> float:
    """Return by bracketing when the integrated hazard reaches `remaining`."""

    def missing(days: float) -> float:
        return integrated_hazard(rate, gap, fade, days) / remaining - 1.0

    # The effect takes away at most gap / fade days of hazard.
    latest = remaining / rate + max(gap, 0.0) / fade
    return optimize.brentq(missing, 0.0, 1.001 * latest, xtol=1e-12 * remaining / rate, rtol=1e-14)


def test_the_wait_is_the_root():
    draw = Draws(SEED + 2)
    for _ in range(200):
        gap = draw.one_of(draw.between(-3.0, 0.0), draw.between(0.0, 1.0), 1.0)
        case = draw.scale(1e-3, 10.0), draw.scale(1e-4, 1.0), gap, draw.scale(1e-4, 0.1)
        assert rules.wait_for(*case) == pytest.approx(root_of_the_hazard(*case), rel=1e-9)


def test_nothing_left_is_no_wait_and_no_hazard_is_for_ever():
    assert rules.wait_for(0.0, 1.0, 0.5, 0.01) == 0.0
    assert rules.wait_for(-1e-9, 1.0, 0.5, 0.01) == 0.0
    assert rules.wait_for(1.0, 0.0, 0.5, 0.01) == math.inf


# -- court days -------------------------------------------------------------------------------------------


def test_a_court_day_is_the_first_one_that_is_not_before():
    draw = Draws(SEED + 4)
    for _ in range(10_000):
        time, spacing = draw.time(), draw.spacing()
        day = rules.court_day(time, spacing)
        assert time <= day
        assert day < time + spacing or day == time
        if spacing > 0.0:
            assert abs(day / spacing - round(day / spacing)) < 1e-9


@pytest.mark.parametrize(
    ("ready", "interval", "spacing", "day"),
    [
        (500.0, 30.0, 0.0, 130.0),  # not ready: after the usual interval
        (110.5, 30.0, 0.0, 110.5),  # ready before it
        (110.5, 30.0, 1.0, 111.0),
        (110.5, 30.0, 7.0, 112.0),
        (112.0, 30.0, 7.0, 112.0),
        (90.0, 30.0, 0.0, 101.0),  # ready already: not on the same day
        (100.25, 30.0, 0.0, 101.0),
        (500.0, 0.0, 0.0, 101.0),
        (500.0, 0.0, 365.0, 365.0),
    ],
)
def test_a_case_is_heard_on_a_court_day_after_the_interval_or_when_it_is_ready(ready, interval, spacing, day):
    assert rules.next_hearing(100.0, ready, interval, spacing) == day


# -- shares and places ------------------------------------------------------------------------------------


def test_a_state_that_begins_and_ends_at_constant_hazards_has_its_long_run_share():
    assert rules.stationary_share(0.2, 0.3) == pytest.approx(0.4)
    assert [rules.stationary_share(0.0, end) for end in (0.0, 1.0, math.inf)] == [0.0] * 3
    assert [rules.stationary_share(math.inf, end) for end in (0.0, 1.0, math.inf)] == [1.0] * 3
    assert rules.stationary_share(1.0, 0.0) == 1.0
    assert rules.stationary_share(1.0, math.inf) == 0.0


def test_an_effect_acts_as_far_as_its_level_and_fades_by_half_lives():
    assert [rules.acting(0.4, level) for level in (0.0, 0.5, 1.0)] == pytest.approx([1.0, 0.7, 0.4])
    assert rules.acting(1.0, 0.37) == 1.0
    fade = rules.half_life_rate(90.0)
    assert [rules.faded(fade, days) for days in (0.0, 90.0, 270.0)] == pytest.approx([1.0, 0.5, 0.125])


def test_places_are_kept_free_whole_and_never_more_than_the_share():
    assert [rules.units_kept(100 * places, 100, 0.25) for places in (0, 3, 4, 7, 8)] == [0, 0, 100, 100, 200]
    assert rules.units_kept(1000, 100, 1.0) == 1000
