"""Scenarios against each other: the paired difference of their nets, in the same worlds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from simulator.analysis.estimate import difference
from simulator.analysis.nets import nets
from simulator.analysis.samples import Pair
from simulator.results import Versus


def versus(pairs: Sequence[Pair]) -> Iterator[Versus]:
    """Yield by how much each scenario's net is better than that of one before it, over the whole horizon."""
    totals = [{(rung, payer): monthly.sum(axis=2) for rung, payer, monthly in nets(pair)} for pair in pairs]
    for first, second in combinations(range(len(pairs)), 2):
        for rung, payer in totals[first]:
            better = totals[second][rung, payer] - totals[first][rung, payer]
            yield Versus(pairs[second].scenario, pairs[first].scenario, rung, payer, difference(better))
