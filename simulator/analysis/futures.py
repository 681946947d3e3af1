"""A net in equally likely futures, for reading off how sure it is: as many dots, each one future."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from simulator.analysis.estimate import FUTURES, difference, futures
from simulator.analysis.nets import nets
from simulator.analysis.samples import Pair
from simulator.results import Futures

Floats = npt.NDArray[np.float64]


def futures_of(pair: Pair) -> Iterator[Futures]:
    """Yield the nets over the whole horizon, by what they count and for whom, future by future."""
    for rung, payer, monthly in nets(pair):
        yield Futures(pair.scenario, pair.baseline, rung, payer, dots(monthly.sum(axis=2).mean(axis=1)))


def dots(by_draw: Floats) -> tuple[float, ...]:
    """Return fifty quantiles of a difference by draw, in order; with fewer than fifty draws, each of them.

    As many are below 0, and above, as `futures` counts: quantiles are taken within what is lost, what is saved and
    what is neither, so that dots and words never say two different numbers.
    """
    ordered = np.sort(by_draw)
    if len(ordered) < FUTURES:
        return tuple(ordered.tolist())
    estimate = difference(ordered[:, np.newaxis])
    losing, saving = (futures(estimate, positive=positive)[0] for positive in (False, True))
    below, neither, above = ordered[ordered < 0], ordered[ordered == 0], ordered[ordered > 0]
    sides = ((below, losing), (neither, FUTURES - losing - saving), (above, saving))
    return tuple(value for side, count in sides for value in _quantiles(side, count))


def _quantiles(ordered: Floats, count: int) -> list[float]:
    """Return so many equally likely values of an ordered sample: each is one of it."""
    places = np.floor((np.arange(count) + 0.5) / max(count, 1) * len(ordered)).astype(np.intp)
    values: list[float] = ordered[places].tolist()
    return values
