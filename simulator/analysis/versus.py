"""Scenarios against each other: the paired difference of their nets, in the same worlds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

import numpy as np

from simulator.analysis.estimate import difference
from simulator.analysis.nets import nets
from simulator.analysis.samples import Pair
from simulator.results import Versus


def versus(pairs: Sequence[Pair]) -> Iterator[Versus]:
    """Yield by how much each scenario's net is better than that of one before it, over the whole horizon.

    Who pays and gains nothing in one of them, such as a fund that it does not have, has a net of 0 there.
    """
    totals = [{(rung, payer): monthly.sum(axis=2) for rung, payer, monthly in nets(pair)} for pair in pairs]
    nothing = np.zeros(pairs[0].money.monthly.shape[:2])
    for first, second in combinations(range(len(pairs)), 2):
        for rung, payer in dict.fromkeys((*totals[first], *totals[second])):
            before, after = (totals[side].get((rung, payer), nothing) for side in (first, second))
            better = after - before
            yield Versus(pairs[second].scenario, pairs[first].scenario, rung, payer, difference(better))
