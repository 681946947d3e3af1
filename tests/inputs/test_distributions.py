"""Quantile functions against scipy's, against their own mean and limits, and the shares of a whole."""

from __future__ import annotations

import math
from typing import Any, get_args

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import stats

from simulator.inputs.distributions import FAMILIES, HIGHEST_LUCK, LOWEST_LUCK, WIDTH_OF_90, dirichlet, quantile
from simulator.inputs.draw import luck
from simulator.inputs.parameter import Uncertainty

US = (LOWEST_LUCK, 1e-9, 0.001, 0.05, 0.25, 0.5, 0.75, 0.95, 0.999, 1.0 - 1e-9, HIGHEST_LUCK)


def uncertain(distribution: str, **given: float) -> Uncertainty:
    return Uncertainty.model_validate({"distribution": distribution, **given})


def mean_of(uncertainty: Uncertainty, value: float) -> float:
    """Integrate the quantile function over u, in steps of the normal distribution's z."""
    z = np.linspace(-8.2, 8.2, 821)
    quantiles = [quantile(uncertainty, value, float(u)) for u in stats.norm.cdf(z)]
    return float(np.trapezoid(quantiles * stats.norm.pdf(z), z))


def beta(mean: float, error: float) -> Any:
    size = mean * (1 - mean) / error**2 - 1
    return stats.beta(mean * size, (1 - mean) * size)


def lognormal(mean: float, sigma: float) -> Any:
    return stats.lognorm(sigma, scale=mean * math.exp(-(sigma**2) / 2))


def triangular(low: float, mode: float, high: float) -> Any:
    return stats.triang((mode - low) / (high - low), loc=low, scale=high - low)


# What a file says, and the same distribution as scipy knows it.
CASES: dict[str, tuple[str, dict[str, float], float, Any]] = {
    "beta, range": ("beta", {"low": 0.2, "high": 0.8}, 0.5, beta(0.5, 0.6 / WIDTH_OF_90)),
    "beta, skewed": ("beta", {"low": 0.93, "high": 0.99}, 0.97, beta(0.97, 0.06 / WIDTH_OF_90)),
    "beta, error": ("beta", {"standard_error": 0.034}, 0.39, beta(0.39, 0.034)),
    "beta, two heaps": ("beta", {"standard_error": 0.49}, 0.5, beta(0.5, 0.49)),
    "gamma, error": ("gamma", {"standard_error": 20.0}, 80.0, stats.gamma(16.0, scale=5.0)),
    "gamma, range": (
        "gamma",
        {"low": 1.0, "high": 1.0 + WIDTH_OF_90},
        2.0,
        stats.gamma(4.0, scale=0.5),
    ),
    "gamma, wide": ("gamma", {"standard_error": 9.0}, 3.0, stats.gamma(1 / 9, scale=27.0)),
    "lognormal, range": ("lognormal", {"low": 0.35, "high": 3.5}, 1.4, lognormal(1.4, math.log(10) / WIDTH_OF_90)),
    "lognormal, error": ("lognormal", {"standard_error": 40.0}, 100.0, lognormal(100.0, math.sqrt(math.log(1.16)))),
    "normal, range": ("normal", {"low": 0.46, "high": 1.14}, 0.8, stats.norm(0.8, 0.68 / WIDTH_OF_90)),
    "normal, error": ("normal", {"standard_error": 0.06}, 0.73, stats.norm(0.73, 0.06)),
    "uniform": ("uniform", {"low": 0.2, "high": 1.0}, 0.5, stats.uniform(0.2, 0.8)),
    "triangular": ("triangular", {"low": 47.0, "high": 250.0}, 150.0, triangular(47.0, 150.0, 250.0)),
    "triangular, at its low end": ("triangular", {"low": 1.0, "high": 3.0}, 1.0, triangular(1.0, 1.0, 3.0)),
    "triangular, at its high end": ("triangular", {"low": 1.0, "high": 3.0}, 3.0, triangular(1.0, 3.0, 3.0)),
}


