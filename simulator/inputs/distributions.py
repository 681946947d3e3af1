"""From a stated uncertainty to a number: quantile functions, most of them with the parameter's value as mean.

Beta, gamma, normal and lognormal are matched by their mean and a standard error; an interval of the middle
90 % is read as 3.29 standard errors wide (on the log scale for lognormal). In `uniform` and `triangular` the
limits are hard; the value is the mode of `triangular` and anywhere inside `uniform`. `u` is uniform on (0, 1).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence

from scipy import special

from simulator.inputs.parameter import Uncertainty

WIDTH_OF_90 = 2.0 * 1.6448536269514722
LOWEST_LUCK, HIGHEST_LUCK = 2.0**-54, 1.0 - 2.0**-53
"""The ends of what `u` can be."""


def quantile(uncertainty: Uncertainty, value: float, u: float) -> float:
    """Return the quantile `u` of a parameter with this value; ValueError where the two do not fit."""
    if uncertainty.is_fixed:
        return value
    try:
        drawn = FAMILIES[uncertainty.distribution](uncertainty, value, u)
    except ArithmeticError:
        drawn = math.nan
    if not math.isfinite(drawn):
        raise ValueError("nothing can be drawn from a range this narrow or wide")
    return drawn


def dirichlet(concentration: float, shares: Sequence[float], us: Sequence[float]) -> list[float]:
    """Return shares of a whole drawn around their means, from one uniform for each share."""
    draws = [special.gammaincinv(concentration * s, u) if s > 0 else 0.0 for s, u in zip(shares, us, strict=True)]
    total = math.fsum(draws)
    if not total > 0.0:
        raise ValueError("nothing can be drawn with a concentration this small")
    return [float(draw) / total for draw in draws]


def _standard_error(uncertainty: Uncertainty) -> float:
    if uncertainty.standard_error is not None:
        return uncertainty.standard_error
    assert uncertainty.low is not None and uncertainty.high is not None
    return (uncertainty.high - uncertainty.low) / WIDTH_OF_90


def _beta(uncertainty: Uncertainty, value: float, u: float) -> float:
    variance = _standard_error(uncertainty) ** 2
    if not 0.0 < value < 1.0 or variance >= value * (1.0 - value):
        raise ValueError("a beta distribution needs a mean between 0 and 1 and an interval narrow enough for it")
    size = value * (1.0 - value) / variance - 1.0
    return float(special.betaincinv(value * size, (1.0 - value) * size, u))


def _gamma(uncertainty: Uncertainty, value: float, u: float) -> float:
    if value <= 0.0:
        raise ValueError("a gamma distribution needs a mean above 0")
    shape = (value / _standard_error(uncertainty)) ** 2
    return float(special.gammaincinv(shape, u)) * value / shape


def _lognormal(uncertainty: Uncertainty, value: float, u: float) -> float:
    if value <= 0.0 or (uncertainty.low is not None and uncertainty.low <= 0.0):
        raise ValueError("a lognormal distribution needs a mean and limits above 0")
    if uncertainty.low is not None and uncertainty.high is not None:
        sigma = math.log(uncertainty.high / uncertainty.low) / WIDTH_OF_90
    else:
        sigma = math.sqrt(math.log1p((_standard_error(uncertainty) / value) ** 2))
    return value * math.exp(sigma * float(special.ndtri(u)) - sigma * sigma / 2.0)


def _normal(uncertainty: Uncertainty, value: float, u: float) -> float:
    return value + _standard_error(uncertainty) * float(special.ndtri(u))


def _uniform(uncertainty: Uncertainty, value: float, u: float) -> float:
    low, high = _limits(uncertainty, value)
    return low + (high - low) * u


def _triangular(uncertainty: Uncertainty, value: float, u: float) -> float:
    low, high = _limits(uncertainty, value)
    if u * (high - low) < value - low:
        return low + math.sqrt(u * (high - low) * (value - low))
    return high - math.sqrt((1.0 - u) * (high - low) * (high - value))


def _limits(uncertainty: Uncertainty, value: float) -> tuple[float, float]:
    low, high = uncertainty.low, uncertainty.high
    assert low is not None and high is not None
    if not low <= value <= high:
        raise ValueError("the value lies between low and high")
    return low, high


FAMILIES: Mapping[str, Callable[[Uncertainty, float, float], float]] = {
    "beta": _beta,
    "gamma": _gamma,
    "lognormal": _lognormal,
    "normal": _normal,
    "uniform": _uniform,
    "triangular": _triangular,
}
