"""Waits with an open end, and the smallest size at which a target holds, with how sure that is."""

from __future__ import annotations

import math
from collections.abc import Sequence
from enum import IntEnum

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

NEVER = math.inf
RESAMPLES = 2_000
LOW, HIGH = 0.05, 0.95


class Ending(IntEnum):
    """How a wait for a place ended."""

    PLACE = 0
    """With a place."""
    WITHOUT = 1
    """Without one: refused, given up, off the list, dead or gone while waiting."""
    WAITING = 2
    """Not yet: still waiting at the end of the run."""
    ELSEWHERE = 3
    """With something as good, found without the program."""


def wait_within(lengths: Floats, endings: Floats, shares: Sequence[float]) -> tuple[float, ...]:
    """Return for each share the days within which that share of all who qualified were given a place; inf for never.

    The cumulative incidence of being given a place (Kaplan and Meier 1958, doi:10.1080/01621459.1958.10501452, of
    waits that last for ever for those who end without one; Fine and Gray 1999, doi:10.1080/01621459.1999.10474144).
    Who still waits, or found something else, is counted as long as they waited. Nobody qualified: 0 days. Both arrays
    have shape (entries,).
    """
    if not len(lengths):
        return (0.0,) * len(shares)
    ends = np.where(endings == Ending.WITHOUT, np.inf, lengths)
    times, placed = np.unique(ends[endings == Ending.PLACE], return_counts=True)
    at_risk = len(ends) - np.searchsorted(np.sort(ends), times, side="left")
    incidence = 1.0 - np.cumprod(1.0 - placed / at_risk)
    reached = np.searchsorted(incidence, np.asarray(shares) - 1e-12)
    return tuple(float(times[i]) if i < len(times) else NEVER for i in reached)


def own_smallest(sizes: Sequence[int], met: Bools) -> Floats:
    """Return by future the smallest size from which on the target holds at every size tried; inf where there is none.

    `sizes` ascend; `met` has shape (sizes, futures).
    """
    holds_on = np.logical_and.accumulate(met[::-1], axis=0)[::-1]
    first: Floats = np.where(holds_on.any(axis=0), np.asarray(sizes, dtype=float)[holds_on.argmax(axis=0)], NEVER)
    return first


def smallest(sizes: Sequence[int], shares: Floats, chance: float) -> float:
    """Return the smallest size from which on the share of futures is at least `chance` at every size tried, or inf.

    `shares` has shape (sizes,).
    """
    return float(own_smallest(sizes, (shares >= chance - 1e-9)[:, np.newaxis])[0])


def spread(own: Floats) -> tuple[float, float, float]:
    """Return the size that is enough in 5 %, in half and in 95 % of futures; inf where none that was tried is."""
    ordered = np.sort(own)
    low, middle, high = (float(ordered[max(0, math.ceil(share * len(own)) - 1)]) for share in (LOW, 0.5, HIGH))
    return low, middle, high


def interval(sizes: Sequence[int], met: Bools, chance: float, seed: int) -> tuple[float, float] | None:
    """Return the 90 % interval of the smallest size that the finite number of draws leaves; None with one future.

    The bootstrap over draws (Efron 1979, doi:10.1214/aos/1176344552); `met` has shape (sizes, draws, replications), and
    with one draw its replications are resampled. An end that is inf lies above all sizes tried.
    """
    units = met.mean(axis=2) if met.shape[1] > 1 else met[:, 0].astype(np.float64)
    count = units.shape[1]
    if count == 1:
        return None
    luck = np.random.default_rng(seed)
    picked = luck.multinomial(count, np.full(count, 1.0 / count), size=RESAMPLES) / count
    found = np.sort(own_smallest(sizes, units @ picked.T >= chance - 1e-9))
    return float(found[round(LOW * (RESAMPLES - 1))]), float(found[round(HIGH * (RESAMPLES - 1))])


__all__ = ["NEVER", "Ending", "interval", "own_smallest", "smallest", "spread", "wait_within"]
