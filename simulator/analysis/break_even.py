"""When a program has paid for itself: the month from which on the cumulative net is never below zero again."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simulator.analysis.estimate import HIGH, LOW, MEDIAN, percentile

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class BreakEven:
    """The break-even month over draws: its median, 5th and 95th percentile, and the share that never breaks even.

    Months count from 1, the first of the horizon. Never is later than every month, so a percentile that falls on it
    or next to it is None: the median is None where at least half never break even. There is no mean, because a mean
    over the draws that do break even hides the others.
    `nothing`: the net is 0 in every month of every draw. There is nothing to pay for, and no month.
    """

    median: float | None
    low: float | None
    high: float | None
    never: float
    draws: int
    nothing: bool = False


def cumulative_net(monthly: npt.NDArray[np.int64] | Floats) -> Floats:
    """Return the cumulative net by (draw, month) from nets by (draw, replication, month).

    Replications of a draw are averaged. Whole cents are added up as such, so that what cancels out is exactly 0.
    """
    if monthly.ndim != 3 or not monthly.size:
        raise ValueError(f"monthly nets are by draw, replication and month: {monthly.shape}")
    cumulative: Floats = monthly.sum(axis=1).cumsum(axis=1) / monthly.shape[1]
    return cumulative


def break_even_months(cumulative: Floats) -> Floats:
    """Return for each draw the first month from which on the cumulative net stays at or above 0; nan where never.

    `cumulative` has shape (draws, months). A month after which the net falls below 0 again does not count.
    """
    if cumulative.ndim != 2 or not cumulative.size:
        raise ValueError(f"a cumulative net is by draw and month: {cumulative.shape}")
    if not np.isfinite(cumulative).all():
        raise ValueError("a cumulative net is finite")
    below, months = cumulative < 0, cumulative.shape[1]
    last_below = np.where(below.any(axis=1), months - np.argmax(below[:, ::-1], axis=1), 0)
    return np.where(last_below < months, last_below + 1.0, np.nan)


def break_even(cumulative: Floats) -> BreakEven:
    """Return the break-even month over draws, from a cumulative net of shape (draws, months)."""
    months = break_even_months(cumulative)
    draws = len(months)
    if not cumulative.any():
        return BreakEven(None, None, None, never=0.0, draws=draws, nothing=True)
    ordered = np.sort(np.where(np.isnan(months), np.inf, months))
    median, low, high = (percentile(ordered, percent) for percent in (MEDIAN, LOW, HIGH))
    return BreakEven(median, low, high, never=float(np.isnan(months).mean()), draws=draws)
