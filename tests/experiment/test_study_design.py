"""Designs against closed forms and against scipy and SALib themselves."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from SALib.analyze import sobol as analyze
from SALib.sample import sobol as sample
from scipy.stats import qmc

from simulator.experiment.study.design import factors_of, points_of, problem_of, scaled
from simulator.inputs.study import DesignFile

SEED = 20270101
RANGES = {"lead.a": {"low": -1.5, "high": 2}, "lead.b": {"low": 0, "high": 1}, "lead.c": {"low": 10, "high": 90}}
LOW, HIGH = np.array([-1.5, 0.0, 10.0]), np.array([2.0, 1.0, 90.0])
ISHIGAMI = {f"lead.x{i}": {"low": -math.pi, "high": math.pi} for i in range(3)}


def design(kind: str, factors: dict[str, Any], **keys: Any) -> DesignFile:
    return DesignFile.model_validate({"kind": kind, "beliefs": factors, **keys})


def test_without_a_design_there_is_one_point_of_nothing() -> None:
    assert points_of(None, SEED).shape == (1, 0)
    assert factors_of(None) == ()


# -- grids ------------------------------------------------------------------------------------------------------

VALUES = st.lists(st.floats(-1e9, 1e9), min_size=1, max_size=4, unique=True)


@given(st.lists(VALUES, min_size=1, max_size=4))
@settings(max_examples=60)
def test_a_grid_has_every_combination_once_the_last_factor_fastest(levels: list[list[float]]) -> None:
    points = points_of(design("grid", {f"lead.f{i}": values for i, values in enumerate(levels)}), SEED)
    assert points.shape == (math.prod(map(len, levels)), len(levels))
    # The second way: count in a number system whose digits are the levels.
    for number, point in enumerate(points):
        rest, digits = number, []
        for values in reversed(levels):
            rest, digit = divmod(rest, len(values))
            digits.append(values[digit])
        assert point.tolist() == digits[::-1]


@given(st.floats(-1e6, 1e6), st.floats(0.001, 1e6), st.integers(2, 40))
@settings(max_examples=60)
def test_steps_are_equally_far_apart_from_end_to_end(low: float, width: float, steps: int) -> None:
    high = low + width
    (values,) = points_of(design("grid", {"lead.a": {"low": low, "high": high, "steps": steps}}), SEED).T
    assert len(values) == steps
    assert values[0] == low
    assert values[-1] == high, "to the bit, not after so many additions"
    assert values == pytest.approx(np.linspace(low, high, steps), rel=1e-12, abs=1e-12 * max(abs(low), abs(high)))


def test_beliefs_come_before_choices() -> None:
    both = DesignFile.model_validate({"kind": "grid", "choices": {"lead.a": [1, 2]}, "beliefs": {"lead.b": [3, 4]}})
    assert [(factor.name, factor.is_belief) for factor in factors_of(both)] == [("lead.b", True), ("lead.a", False)]
    assert points_of(both, SEED).tolist() == [[3, 1], [3, 2], [4, 1], [4, 2]]


# -- Latin hypercubes ---------------------------------------------------------------------------------------------


@given(st.integers(1, 60), st.integers(0, 2**53 - 1))
@settings(max_examples=40)
def test_a_latin_hypercube_has_one_point_in_each_stratum_of_each_factor(points: int, seed: int) -> None:
    found = points_of(design("latin_hypercube", RANGES, points=points), seed)
    assert found.shape == (points, 3)
    strata = np.floor((found - LOW) / (HIGH - LOW) * points).astype(int)
    for column in strata.T:
        assert sorted(column) == list(range(points))


def test_a_latin_hypercube_is_scipys() -> None:
    found = points_of(design("latin_hypercube", RANGES, points=16), SEED)
    assert found == pytest.approx(qmc.scale(qmc.LatinHypercube(3, rng=SEED).random(16), LOW, HIGH), rel=1e-15)


# -- Sobol ----------------------------------------------------------------------------------------------------------


def test_a_sobol_sequence_is_scipys() -> None:
    found = points_of(design("sobol_sequence", RANGES, points=32), SEED)
    assert found == pytest.approx(qmc.scale(qmc.Sobol(3, rng=SEED).random(32), LOW, HIGH), rel=1e-15)


@pytest.mark.parametrize("points", [1, 2, 64])
def test_a_sobol_sequence_is_balanced(points: int) -> None:
    found = points_of(design("sobol_sequence", RANGES, points=points), SEED)
    strata = np.floor((found - LOW) / (HIGH - LOW) * points).astype(int)
    assert all(sorted(column) == list(range(points)) for column in strata.T)


@pytest.mark.parametrize("second_order", [True, False])
def test_a_saltelli_design_is_salibs(second_order: bool) -> None:
    file = design("sobol", RANGES, base=16, second_order=second_order)
    expected = sample.sample(
        {"num_vars": 3, "names": list(RANGES), "bounds": np.stack([LOW, HIGH], axis=1).tolist()},
        16, calc_second_order=second_order, seed=SEED,
    )  # fmt: skip
    found = points_of(file, SEED)
    assert found.shape == (file.size, 3) == expected.shape
    assert found == pytest.approx(expected, rel=1e-12)


def test_second_order_is_what_a_saltelli_design_has_unless_it_says_otherwise() -> None:
    said, silent = (points_of(design("sobol", RANGES, base=4, **keys), SEED) for keys in ({"second_order": True}, {}))
    assert np.array_equal(said, silent)


def test_sobol_indices_can_be_estimated_from_a_saltelli_design() -> None:
    """The function of Ishigami & Homma (1990), whose indices are known in closed form (a = 7, b = 0.1)."""
    file = design("sobol", ISHIGAMI, base=4096)
    x = points_of(file, SEED)
    y = np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])
    found = analyze.analyze(dict(problem_of(factors_of(file))), y, seed=1)
    pi4, pi8 = math.pi**4, math.pi**8
    first, second, third = 0.5 * (1 + 0.1 * pi4 / 5) ** 2, 7**2 / 8, 0.01 * pi8 * (1 / 18 - 1 / 50)
    variance = first + second + third
    assert found["S1"] == pytest.approx([first / variance, second / variance, 0.0], abs=0.02)
    total = [(first + third) / variance, second / variance, third / variance]
    assert found["ST"] == pytest.approx(total, abs=0.02)


# -- all of them ------------------------------------------------------------------------------------------------------

SAMPLED = [("latin_hypercube", {"points": 32}), ("sobol_sequence", {"points": 32}), ("sobol", {"base": 8})]


@pytest.mark.parametrize(("kind", "size"), SAMPLED)
def test_a_sampled_design_follows_the_seed_and_stays_in_its_ranges(kind: str, size: dict[str, int]) -> None:
    file = design(kind, RANGES, **size)
    first, again, other = points_of(file, SEED), points_of(file, SEED), points_of(file, SEED + 1)
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)
    assert len(first) == file.size
    assert ((first >= LOW) & (first <= HIGH)).all()
    assert (np.ptp(first, axis=0) > 0.8 * (HIGH - LOW)).all(), "all of each range is used"


def test_a_range_is_not_left_by_a_last_bit() -> None:
    assert -0.3 + 1.0 * (0.1 - -0.3) > 0.1, "so it would be"
    factors = factors_of(design("latin_hypercube", {"lead.a": {"low": -0.3, "high": 0.1}}, points=1))
    assert scaled(np.array([[0.0], [0.5], [1.0]]), factors)[:, 0].tolist() == [-0.3, pytest.approx(-0.1), 0.1]
