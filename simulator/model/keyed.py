"""Keyed luck of many people at once: the functions of `streams` over arrays, to the bit.

Compiled loops over the scalar functions: a vector `log` would differ from the scalar one in the last bit.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from numba import njit

from simulator.model.streams import exponential, join_key, uniform

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@njit("int64[::1](int64, int64)", cache=True, nogil=True)
def join_keys(key: int, count: int) -> Ints:
    """Return the keys one level below `key` of the parts 0, 1, … `count` - 1."""
    keys = np.empty(count, np.int64)
    for i in range(count):
        keys[i] = join_key(key, i)
    return keys


@njit("float64[::1](int64[::1], int64, int64)", cache=True, nogil=True)
def uniforms(keys: Ints, decision: int, occurrence: int) -> Floats:
    """Return the uniform number of one decision for each key, strictly between 0 and 1."""
    found = np.empty(keys.size, np.float64)
    for i in range(keys.size):
        found[i] = uniform(keys[i], decision, occurrence)
    return found


@njit("float64[::1](int64, int64, int64, float64, float64, float64)", cache=True, nogil=True)
def poisson_times(key: int, first: int, decision: int, rate: float, start: float, end: float) -> Floats:
    """Return the times of a Poisson process from `start` to before `end`; each wait is luck of its own arrival.

    `rate` is above 0. Arrivals are the parts `first`, `first` + 1, … below `key`.
    """
    times = np.empty(16, np.float64)
    count = 0
    time = start
    while True:
        time += exponential(uniform(join_key(key, first + count), decision, 0)) / rate
        if time >= end:
            return times[:count].copy()
        if count == times.size:
            times = np.concatenate((times, times))
        times[count] = time
        count += 1
