"""Inverse distribution functions against scipy's, and their means by quadrature."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import integrate, special, stats

from simulator.model import rules, streams
from tests.verification.formulas import Stay

# Both tails, down to where a draw's 53 bits end and beyond it, and the middle.
TAILS = np.concatenate([10.0 ** np.linspace(-300, -17, 40), 2.0 ** -np.arange(2.0, 54.0)])
LUCKS = np.unique(
    np.concatenate([TAILS, 1.0 - 2.0 ** -np.arange(2.0, 54.0), np.random.default_rng(5).uniform(size=5_000), [0.5]])
)


def agree(ours, theirs, rel: float = 1e-12) -> None:
    """Hold a scalar quantile function against a vectorized one at every luck."""
    found = np.array([ours(float(u)) for u in LUCKS])
    assert np.isfinite(found).all()
    np.testing.assert_allclose(found, theirs(LUCKS), rtol=rel, atol=0.0)


def test_exponential_quantiles():
    agree(streams.exponential, stats.expon.ppf)


@pytest.mark.parametrize("shape", [0.43, 0.73, 1.0, 2.5])
def test_weibull_quantiles(shape):
    agree(lambda u: streams.weibull(u, shape, 116.0), lambda u: stats.weibull_min.ppf(u, shape, scale=116.0))


def test_normal_quantiles():
    agree(streams.normal, special.ndtri)


@pytest.mark.parametrize("sigma", [0.3, 0.95, 1.05])
def test_lognormal_quantiles(sigma):
    agree(lambda u: streams.lognormal(u, 42.0, sigma), lambda u: stats.lognorm.ppf(u, sigma, scale=42.0))


def test_quantiles_invert_their_distribution_functions():
    """Independent of scipy's own quantiles; looser, as a distribution function near 1 has few digits left."""
    lucks = LUCKS[(LUCKS > 1e-12) & (LUCKS < 1.0 - 1e-3)]
    laws = [
        (stats.expon, streams.exponential),
        (stats.norm, streams.normal),
        (stats.weibull_min(0.73, scale=116.0), lambda u: streams.weibull(u, 0.73, 116.0)),
        (stats.lognorm(0.95, scale=1.1), lambda u: streams.lognormal(u, 1.1, 0.95)),
    ]
    for law, quantile in laws:
        np.testing.assert_allclose(law.cdf([quantile(float(u)) for u in lucks]), lucks, rtol=1e-11)


@pytest.mark.parametrize(("rate", "growth"), [(1e-4, 1e-4), (0.02, 0.001), (1e-6, 0.01)])
def test_gompertz_quantiles(rate, growth):
    law = stats.gompertz(rate / growth, scale=1.0 / growth)
    # scipy's own quantile rounds 1 - u near 1.
    usual = LUCKS[LUCKS < 1.0 - 1e-6]
    found = np.array([rules.gompertz(float(u), rate, growth) for u in usual])
    np.testing.assert_allclose(found, law.ppf(usual), rtol=1e-9, atol=0.0)


def test_a_gompertz_hazard_that_does_not_grow_is_constant_and_one_that_falls_may_never_strike():
    agree(lambda u: rules.gompertz(u, 0.01, 0.0), lambda u: stats.expon.ppf(u, scale=100.0))
    agree(lambda u: rules.gompertz(u, 0.01, 1e-15), lambda u: stats.expon.ppf(u, scale=100.0), rel=1e-9)
    assert rules.gompertz(0.5, 0.0, 0.1) == math.inf
    rate, growth = 0.01, -0.005  # the whole hazard to come is 2
    never = -math.expm1(-rate / -growth)
    assert rules.gompertz(never + 1e-9, rate, growth) == math.inf
    for u in (0.1, 0.5, never - 1e-6):
        time = rules.gompertz(u, rate, growth)
        assert rate / growth * math.expm1(growth * time) == pytest.approx(-math.log1p(-u), rel=1e-9)


def mean_of(quantile, power: int = 1) -> float:
    """Return a moment of the law with this quantile function, integrated over a normal scale."""

    def term(z: float) -> float:
        return quantile(float(special.ndtr(z))) ** power * math.exp(-z * z / 2) / math.sqrt(2 * math.pi)

    # Beyond 8 the luck is 1 to the last bit; what is missing there is below 1e-11 of any of these means.
    return integrate.quad(term, -8.0, 8.0, epsrel=1e-11, limit=500)[0]


def test_means():
    assert mean_of(streams.exponential) == pytest.approx(1.0, rel=1e-8)
    assert mean_of(streams.normal) == pytest.approx(0.0, abs=1e-10)
    assert mean_of(streams.normal, power=2) == pytest.approx(1.0, rel=1e-8)
    weibull = mean_of(lambda u: streams.weibull(u, 0.73, 116.0))
    assert weibull == pytest.approx(116.0 * math.gamma(1.0 + 1.0 / 0.73), rel=1e-8)
    lognormal = mean_of(lambda u: streams.lognormal(u, 42.0, 1.05))
    assert lognormal == pytest.approx(42.0 * math.exp(1.05**2 / 2), rel=1e-8)


STAY = Stay(0.35, 1.1, 0.95, 42.0, 1.05)


def jail_stay(part: float, luck: float) -> float:
    return rules.jail_stay(part, luck, *vars(STAY).values())


def test_jail_stays_are_a_mixture():
    # The luck of the part splits at the long share, and only there.
    edge = STAY.long_share
    for part in (1e-16, 0.2, math.nextafter(edge, 0.0)):
        agree(lambda u, part=part: jail_stay(part, u), lambda u: stats.lognorm.ppf(u, 1.05, scale=42.0))
    for part in (edge, 0.7, 1.0 - 2.0**-53):
        agree(lambda u, part=part: jail_stay(part, u), lambda u: stats.lognorm.ppf(u, 0.95, scale=1.1))
    long, short = (mean_of(lambda u, part=part: jail_stay(part, u)) for part in (0.0, 1.0))
    assert edge * long + (1.0 - edge) * short == pytest.approx(STAY.mean, rel=1e-8)


def test_intake_delays_are_an_exponential_cut_off_at_the_window():
    completes, mean, window = 0.9, 5.0, 12.0
    law = stats.truncexpon(window / mean, scale=mean)
    agree(lambda u: rules.intake_delay(0.5, u, completes, mean, window), law.ppf)
    delay = mean_of(lambda u: rules.intake_delay(0.5, u, completes, mean, window))
    assert delay == pytest.approx(mean - window / math.expm1(window / mean), rel=1e-8)
    assert rules.intake_delay(completes, 0.5, completes, mean, window) == math.inf
    assert rules.intake_delay(math.nextafter(completes, 0.0), 0.5, completes, mean, window) < window
