"""Month by month: how nets add up, and how many people, places and staff there are."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from simulator.analysis.estimate import HIGH, LOW
from simulator.analysis.levels import BY_MONTH, LEVELS
from simulator.analysis.nets import nets
from simulator.analysis.samples import Pair
from simulator.results import ALL, Series

Floats = npt.NDArray[np.float64]


def series(pair: Pair) -> Iterator[Series]:
    """Yield the nets added up from the first month on, and the levels in the baseline and in the scenario."""
    sides = (pair.scenario, pair.baseline)
    for rung, payer, monthly in nets(pair):
        band = _band(monthly.cumsum(axis=2))
        yield Series("money", "cumulative_net", "dollars", *sides, rung, payer, None, (), (), *band)
    for table, name, unit, source in LEVELS if pair.levels else ():
        if source in BY_MONTH:
            before, after = (levels[:, :, BY_MONTH.index(source), :] for levels in pair.levels or ())
            yield Series(table, name, unit, *sides, None, ALL, None, *_of_both(before, after))
    for line, units in pair.units_by_month.items():
        before, after = units[:, :, :, 0], units[:, :, :, 1]
        yield Series("queues", "units_open_mean", "units", *sides, None, ALL, line, *_of_both(before, after))


def _of_both(before: Floats, after: Floats) -> tuple[tuple[float, ...], ...]:
    """Return the means of baseline and scenario, and the band of the scenario."""
    return (*(tuple(each.mean(axis=(0, 1)).tolist()) for each in (before, after)), *_band(after))


def _band(by_month: Floats) -> tuple[tuple[float, ...], ...]:
    """Return by month the mean, and the 5th, 25th, 75th and 95th percentile of draws."""
    by_draw = by_month.mean(axis=1)
    low, p25, p75, high = np.percentile(by_draw, [LOW, 25.0, 75.0, HIGH], axis=0)
    return tuple(tuple(each.tolist()) for each in (by_draw.mean(axis=0), low, p25, p75, high))