def test_every_family_has_a_case():
    known = set(get_args(Uncertainty.model_fields["distribution"].annotation))
    assert {case[0] for case in CASES.values()} == set(FAMILIES) == known - {"fixed", "dirichlet"}


@pytest.mark.parametrize("name", CASES)
def test_quantiles_are_those_of_scipy(name: str):
    family, given_, value, known = CASES[name]
    for u in US:
        assert quantile(uncertain(family, **given_), value, u) == pytest.approx(known.ppf(u), rel=1e-7, abs=1e-12)


@pytest.mark.parametrize("name", CASES)
def test_the_mean_is_the_value_or_what_hard_limits_make_of_it(name: str):
    family, given_, value, known = CASES[name]
    mean = mean_of(uncertain(family, **given_), value)
    assert mean == pytest.approx(known.mean(), rel=2e-3)
    if family == "uniform":
        assert mean == pytest.approx((given_["low"] + given_["high"]) / 2, rel=1e-4)
    elif family == "triangular":
        assert mean == pytest.approx((given_["low"] + given_["high"] + value) / 3, rel=1e-4)
    else:
        assert mean == pytest.approx(value, rel=2e-3)


@pytest.mark.parametrize(
    ("family", "value", "low", "high", "near"),
    [
        ("normal", 0.8, 0.46, 1.14, 1e-9),
        # Where mean and range belong together, the range is met.
        ("lognormal", 1.4140, 0.35, 3.5, 0.001),
        ("beta", 0.5, 0.2, 0.8, 0.002),
        ("beta", 0.12, 0.05, 0.2, 0.05),
        ("gamma", 80.0, 50.2, 115.5, 0.02),
    ],
)
def test_the_range_is_the_middle_90_percent(family: str, value: float, low: float, high: float, near: float):
    uncertainty = uncertain(family, low=low, high=high)
    assert quantile(uncertainty, value, 0.05) == pytest.approx(low, abs=near * (high - low))
    assert quantile(uncertainty, value, 0.95) == pytest.approx(high, abs=near * (high - low))


@pytest.mark.parametrize("family", ["uniform", "triangular"])
def test_hard_limits_are_never_passed(family: str):
    uncertainty = uncertain(family, low=1.0, high=3.0)
    assert all(1.0 <= quantile(uncertainty, 1.5, u) <= 3.0 for u in US)
    assert quantile(uncertainty, 1.5, LOWEST_LUCK) == pytest.approx(1.0)
    assert quantile(uncertainty, 1.5, HIGHEST_LUCK) == pytest.approx(3.0)


def test_what_is_fixed_does_not_move():
    assert [quantile(uncertain("fixed"), 0.4, u) for u in US] == [0.4] * len(US)


@pytest.mark.parametrize(
    ("family", "given_", "value", "said"),
    [
        ("beta", {"standard_error": 0.1}, 0.0, "a mean between 0 and 1"),
        ("beta", {"standard_error": 0.1}, 1.0, "a mean between 0 and 1"),
        ("beta", {"standard_error": 0.1}, 1.2, "a mean between 0 and 1"),
        ("beta", {"standard_error": 0.5}, 0.5, "narrow enough"),
        ("beta", {"standard_error": 1e-300}, 0.5, "narrow or wide"),
        ("gamma", {"standard_error": 1.0}, 0.0, "a mean above 0"),
        ("gamma", {"standard_error": 1.0}, -1.0, "a mean above 0"),
        ("gamma", {"standard_error": 1e-300}, 1.0, "narrow or wide"),
        ("lognormal", {"standard_error": 1.0}, 0.0, "a mean and limits above 0"),
        ("lognormal", {"low": 0.0, "high": 1.0}, 0.5, "a mean and limits above 0"),
        ("lognormal", {"low": -1.0, "high": 1.0}, 0.5, "a mean and limits above 0"),
        ("uniform", {"low": 1.0, "high": 2.0}, 3.0, "between low and high"),
        ("triangular", {"low": 1.0, "high": 2.0}, 0.5, "between low and high"),
    ],
)
def test_a_value_that_does_not_fit_is_refused(family: str, given_: dict[str, float], value: float, said: str):
    with pytest.raises(ValueError, match=said):
        quantile(uncertain(family, **given_), value, 0.5)


