"""Two levels of chance: draws of the inputs, and replications of luck within each draw.

A net is mean + input effect + luck. The analysis of variance of one random factor tells the two variances apart;
intervals are exact for normal effects or of large-sample form. What splits a fixed number of runs best depends on what
is to be known: the mean takes draws, a spread that luck would swell takes replications as well.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import stats

Floats = npt.NDArray[np.float64]
Ends = tuple[float, float]

LEVEL = 0.90
FEWEST_DRAWS = 50
"""Draws below which futures are not counted in fiftieths; a split of a few runs does not go below it to no purpose."""


@dataclass(frozen=True)
class Components:
    """What an analysis of variance finds, in squared units of the net.

    `between` is the variance that the inputs cause between draws (0 where luck alone explains what draws differ by),
    `within` the variance of luck in one run of a draw. `between_ends` and `luck_ends`, of the share of luck in the
    variance of one future, hold them with a probability of 90 % where effects are normal.
    """

    draws: int
    replications: int
    between: float
    within: float
    between_ends: Ends
    luck_ends: Ends

    @property
    def luck_share(self) -> float:
        """The share of luck in the variance of the net of one future; 0 where nothing varies."""
        whole = self.between + self.within
        return self.within / whole if whole > 0.0 else 0.0

    @property
    def shrinkage(self) -> float:
        """What the spread of draw means is multiplied by to be that of the inputs alone, from 0 to 1."""
        whole = self.between + self.within / self.replications
        return math.sqrt(self.between / whole) if whole > 0.0 else 1.0


def components(paired: Floats, pilot: Floats | None = None) -> Components:
    """Return the variance components of nets, shape (draws, replications).

    With one replication the luck is that of `pilot`, the same question with some of its draws repeated: shape (draws,
    replications), at least two each. ValueError where there are fewer than two draws, or no replications anywhere.
    """
    draws, replications = paired.shape
    source = paired if replications > 1 or pilot is None else pilot
    if draws < 2 or source.shape[1] < 2:
        raise ValueError(f"variance components take two draws and two replications: {paired.shape}, {source.shape}")
    of_draws = replications * float(paired.mean(axis=1).var(ddof=1))
    of_luck = float(source.var(axis=1, ddof=1).mean())
    freedom = draws - 1, source.shape[0] * (source.shape[1] - 1)
    between = max(0.0, of_draws - of_luck) / replications
    low, high = _difference_ends(of_draws, of_luck, *freedom)
    ends = max(0.0, low / replications), max(0.0, high / replications)
    return Components(
        draws, replications, between, of_luck, ends, _luck_ends(of_draws, of_luck, replications, *freedom)
    )


def _luck_ends(of_draws: float, of_luck: float, replications: int, more: int, less: int) -> Ends:
    """Return the exact ends of the share of luck (Searle, Casella and McCulloch 1992, Variance Components, 3.6)."""
    if of_luck == 0.0:
        return (0.0, 0.0)
    tail = (1.0 - LEVEL) / 2.0
    found = of_draws / of_luck
    edges = (found / float(stats.f.ppf(1.0 - tail, more, less)), found / float(stats.f.ppf(tail, more, less)))
    # (edge - 1) / replications is the ratio of the two variances, and 1 / (1 + ratio) the share of luck.
    low, high = (1.0 / (1.0 + max(0.0, (edge - 1.0) / replications)) for edge in reversed(edges))
    return low, high


def _difference_ends(first: float, second: float, more: int, less: int) -> Ends:
    """Return the ends of the difference of two mean squares, each with its degrees of freedom.

    The modified large-sample interval of Ting, Burdick, Graybill, Jeyaratnam and Lu (1990, J. Statist. Comput. Simul.
    35, 135-143), which is exact where either is 0.
    """
    tail = (1.0 - LEVEL) / 2.0

    g1, g2 = (1.0 - each / float(stats.chi2.ppf(1.0 - tail, each)) for each in (more, less))
    h1, h2 = (each / float(stats.chi2.ppf(tail, each)) - 1.0 for each in (more, less))
    upper, lower = (float(stats.f.ppf(each, more, less)) for each in (1.0 - tail, tail))
    g12 = ((upper - 1.0) ** 2 - (g1 * upper) ** 2 - h2**2) / upper
    h12 = ((1.0 - lower) ** 2 - (h1 * lower) ** 2 - g2**2) / lower
    down = (g1 * first) ** 2 + (h2 * second) ** 2 + g12 * first * second
    up = (h1 * first) ** 2 + (g2 * second) ** 2 + h12 * first * second
    return first - second - math.sqrt(max(0.0, down)), first - second + math.sqrt(max(0.0, up))


# -- how to split a fixed number of runs ------------------------------------------------------------------


@dataclass(frozen=True)
class Split:
    """How many draws, and how many replications of each."""

    draws: int
    replications: int


def best_for_mean(between: float, within: float, draw_cost: float = 0.0) -> float:
    """Return the replications of each draw that estimate the mean best at a fixed effort; not rounded, at least 1.

    `draw_cost` is what a fresh draw costs by itself, in runs of a replication. O'Hagan, Stevenson and Madan (2007,
    doi:10.1002/hec.1199). Where a draw costs no more than its runs, one replication is best whatever the variances.
    """
    if between <= 0.0:
        return math.inf if draw_cost > 0.0 and within > 0.0 else 1.0
    return max(1.0, math.sqrt(draw_cost * within / between))


def variance_of_spread(between: float, within: float, split: Split, pilot: Split) -> float:
    """Return the variance of the estimated variance between draws, for normal effects.

    With one replication in the split the luck is known from the pilot alone, and from the split itself otherwise.
    """
    draws, replications = split.draws, split.replications
    freedom = draws * (replications - 1) if replications > 1 else pilot.draws * (pilot.replications - 1)
    of_draws = (replications * between + within) ** 2 / (draws - 1)
    return 2.0 * (of_draws + within**2 / freedom) / replications**2


def best_for_spread(between: float, within: float, pairs: int, pilot: Split) -> Split:
    """Return the split of so many runs that estimates the variance between draws best; the first of equals.

    Splits with fewer draws than it takes to count futures in fiftieths are left out where there are runs enough.
    """
    fewest = min(FEWEST_DRAWS, pairs)
    splits = [Split(pairs // each, each) for each in range(1, pairs // max(2, fewest) + 1)] or [Split(pairs, 1)]
    return min(splits, key=lambda each: variance_of_spread(between, within, each, pilot))


# -- the net without luck ---------------------------------------------------------------------------------


def without_luck(paired: Floats, found: Components) -> Floats:
    """Return draw means as they would spread by the inputs alone, shape (draws,): pulled towards their mean.

    The spread becomes that of the inputs; the shape stays as it is, which normal effects make exact. For chances: the
    best guess of each draw by itself would be pulled twice as far.
    """
    means = paired.mean(axis=1)
    pulled: Floats = means.mean() + found.shrinkage * (means - means.mean())
    return pulled


__all__ = [
    "LEVEL",
    "Components",
    "Ends",
    "Split",
    "best_for_mean",
    "best_for_spread",
    "components",
    "variance_of_spread",
    "without_luck",
]
