"""Unit costs: what a participant-month costs, or a booking or a jail day avoided."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simulator.analysis.estimate import HIGH, LOW

Floats = npt.NDArray[np.float64]
ROUNDING = 1e-9  # of the mean size of the units: sums of days that should cancel out leave less than this


@dataclass(frozen=True)
class UnitCost:
    """Dollars a unit; negative where what is paid for the units is less than nothing.

    mean: mean cost over mean units; None where the middle 90 % of draws have one without units ("no booking is
        avoided"), or where there are none on average: so few units make a number of any size
    low, high: the 5th and 95th percentile of the draws' own unit costs; None unless every draw has units
    share_without: the share of draws whose units are not above 0
    """

    mean: float | None
    low: float | None
    high: float | None
    share_without: float
    draws: int


def unit_cost(cost: Floats, units: Floats) -> UnitCost:
    """Return cost over units; both have shape (draws, replications), and a cost is positive.

    The mean is a ratio of means: all the dollars over all the units, which is what a budget pays for one. A mean of
    ratios is another number. A draw with hardly any units decides it, a draw without has no ratio, and where more
    is used instead of less the ratio changes its sign, so that a loss would look like a saving.
    """
    if cost.ndim != 2 or cost.shape != units.shape or not cost.size:
        raise ValueError(f"costs and units are both by draw and replication: {cost.shape}, {units.shape}")
    if not (np.isfinite(cost).all() and np.isfinite(units).all()):
        raise ValueError("costs and units are finite")
    by_draw, of_units = cost.mean(axis=1), units.mean(axis=1)
    none = ROUNDING * float(np.abs(units).mean())
    has_units = of_units > none
    enough = of_units.mean() > none and np.percentile(of_units, LOW) > none
    mean = float(by_draw.mean() / of_units.mean()) if enough else None
    low = high = None
    if has_units.all():
        low, high = (float(edge) for edge in np.percentile(by_draw / of_units, [LOW, HIGH]))
    return UnitCost(mean, low, high, share_without=float((~has_units).mean()), draws=len(by_draw))