@st.composite
def any_case(draw: st.DrawFn) -> tuple[Uncertainty, float]:
    family = draw(st.sampled_from(sorted(FAMILIES)))
    value = draw(st.floats(0.01, 0.99))
    if family in ("uniform", "triangular"):
        low, high = draw(st.floats(-1.0, value)), draw(st.floats(value, 2.0))
        assume(low < high)
        return uncertain(family, low=low, high=high), value
    return uncertain(family, standard_error=draw(st.floats(0.001, 0.09)) * min(1.0, 10 * value)), value


@settings(max_examples=400, deadline=None, derandomize=True, database=None)
@given(any_case(), st.floats(1e-9, 1.0 - 1e-9), st.floats(1e-9, 1.0 - 1e-9))
def test_more_luck_never_draws_less(case: tuple[Uncertainty, float], first: float, second: float):
    uncertainty, value = case
    assume(not (uncertainty.distribution == "beta" and (uncertainty.standard_error or 0) ** 2 >= value * (1 - value)))
    low, high = sorted((first, second))
    assert quantile(uncertainty, value, low) <= quantile(uncertainty, value, high)


# --- Shares of a whole --------------------------------------------------------------------------------

SHARES = {"a": 0.6, "b": 0.3, "c": 0.1, "never": 0.0}
CONCENTRATION = 40.0


def drawn_shares(count: int) -> np.ndarray:
    us = [[luck(5, draw, f"shares.{name}") for name in SHARES] for draw in range(1, count + 1)]
    return np.array([dirichlet(CONCENTRATION, list(SHARES.values()), u) for u in us])


def test_each_share_of_a_whole_is_beta():
    drawn = drawn_shares(4_000)
    assert drawn.sum(axis=1) == pytest.approx(np.ones(len(drawn)), abs=1e-12)
    assert not drawn[:, 3].any()
    for i, share in enumerate(list(SHARES.values())[:3]):
        marginal = stats.beta(CONCENTRATION * share, CONCENTRATION * (1 - share))
        assert stats.kstest(drawn[:, i], marginal.cdf).pvalue > 0.01
        assert drawn[:, i].mean() == pytest.approx(share, abs=4 * marginal.std() / math.sqrt(len(drawn)))
        assert drawn[:, i].std() == pytest.approx(marginal.std(), rel=0.05)


def test_shares_do_not_depend_on_their_order():
    us = [0.2, 0.9, 0.4, 0.5]
    forward = dirichlet(CONCENTRATION, list(SHARES.values()), us)
    backward = dirichlet(CONCENTRATION, list(SHARES.values())[::-1], us[::-1])
    assert forward == backward[::-1]


def test_a_higher_concentration_stays_nearer():
    us = [0.01, 0.99, 0.5]
    spread = [max(abs(np.subtract(dirichlet(c, [0.6, 0.3, 0.1], us), [0.6, 0.3, 0.1]))) for c in (5.0, 50.0, 5e5)]
    assert spread[0] > spread[1] > spread[2]
    assert spread[2] < 0.005


def test_a_concentration_that_draws_nothing_is_refused():
    with pytest.raises(ValueError, match="a concentration this small"):
        dirichlet(1e-9, [0.5, 0.5], [LOWEST_LUCK, LOWEST_LUCK])
    assert dirichlet(1e12, [0.25, 0.75], [0.1, 0.9]) == pytest.approx([0.25, 0.75], abs=1e-5)


def test_each_share_needs_its_own_luck():
    with pytest.raises(ValueError, match="zip"):
        dirichlet(10.0, [0.5, 0.5], [0.5])
