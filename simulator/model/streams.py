"""Keyed randomness: the only source of chance in the model.

A uniform number is a hash of (seed, world, person, decision, occurrence). There is no generator object and no
order: the same person meets the same luck at the same decision in every scenario, engine and worker.
The hash is a chain of SplitMix64 finalizers (Steele, Lea and Flood 2014, doi:10.1145/2660193.2660195, with
the mixing constants of Stafford's variant 13).

Sampling is by inverse distribution functions on scalars. They are compiled, and never vectorized: numpy's
vector `log` and `exp` differ from the scalar ones in the last bit.
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit

_MIX1 = np.uint64(0xBF58476D1CE4E5B9)
_MIX2 = np.uint64(0x94D049BB133111EB)
_STEP_A = np.uint64(0x9E3779B97F4A7C15)
_STEP_B = np.uint64(0xD1B54A32D192ED03)
_S30, _S27, _S31, _S12 = np.uint64(30), np.uint64(27), np.uint64(31), np.uint64(12)
# 52 bits and a half: one bit more and the largest hash would round to 1.
_TO_UNIT = 2.0**-52


@njit("uint64(uint64)", cache=True, error_model="numpy")
def _mix(z: int) -> int:
    z = (z ^ (z >> _S30)) * _MIX1
    z = (z ^ (z >> _S27)) * _MIX2
    return z ^ (z >> _S31)


@njit("int64(int64, int64)", cache=True, error_model="numpy")
def join_key(key: int, part: int) -> int:
    """Return the key one level below `key`: seed -> world -> person."""
    return np.int64(_mix(_mix(np.uint64(key) + _STEP_A) + (np.uint64(part) + np.uint64(1)) * _STEP_B))


@njit("float64(int64, int64, int64)", cache=True, error_model="numpy")
def uniform(person_key: int, decision: int, occurrence: int) -> float:
    """Return the uniform number of one decision, strictly between 0 and 1."""
    z = _mix(np.uint64(person_key) + (np.uint64(decision) + np.uint64(1)) * _STEP_A)
    z = _mix(z + (np.uint64(occurrence) + np.uint64(1)) * _STEP_B)
    return (np.float64(z >> _S12) + 0.5) * _TO_UNIT


@njit("float64(float64)", cache=True, error_model="numpy")
def exponential(u: float) -> float:
    """Return the unit exponential with distribution function value `u`."""
    return -math.log1p(-u)


@njit("float64(float64, float64, float64)", cache=True, error_model="numpy")
def weibull(u: float, shape: float, scale: float) -> float:
    """Return the Weibull quantile of `u`; `scale` has the unit of the result."""
    return scale * (-math.log1p(-u)) ** (1.0 / shape)


@njit("float64(float64)", cache=True, error_model="numpy")
def normal(u: float) -> float:
    """Return the standard normal quantile of `u` (algorithm AS 241, Wichura 1988, doi:10.2307/2347330)."""
    q = u - 0.5
    if abs(q) <= 0.425:
        r = 0.180625 - q * q
        top = (
            (
                (
                    (
                        ((2509.0809287301226727 * r + 33430.575583588128105) * r + 67265.770927008700853) * r
                        + 45921.953931549871457
                    )
                    * r
                    + 13731.693765509461125
                )
                * r
                + 1971.5909503065514427
            )
            * r
            + 133.14166789178437745
        ) * r + 3.387132872796366608
        low = (
            (
                (
                    (
                        ((5226.495278852545925 * r + 28729.085735721942674) * r + 39307.89580009271061) * r
                        + 21213.794301586595867
                    )
                    * r
                    + 5394.1960214247511077
                )
                * r
                + 687.1870074920579083
            )
            * r
            + 42.313330701600911252
        ) * r + 1.0
        return q * top / low
    r = math.sqrt(-math.log(u if q < 0.0 else 1.0 - u))
    if r <= 5.0:
        r -= 1.6
        top = (
            (
                (
                    (
                        ((7.7454501427834140764e-4 * r + 0.0227238449892691845833) * r + 0.24178072517745061177) * r
                        + 1.27045825245236838258
                    )
                    * r
                    + 3.64784832476320460504
                )
                * r
                + 5.7694972214606914055
            )
            * r
            + 4.6303378461565452959
        ) * r + 1.42343711074968357734
        low = (
            (
                (
                    (
                        ((1.05075007164441684324e-9 * r + 5.475938084995344946e-4) * r + 0.0151986665636164571966) * r
                        + 0.14810397642748007459
                    )
                    * r
                    + 0.68976733498510000455
                )
                * r
                + 1.6763848301838038494
            )
            * r
            + 2.05319162663775882187
        ) * r + 1.0
    else:
        r -= 5.0
        top = (
            (
                (
                    (
                        ((2.01033439929228813265e-7 * r + 2.71155556874348757815e-5) * r + 0.0012426609473880784386) * r
                        + 0.026532189526576123093
                    )
                    * r
                    + 0.29656057182850489123
                )
                * r
                + 1.7848265399172913358
            )
            * r
            + 5.4637849111641143699
        ) * r + 6.6579046435011037772
        low = (
            (
                (
                    (
                        ((2.04426310338993978564e-15 * r + 1.4215117583164458887e-7) * r + 1.8463183175100546818e-5) * r
                        + 7.868691311456132591e-4
                    )
                    * r
                    + 0.0148753612908506148525
                )
                * r
                + 0.13692988092273580531
            )
            * r
            + 0.59983220655588793769
        ) * r + 1.0
    return -top / low if q < 0.0 else top / low


@njit("float64(float64, float64, float64)", cache=True, error_model="numpy")
def lognormal(u: float, median: float, sigma: float) -> float:
    """Return the lognormal quantile of `u`; `median` has the unit of the result."""
    return median * math.exp(sigma * normal(u))
