"""What an effect would have to be worth: shares of futures with their Monte Carlo interval, and acceptability curves.

Arrays in, estimates out. Nets are by draw in dollars, a saving positive; effects by draw, more is better. A future
accepts a price if price x effect + net is above 0 (incremental net benefit). There is no ratio of the two: where an
effect is negative, a ratio would call a loss a bargain.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import stats

from simulator.analysis.two_level import LEVEL

Floats = npt.NDArray[np.float64]
HALF = 0.5
MOST_PRICES = 7


@dataclass(frozen=True)
class Share:
    """A share of draws, and the ends of where it would be with any number of draws (90 %)."""

    count: int
    draws: int
    low: float
    high: float

    @property
    def value(self) -> float:
        """The share."""
        return self.count / self.draws


def share(count: int, draws: int) -> Share:
    """Return a share with its score interval (Wilson 1927, doi:10.1080/01621459.1927.10502953)."""
    ends = stats.binomtest(count, draws).proportion_ci(LEVEL, method="wilson")
    return Share(count, draws, float(ends.low), float(ends.high))


def accepting(effects: Floats, nets: Floats, price: float) -> Share:
    """Return the share of futures in which a unit of the effect is worth at least what it costs."""
    return share(int((price * effects + nets > 0.0).sum()), len(nets))


def acceptability(effects: Floats, costs: Floats, willing: Sequence[float]) -> Floats:
    """Return the share of futures in which a unit of an effect, at each of several prices, is worth what it costs.

    `effects` (more is better) and `costs` (in dollars, more is worse) are by draw; the result is (prices,).
    """
    return np.array([accepting(effects, -costs, price).value for price in willing])


def price_of(effects: Floats, nets: Floats, part: float = HALF) -> float | None:
    """Return the lowest price from 0 on that at least this share of futures accepts; None where no price is.

    A future with an effect above 0 accepts from its own price on, one with an effect below 0 up to its own price.
    """
    needed, accepted = math.ceil(part * len(nets)), int((nets > 0.0).sum())
    if accepted >= needed:
        return 0.0
    entering, leaving = (effects > 0.0) & (nets <= 0.0), (effects < 0.0) & (nets > 0.0)
    changing = entering | leaving
    at, whose = np.unique(-nets[changing] / effects[changing], return_inverse=True)
    just_above = accepted + np.cumsum(np.bincount(whose, np.where(entering[changing], 1.0, -1.0), len(at)))
    enough = np.flatnonzero(just_above >= needed)
    return float(at[enough[0]]) if len(enough) else None


def prices(effects: Floats, nets: Floats) -> tuple[float, ...]:
    """Return round prices to show a curve at: 0, and from where few futures accept to where as many do as ever will."""
    moving = effects > 0.0
    own = -nets[moving] / effects[moving]
    own = own[own > 0.0]
    if not len(own):
        return (0.0,)
    low, high = (float(each) for each in np.quantile(own, [0.02, 0.98]))
    first, last = math.floor(math.log10(low)), math.ceil(math.log10(high))
    rounds = [step * 10.0**power for power in range(first, last + 1) for step in (1.0, 2.0, 5.0)]
    below = max((each for each in rounds if each <= low), default=rounds[0])
    above = min((each for each in rounds if each >= high), default=rounds[-1])
    within = [each for each in rounds if below <= each <= above]
    step = math.ceil(len(within) / MOST_PRICES)
    return (0.0, *within[::-1][::step][::-1])


__all__ = ["HALF", "Share", "acceptability", "accepting", "price_of", "prices", "share"]
