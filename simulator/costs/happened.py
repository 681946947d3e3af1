"""What was used in a run, as prices see it: by payer, and with what others use again of what is freed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, reduce

import numpy as np
import numpy.typing as npt

from simulator.costs.functions import backfilled
from simulator.costs.price import Price
from simulator.inputs.scenario import FUND
from simulator.model.tally import Tally

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Used:
    """Units by (month, count): what was used, and what with the part that others use again.

    Of each count, `prices` says which price it is of, and `payers` who pays for it.
    """

    prices: tuple[int, ...]
    payers: tuple[str, ...]
    units: Floats
    again: Floats


@dataclass(frozen=True)
class Happened:
    """What was counted by month in a run and in its reference, and the share of each quantity that a fund pays for."""

    tally: Tally
    reference: Tally | None = None
    by_fund: Floats | None = None

    @cached_property
    def _totals(self) -> Floats:
        return over_groups(self.tally.counts)

    @cached_property
    def _before(self) -> Floats | None:
        return None if self.reference is None else over_groups(self.reference.counts)

    def used(self, prices: Sequence[Price], months: Sequence[int] | None = None) -> Used:
        """Return what was used of some lines in some months (None: all), in the order of what they count."""
        counted = [(j, *count, price.backfill) for j, price in enumerate(prices) for count in price.counts]
        lines, quantities, payers, per_count, backfills = zip(*counted, strict=True) if counted else ((),) * 5
        at = np.ix_(range(len(self._totals)) if months is None else months, quantities)
        units = self._totals[at] * per_count
        again = units
        if self._before is not None and any(backfills):
            again = units.copy()
            before = self._before[at] * per_count
            for share in {*backfills} - {0.0}:
                filled = np.equal(backfills, share)
                again[:, filled] = backfilled(units[:, filled], before[:, filled], share)
        found = Used(lines, payers, units, again)
        if self.by_fund is None:
            return found
        touched = np.array([bool(self.by_fund[:, quantity].any()) for quantity in quantities])
        return _shared_with_fund(found, self.by_fund[at], touched) if touched.any() else found


def _shared_with_fund(used: Used, share: Floats, touched: Flags) -> Used:
    """Return what was used with the fund's part behind each count that it ever has one of.

    What a fund pays for is its own program, which nobody fills again.
    """
    order = [(i, False) for i in range(len(touched))] + [(int(i), True) for i in np.flatnonzero(touched)]
    order.sort()
    columns, funded = [i for i, _ in order], np.array([fund for _, fund in order])
    units = (used.units * np.where(touched, 1.0 - share, 1.0))[:, columns]
    units[:, funded] = (used.units * share)[:, touched]
    again = np.where(touched[columns], units, used.again[:, columns])
    payers = tuple(FUND if fund else used.payers[i] for i, fund in order)
    return Used(tuple(used.prices[i] for i in columns), payers, units, again)


def over_groups(counts: Floats) -> Floats:
    """Return what was counted of everybody: groups, the last axis, are added in their order."""
    return reduce(np.add, np.moveaxis(counts, -1, 0))
