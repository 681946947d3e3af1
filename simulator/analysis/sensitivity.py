"""What may be said of nets where inputs were moved: swings apart from noise, break-even values, variance by input.

Arrays in, estimates out. A net is in dollars and a saving positive; an input's place in its range is its quantile.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import stats

Floats = npt.NDArray[np.float64]

FALSE_SHARE = 0.05
"""Of the swings that are listed, the share that may be noise on average."""
PAIRS = 3
"""Low end, base and high end make three pairs, of which the swing is the widest."""
INSIDE = 0.90
"""How often the interval of a break-even value is to hold it."""
STEPS = 4_001


def chance_of_noise(swing_by_future: Sequence[float]) -> float:
    """Return how likely noise alone makes a swing this wide (paired t test); needs two futures.

    The swing is the widest of three differences, so that its chance is three times that of one (Bonferroni).
    """
    differences = np.asarray(swing_by_future, dtype=np.float64)
    mean, spread = differences.mean(), differences.std(ddof=1)
    if spread == 0.0:
        return 1.0 if mean == 0.0 else 0.0
    t = abs(mean) / (spread / np.sqrt(len(differences)))
    return min(1.0, PAIRS * 2.0 * float(stats.t.sf(t, len(differences) - 1)))


def told_apart(swings: Sequence[Sequence[float]]) -> tuple[bool, ...]:
    """Return which swings, given by future, can be told from noise: about one in twenty of them is noise after all.

    The false discovery rate is held over all inputs that were moved (Benjamini and Hochberg 1995,
    doi:10.1111/j.2517-6161.1995.tb02031.x): of a hundred inputs without any effect, five would pass one by one.
    """
    if not swings:
        return ()
    chances = stats.false_discovery_control([chance_of_noise(each) for each in swings])
    return tuple(bool(chance <= FALSE_SHARE) for chance in chances)


@dataclass(frozen=True)
class Crossing:
    """Where a mean net is 0: a quantile of an input's range, and between which ones it may be instead.

    The interval is from the finite number of futures alone; None is beyond the range that was searched, or unknown
    with one future. `saves_above`: whether the net is above 0 for values above it.
    """

    at: float
    low: float | None
    high: float | None
    saves_above: bool


def crossing(at: float, nets: Mapping[float, Sequence[float]], *, saves_above: bool) -> Crossing:
    """Return a crossing with its interval: the quantiles around it at which the mean net may as well be 0.

    `nets` are by future at every quantile that was tried, between which mean and error are read off straight lines
    (the inversion of a test, as Fieller's). The interval holds the crossing in nine of ten repetitions.
    """
    tried = np.array(sorted(nets))
    found = np.array([nets[each] for each in tried.tolist()], dtype=np.float64)
    futures = found.shape[1]
    if futures < 2:
        return Crossing(at, None, None, saves_above)
    factor = float(stats.t.ppf(0.5 + INSIDE / 2.0, futures - 1)) / np.sqrt(futures)
    grid = np.unique(np.append(np.linspace(tried[0], tried[-1], STEPS), at))
    mean, error = (np.interp(grid, tried, each) for each in (found.mean(axis=1), found.std(axis=1, ddof=1) * factor))
    open_ = np.abs(mean) > error
    place = int(np.searchsorted(grid, at))
    below, above = np.flatnonzero(open_[:place]), np.flatnonzero(open_[place + 1 :])
    low = float(grid[below[-1] + 1]) if len(below) else None
    high = float(grid[place + above[0]]) if len(above) else None
    return Crossing(at, low, high, saves_above)


@dataclass(frozen=True)
class Index:
    """The share of the variance of a net that an input or a group has: alone, and with all it does with others.

    `first_error` and `total_error` are half the width of bootstrap intervals that hold them in nine of ten repetitions.
    """

    name: str
    first: float
    first_error: float
    total: float
    total_error: float


def indices(names: Sequence[str], groups: Sequence[str], nets: Floats, *, seed: int) -> tuple[Index, ...]:
    """Return the variance-based indices of groups from nets at the points of `saltelli`, in their order.

    First order by Saltelli (2010, doi:10.1016/j.cpc.2009.09.018), totals by Jansen (1999,
    doi:10.1016/S0010-4655(98)00154-4), as SALib has them. Where nothing varies, nothing has a share.
    """
    from SALib.analyze import sobol

    if float(np.ptp(nets)) == 0.0:
        return tuple(Index(group, 0.0, 0.0, 0.0, 0.0) for group in dict.fromkeys(groups))
    found: Any = sobol.analyze(
        problem_of(names, groups), nets, calc_second_order=False, conf_level=INSIDE, seed=seed, num_resamples=500
    )
    return tuple(
        Index(group, *(float(found[key][i]) for key in ("S1", "S1_conf", "ST", "ST_conf")))
        for i, group in enumerate(dict.fromkeys(groups))
    )


def saltelli(names: Sequence[str], groups: Sequence[str], base: int, seed: int) -> Floats:
    """Return the points at which nets are needed: (base × (groups + 2), names), each number from 0 to 1."""
    from SALib.sample import sobol

    return np.asarray(sobol.sample(problem_of(names, groups), base, calc_second_order=False, seed=seed))


def problem_of(names: Sequence[str], groups: Sequence[str]) -> dict[str, Any]:
    """Return the problem in SALib's form: quantiles by name, each in a group."""
    return {
        "num_vars": len(names),
        "names": list(names),
        "bounds": [[0.0, 1.0]] * len(names),
        "groups": list(groups),
    }


def share_of_luck(nets: Floats) -> float | None:
    """Return the share of luck in the variance of nets between points; (points, replications), None with one.

    What is left when each point and each world has its own mean (the interaction of a table with one number a cell).
    """
    points, worlds = nets.shape
    if worlds < 2 or points < 2:
        return None
    rest = nets - nets.mean(axis=1, keepdims=True) - nets.mean(axis=0, keepdims=True) + nets.mean()
    of_luck = float((rest**2).sum() / ((points - 1) * (worlds - 1)) / worlds)
    whole = float(nets.mean(axis=1).var(ddof=1))
    return min(1.0, of_luck / whole) if whole > 0.0 else None


__all__ = [
    "FALSE_SHARE", "INSIDE", "Crossing", "Index", "chance_of_noise", "crossing", "indices", "problem_of",
    "saltelli", "share_of_luck", "told_apart",
]  # fmt: skip
