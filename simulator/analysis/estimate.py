"""Estimates of paired differences over draws, and the words for what they can and cannot say."""

from __future__ import annotations

import math
from enum import Enum

import numpy as np
import numpy.typing as npt

from simulator.results import Difference

LOW, MEDIAN, HIGH = 5.0, 50.0, 95.0
FUTURES = 50
FEWEST_APART, MOST_APART = 15, 35  # of 50 futures: between them two scenarios cannot be told apart


def difference(paired: npt.NDArray[np.float64]) -> Difference:
    """Return the estimate of a paired difference; shape (draws, replications).

    Replications of a draw are averaged first, so the percentiles are over draws. With one draw there is no error of
    the mean to state from draws; replications of it give one.
    """
    by_draw = paired.mean(axis=1)
    low, p25, p75, high = np.percentile(by_draw, [LOW, 25.0, 75.0, HIGH])
    sample = by_draw if len(by_draw) > 1 else paired[0]
    error = float(sample.std(ddof=1) / math.sqrt(len(sample))) if len(sample) > 1 else None
    simulation_error, parameter_spread = luck_and_inputs(paired)
    return Difference(
        mean=float(by_draw.mean()),
        low=float(low),
        high=float(high),
        mcse=error,
        p25=float(p25),
        p75=float(p75),
        chance_positive=float((by_draw > 0).mean()),
        chance_negative=float((by_draw < 0).mean()),
        draws=len(by_draw),
        simulation_error=simulation_error,
        parameter_spread=parameter_spread,
    )


def luck_and_inputs(paired: npt.NDArray[np.float64]) -> tuple[float | None, float | None]:
    """Return (simulation error, parameter spread) of a paired difference; shape (draws, replications).

    The analysis of variance of one random factor: draws are the classes, and replications, which differ in luck alone,
    are repeated within them. Every draw has worlds of its own, so luck is independent between draws.
    """
    draws, replications = paired.shape
    if replications == 1:
        return None, None
    of_luck = float(paired.var(axis=1, ddof=1).mean()) / replications  # in the variance of a draw's mean
    simulation_error = math.sqrt(of_luck / draws)
    if draws == 1:
        return simulation_error, None
    between = float(paired.mean(axis=1).var(ddof=1))
    return simulation_error, math.sqrt(max(0.0, between - of_luck))


class Verdict(Enum):
    """What may be said of a difference."""

    POSITIVE = "positive"
    NEGATIVE = "negative"
    SAME = "the same in every future"
    MIXED_FUTURES = "futures disagree"
    SIMULATION_ERROR = "too few draws to tell from chance"


def verdict(estimate: Difference) -> Verdict:
    """Return whether a difference can be told from none, and if not, why not.

    Not apart: between 15 and 35 of 50 futures are positive and others negative, or the mean is within two standard
    errors (`mcse`) of 0.
    """
    if estimate.low == estimate.high == estimate.mean == 0.0 and not estimate.mcse and not estimate.simulation_error:
        return Verdict.SAME
    one_sided = estimate.chance_positive == 0.0 or estimate.chance_negative == 0.0
    if not one_sided and FEWEST_APART <= round(FUTURES * estimate.chance_positive) <= MOST_APART:
        return Verdict.MIXED_FUTURES
    if estimate.mcse is None or estimate.mean == 0.0 or abs(estimate.mean) < 2.0 * estimate.mcse:
        return Verdict.SIMULATION_ERROR
    return Verdict.POSITIVE if estimate.mean > 0 else Verdict.NEGATIVE


def futures(estimate: Difference, *, positive: bool = True) -> tuple[int, int]:
    """Return (how many futures are positive, or negative, of how many).

    Counted in fiftieths from 50 draws on; 50 or 0 of 50 only when all draws agree.
    """
    chance = estimate.chance_positive if positive else estimate.chance_negative
    if estimate.draws < FUTURES:
        return round(chance * estimate.draws), estimate.draws
    count = round(FUTURES * chance)
    if 0.0 < chance < 1.0:
        count = min(FUTURES - 1, max(1, count))
    return count, FUTURES


def percentile(ordered: npt.NDArray[np.float64], percent: float) -> float | None:
    """Return a percentile of ordered numbers by linear interpolation; infinity stands for never or for none.

    None where that has a part in it.
    """
    below, rest = divmod((len(ordered) - 1) * percent, 100.0)
    lower = float(ordered[int(below)])
    upper = float(ordered[int(below) + 1]) if rest else lower
    return None if np.isinf(upper) else lower + (upper - lower) * rest / 100.0
