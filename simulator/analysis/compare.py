"""From samples of runs to records: quantities, money, queues, people and funds, each paired with the baseline."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from simulator.analysis.benefit_cost import benefit_cost_records
from simulator.analysis.closings import closing_records
from simulator.analysis.equity import equity_records
from simulator.analysis.funds import fund_records
from simulator.analysis.levels import level_records
from simulator.analysis.money import money_records
from simulator.analysis.ratios import ratio_records
from simulator.analysis.record import record
from simulator.analysis.samples import Pair
from simulator.analysis.transfers import transfer_records
from simulator.model.measures import MEASURES, parts_of
from simulator.results import ALL, Record
from simulator.units import DAYS_PER_YEAR

Array = npt.NDArray[np.float64]

# Staff, places and the background belong to no group.
NOT_OF_PEOPLE = (
    "case_manager_months", "place_days_used", "place_days_funded", "housing_unit_days", "background_jail_days",
)  # fmt: skip


def records(pair: Pair) -> Iterator[Record]:
    """Return every record of a comparison with its baseline."""
    yield from _quantities(pair)
    yield from level_records(pair)
    yield from _rates(pair)
    yield from money_records(pair)
    yield from ratio_records(pair)
    yield from benefit_cost_records(pair)
    yield from transfer_records(pair)
    yield from closing_records(pair)
    yield from fund_records(pair)
    yield from equity_records(pair)


def _quantities(pair: Pair) -> Iterator[Record]:
    for measure in MEASURES:
        parts = [int(part) for part in measure.parts]
        before, after = (counts.of(parts) for counts in pair.counts)
        for period, label in enumerate(pair.axes.periods):
            yield record(
                pair, "quantities", measure.name, measure.unit, before[:, :, period], after[:, :, period], label,
                route=measure.route, reason=measure.reason,
            )  # fmt: skip
        for g, group in enumerate(pair.axes.groups if measure.name not in NOT_OF_PEOPLE else ()):
            before, after = (counts.of_group(parts, g) for counts in pair.counts)
            yield record(
                pair, "quantities", measure.name, measure.unit, before, after, ALL, group=group,
                route=measure.route, reason=measure.reason,
            )  # fmt: skip


# Rates: (measure, unit, what is counted, the person-days that are exposed to it, days in the unit of exposure).
RATES: tuple[tuple[str, str, str, str, float], ...] = (
    ("offenses_rate", "per person-year at liberty", "contacts", "liberty_days", DAYS_PER_YEAR),
    ("arrests_rate", "per person-year at liberty", "arrests", "liberty_days", DAYS_PER_YEAR),
    ("bookings_rate", "per person-year at liberty", "bookings", "liberty_days", DAYS_PER_YEAR),
    ("deaths_rate", "per person-year", "deaths", "person_days", DAYS_PER_YEAR),
)


def _rates(pair: Pair) -> Iterator[Record]:
    """Return rates per time at risk: who is in jail commits no offense outside, so a count alone would flatter jail."""
    for name, unit, counted, exposed, days in RATES:
        before, after = (
            _ratio(counts.of(parts_of(counted)), counts.of(parts_of(exposed)) / days) for counts in pair.counts
        )
        for period, label in enumerate(pair.axes.periods):
            yield record(pair, "people", name, unit, before[:, :, period], after[:, :, period], label)


def _ratio(counted: Array, exposure: Array) -> Array:
    """Return a rate; 0 where nobody is exposed."""
    return np.divide(counted, exposure, out=np.zeros_like(counted), where=exposure > 0.0)
