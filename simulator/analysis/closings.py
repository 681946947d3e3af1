"""When a unit of capacity closes for good because of a scenario, and how many more are closed in the end."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from simulator.analysis.break_even import break_even_months
from simulator.analysis.estimate import HIGH, LOW, MEDIAN, percentile
from simulator.analysis.record import number, record
from simulator.analysis.samples import Pair
from simulator.results import Record

Floats = npt.NDArray[np.float64]


def closing_records(pair: Pair) -> Iterator[Record]:
    """Return for each line of units the first month from which on one unit fewer is open than in the baseline.

    It is fewer from then to the end of the horizon; a unit that opens again has not closed for good. The baseline may
    close units too, and these are not counted. Months count from 1. Never is later than every month, so there is no
    mean, and no median where half of all runs never close one. `units_open_last` are those open in the last month.
    """
    for line, units in pair.units_by_month.items():
        before, after = units[:, :, :, 0], units[:, :, :, 1]
        yield record(pair, "queues", "units_open_last", "units", before[:, :, -1], after[:, :, -1], line=line)
        months = first_months(before - after)
        never = float(np.isinf(months).mean())
        yield number(pair, "unit_closes_never", "share of futures", never, line=line)
        for name, percent in (("low", LOW), ("median", MEDIAN), ("high", HIGH)):
            month = percentile(months, percent)
            if month is not None:
                yield number(pair, f"unit_closes_month_{name}", "months", month, line=line)


def first_months(fewer: Floats) -> Floats:
    """Return, in order, for each run the month from which on at least one unit fewer is open to the end; inf for never.

    `fewer` has shape (draws, replications, months): each run has units of its own, whole ones.
    """
    months = break_even_months(fewer.reshape(-1, fewer.shape[2]) - 1.0)
    return np.sort(np.where(np.isnan(months), np.inf, months))
