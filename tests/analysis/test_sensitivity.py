"""Swings apart from noise, intervals of break-even values and shares of a variance, against what is known."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
import pytest
from scipy import stats

from simulator.analysis.sensitivity import (
    Index,
    chance_of_noise,
    crossing,
    indices,
    saltelli,
    share_of_luck,
    told_apart,
)

Floats = npt.NDArray[np.float64]
A, B = 7.0, 0.1
SEED = 20270101


# -- shares of a variance ---------------------------------------------------------------------------------


def ishigami(points: Floats) -> Floats:
    """Ishigami and Homma (1990, doi:10.1109/ISUMA.1990.151285), of three numbers from 0 to 1."""
    x, y, z = (2.0 * points.T - 1.0) * math.pi
    found: Floats = np.sin(x) + A * np.sin(y) ** 2 + B * z**4 * np.sin(x)
    return found


def of_ishigami() -> tuple[dict[str, float], dict[str, float]]:
    """Return its shares alone and with others, in closed form."""
    first = 0.5 * (1.0 + B * math.pi**4 / 5.0) ** 2
    second = A**2 / 8.0
    together = 8.0 * B**2 * math.pi**8 / 225.0
    whole = first + second + together
    alone = {"x": first / whole, "y": second / whole, "z": 0.0}
    return alone, {"x": (first + together) / whole, "y": second / whole, "z": together / whole}


def shares_of(groups: list[str], base: int = 4096) -> dict[str, Index]:
    names = ["x", "y", "z"]
    points = saltelli(names, groups, base, SEED)
    assert points.shape == (base * (len(set(groups)) + 2), 3)
    return {each.name: each for each in indices(names, groups, ishigami(points), seed=SEED)}


def test_indices_of_the_ishigami_function_are_its_closed_form() -> None:
    alone, together = of_ishigami()
    assert (round(alone["x"], 4), round(alone["y"], 4), round(together["z"], 4)) == (0.3139, 0.4424, 0.2437)
    for name, found in shares_of(["x", "y", "z"]).items():
        assert found.first == pytest.approx(alone[name], abs=0.01)
        assert found.total == pytest.approx(together[name], abs=0.01)
        assert abs(found.first - alone[name]) < 2.0 * found.first_error
        assert abs(found.total - together[name]) < 2.0 * found.total_error
        assert 0.0 < found.first_error < 0.05


def test_a_group_has_what_its_inputs_do_alone_and_with_each_other() -> None:
    alone, together = of_ishigami()
    found = shares_of(["xz", "y", "xz"])
    assert list(found) == ["xz", "y"]
    assert found["xz"].first == pytest.approx(1.0 - alone["y"], abs=0.01)
    assert found["xz"].total == pytest.approx(alone["x"] + together["z"], abs=0.01)
    assert found["y"].first == pytest.approx(alone["y"], abs=0.01)


def test_where_nothing_varies_nothing_has_a_share() -> None:
    assert indices(["x", "y"], ["x", "y"], np.full(4 * 4, 3.0), seed=1) == (
        Index("x", 0.0, 0.0, 0.0, 0.0),
        Index("y", 0.0, 0.0, 0.0, 0.0),
    )


def test_the_share_of_luck_is_that_of_the_means_over_worlds() -> None:
    rng = np.random.default_rng(5)
    points, worlds = rng.normal(0.0, 3.0, (4000, 1)), rng.normal(0.0, 10.0, (1, 4))
    luck = rng.normal(0.0, 2.0, (4000, 4))
    found = share_of_luck(points + worlds + luck)
    assert found == pytest.approx((4.0 / 4) / (9.0 + 4.0 / 4), abs=0.01)
    assert share_of_luck(points + worlds) == pytest.approx(0.0, abs=1e-12)
    assert share_of_luck(points) is None
    assert share_of_luck(np.zeros((3, 2))) is None


# -- swings -----------------------------------------------------------------------------------------------


def test_the_chance_of_noise_is_three_times_that_of_a_paired_t_test() -> None:
    swing = np.random.default_rng(3).normal(1.4, 1.0, 12)
    assert chance_of_noise(swing.tolist()) == pytest.approx(3.0 * stats.ttest_1samp(swing, 0.0).pvalue)
    assert chance_of_noise([2.0, 2.0]) == 0.0
    assert chance_of_noise([0.0, 0.0]) == 1.0
    assert chance_of_noise([1.0, -1.0]) == 1.0


def test_of_many_swings_that_are_noise_none_is_told_apart_and_those_that_are_not_are() -> None:
    rng = np.random.default_rng(8)
    ends = rng.normal(0.0, 1.0, (300, 3, 10))
    order = np.argsort(ends.mean(axis=2), axis=1)
    highest, lowest = (np.take_along_axis(ends, order[:, [k], None], axis=1)[:, 0] for k in (2, 0))
    noise = (highest - lowest).tolist()
    real = rng.normal(6.0, 1.0, (30, 10)).tolist()
    assert sum(abs(np.mean(each)) > 2.0 * stats.sem(each) for each in noise) > 15, "one by one, many would pass"
    found = told_apart([*noise, *real])
    assert all(found[len(noise) :])
    assert sum(found[: len(noise)]) <= 4
    assert sum(told_apart(noise)) <= 1
    assert told_apart([]) == ()


# -- intervals of break-even values -----------------------------------------------------------------------


def test_the_interval_of_a_crossing_holds_it_in_nine_of_ten_repetitions() -> None:
    rng, at, grid = np.random.default_rng(11), 0.45, (0.01, 0.25, 0.5, 0.75, 0.99)
    held = 0
    for _ in range(1_000):
        luck = rng.normal(0.0, 0.2, 10)
        nets = {u: ((u - at) + luck).tolist() for u in grid}
        found = crossing(at - luck.mean(), nets, saves_above=True)
        low = -math.inf if found.low is None else found.low
        high = math.inf if found.high is None else found.high
        held += low <= at <= high
    assert 880 <= held <= 920


def test_the_interval_of_a_crossing_is_wider_where_the_net_is_flatter() -> None:
    luck = np.array([-1.0, 1.0, -1.0, 1.0])
    steep, flat = (
        crossing(0.5, {u: (slope * (u - 0.5) + luck).tolist() for u in (0.0, 0.5, 1.0)}, saves_above=True)
        for slope in (100.0, 10.0)
    )
    half = float(stats.t.ppf(0.95, 3)) * luck.std(ddof=1) / 2.0
    for found, slope in ((steep, 100.0), (flat, 10.0)):
        assert found.low == pytest.approx(0.5 - half / slope, abs=5e-4)
        assert found.high == pytest.approx(0.5 + half / slope, abs=5e-4)
    beyond = crossing(0.5, {u: ((u - 0.5) + luck).tolist() for u in (0.0, 1.0)}, saves_above=True)
    assert (beyond.low, beyond.high) == (None, None), "it may be anywhere in the range"
    alone = crossing(0.5, {0.0: [-1.0], 1.0: [1.0]}, saves_above=False)
    assert (alone.at, alone.low, alone.high, alone.saves_above) == (0.5, None, None, False)
