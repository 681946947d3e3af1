"""What some payers spend in the baseline and in the scenario as a net counts it: dollars by draw and replication."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

import numpy as np
import numpy.typing as npt

from simulator.analysis.rungs import Rungs
from simulator.analysis.samples import Pair
from simulator.costs.savings import BASIS, NETS

Floats = npt.NDArray[np.float64]
CENTS = 100.0
LINES = 2  # the axis of cost lines in the whole horizon of one payer


def spent_of(pair: Pair, net: str, payers: Sequence[int]) -> tuple[Floats, Floats]:
    """Return what these payers spend over the whole horizon, LEAD included: (draws, replications) in each of the two.

    The first less the second is the net: a saving is positive. There is nothing of a fund in it.
    """
    rungs, rung = Rungs(pair), next(name for name, basis in BASIS.items() if basis == NETS[net])
    before, after = (
        reduce(np.add, (side(each, p)[:, :, 0].sum(axis=LINES) for each in (rung, "program") for p in payers)) / CENTS
        for side in (rungs.before, rungs.after)
    )
    return before, after


__all__ = ["spent_of"]
