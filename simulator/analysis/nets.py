"""What each payer is better off by in each month, in dollars: what varies, and cash."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from simulator.analysis.money import CENTS, views
from simulator.analysis.samples import Pair

RUNGS = ("net", "cash_net")
"""In the order of the last axis of a sample of monthly money."""


def nets(pair: Pair) -> Iterator[tuple[str, str, npt.NDArray[np.float64]]]:
    """Yield (net, payer, dollars by draw, replication and month of the horizon); a saving is positive."""
    for payers, payer in views(pair.axes):
        for basis, rung in enumerate(RUNGS):
            yield rung, payer, pair.money.monthly[:, :, :, payers, basis].sum(axis=3) / CENTS
