"""The search for the smallest size: a grid until it is bracketed, finer grids, then its neighbors and all above it.

What is turned away falls with capacity on average, not in every future, so that a size which holds may have one above
it that does not. A size is the answer only if it and every larger one that was tried hold, and none below it does
that.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from simulator.analysis.capacity import HIGH, LOW, smallest

NEIGHBORS = 2
"""Sizes next to the answer that are tried on either side."""
INSIDE = 3
"""Sizes that a grid puts into a bracket."""
NEAR, RATIO = 1.5, 1.15
"""Up to so many times the answer, sizes are tried that are at most so far apart, to see whether they hold."""
MOST_SIZES = 60
"""Where a target comes and goes from size to size, the search ends here."""

Shares = Callable[[Sequence[int]], Mapping[int, float]]


@dataclass(frozen=True)
class Searched:
    """The share of futures by size, ascending; `smallest` is None where no size up to the bound is enough.

    `alone` are smaller sizes at which the target holds while it does not at a larger one.
    """

    shares: Mapping[int, float]
    smallest: int | None
    alone: tuple[int, ...] = ()


def search(
    shares: Shares, chance: float, start: int, bounds: tuple[int, int], known: Mapping[int, float] | None = None
) -> Searched:
    """Return the smallest whole number in the bounds from which on the target holds in at least `chance` of futures.

    `shares` gives the share of futures in which it holds for several sizes at once, each of which is asked for once;
    `known` are the shares of sizes that were tried before.
    """
    least, most = bounds
    tried: dict[int, float] = dict(known or {})

    def holds(size: int) -> bool:
        return tried[size] >= chance - 1e-9

    wanted: set[int] = {start // 2, start, 2 * start}
    while True:
        new = sorted({min(max(size, least), most) for size in wanted} - tried.keys())
        tried |= shares(new) if new else {}
        sizes = sorted(tried)
        if not holds(sizes[-1]) and sizes[-1] < most:
            wanted = {2 * sizes[-1]}
        elif not holds(sizes[-1]):
            return Searched({size: tried[size] for size in sizes}, None, tuple(filter(holds, sizes)))
        else:
            found = smallest(sizes, np.array([tried[size] for size in sizes]), chance)
            wanted = {size for size in _next(sizes, int(found), bounds) if size not in tried}
            if not wanted or len(tried) - len(known or {}) >= MOST_SIZES:
                alone = tuple(size for size in sizes if size < found and holds(size))
                return Searched({size: tried[size] for size in sizes}, int(found), alone)


def _next(sizes: Sequence[int], found: int, bounds: tuple[int, int]) -> set[int]:
    """Return what is to be tried next: below, then inside of the bracket, then next to the answer and above it."""
    least, most = bounds
    below = max((size for size in sizes if size < found), default=None)
    if below is None and found > least:
        return {max(least, found // 2)}
    if below is not None and found - below > 1:
        step = (found - below) / (INSIDE + 1)
        return {below + max(1, min(found - below - 1, round(step * i))) for i in range(1, INSIDE + 1)}
    beside = {found + step for step in range(-NEIGHBORS, NEIGHBORS + 1)}
    above, last = found + NEIGHBORS, math.ceil(NEAR * found)
    beside.add(last)
    while above < last:
        above = max(above + 1, math.floor(above * RATIO))
        beside.add(min(above, last))
    return {size for size in beside if least <= size <= most}


def between(shares: Mapping[int, float], most: int, step: float) -> list[int]:
    """Return the sizes to try where neighbors are far apart and differ by more than `step` of futures.

    Or where what is enough in 5, 50 or 95 % of futures lies between them; and one above all, where that does.
    """
    sizes = sorted(shares)

    def differ(low: int, high: int) -> bool:
        crossed = any(shares[low] < told <= shares[high] for told in (LOW, 0.5, HIGH))
        return crossed or abs(shares[high] - shares[low]) > step

    found = [
        round(math.sqrt(max(1, low) * high))
        for low, high in pairwise(sizes)
        if high - low > 1 and high > RATIO * low and differ(low, high)
    ]
    if shares[sizes[-1]] < HIGH and sizes[-1] < most:
        found.append(min(most, math.ceil(sizes[-1] * math.sqrt(2))))
    return [size for size in found if size not in shares]


__all__ = ["Searched", "between", "search"]
