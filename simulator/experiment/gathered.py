"""What the runs of a question leave behind: sums by fiscal year in samples that grow by little, not the runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any

import numpy as np
import numpy.typing as npt

from simulator.analysis.levels import BY_MONTH
from simulator.analysis.samples import Counts, Money, Sample
from simulator.costs.happened import over_groups
from simulator.experiment.fund_years import FUND_YEARS, fund_years
from simulator.experiment.pairs import Settled
from simulator.experiment.task import Place
from simulator.model.measures import MEASURE, parts_of
from simulator.model.quantities import Quantity
from simulator.model.tally import Tally
from simulator.units import Calendar

Array = npt.NDArray[Any]

TOTALS, BY_GROUP, STAFF, LEVELS = "totals", "by group", "staff", "levels"
UNITS, MONTHLY_UNITS = "units of ", "monthly units of "
"""How the names begin of the open units that a run leaves in a sample."""
OF_STAFF = [
    Quantity.CASE_MANAGER_MONTHS,
    Quantity.NOTICE_MONTHS,
    Quantity.PROGRAM_MONTHS,
    Quantity.NOTICE_PROGRAM_MONTHS,
]


class Gathered:
    """The samples of each scenario by name, run by run in any order."""

    def __init__(self, calendar: Calendar, draws: int) -> None:
        self._calendar, self._draws = calendar, draws
        self._samples: dict[int, dict[str, Sample[Any]]] = {}
        first = calendar.warm_up_months
        days = np.diff(calendar.edges)[first:]
        self._lengths = np.stack([days if MEASURE[each].unit == "days" else np.ones_like(days) for each in BY_MONTH])
        years = [calendar.months_of(year) for year in calendar.fiscal_years]
        self._periods = [slice(first, calendar.months), *(slice(months[0], months[-1] + 1) for months in years)]

    def count(self, place: Place, tally: Tally) -> None:
        """Take in what was counted in a run."""
        by_period = np.stack([tally.counts[months].sum(axis=0) for months in self._periods])
        self._put(place, TOTALS, over_groups(by_period))
        self._put(place, BY_GROUP, by_period[0])
        self._put(place, STAFF, tally.counts[self._periods[0]][:, OF_STAFF].sum(axis=2))
        by_month = over_groups(tally.counts[self._periods[0]])
        levels = np.stack([by_month[:, parts_of(source)].sum(axis=1) for source in BY_MONTH])
        self._put(place, LEVELS, levels / self._lengths)

    def settle(self, place: Place, settled: Settled) -> None:
        """Take in what a run cost beside its baseline, and what its fund did."""
        for name, array in self._sums(settled).items():
            self._put(place, name, array)

    def counts_of(self, scenario: int, replications: int) -> Counts:
        """Return what was counted in the runs of a scenario."""
        return Counts(*(self._samples[scenario][name].of(replications) for name in (TOTALS, BY_GROUP)))

    def staff_of(self, scenario: int, replications: int) -> Sample[np.float64]:
        """Return the staff by month in the runs of a scenario."""
        return self._samples[scenario][STAFF].of(replications)

    def money_of(self, scenario: int, replications: int) -> Money:
        """Return what the runs of a scenario cost."""
        samples = self._samples[scenario]
        return Money(**{field.name: samples[field.name].of(replications) for field in fields(Money)})

    def fund_of(self, scenario: int, replications: int) -> dict[str, Array]:
        """Return what the funds of a scenario's runs did by fiscal year; nothing where there are none."""
        return self._named(FUND_YEARS, scenario, replications)

    def units_of(self, scenario: int, replications: int) -> dict[str, Array]:
        """Return the mean open units of lines that close as a whole."""
        return self._named(UNITS, scenario, replications)

    def units_by_month_of(self, scenario: int, replications: int) -> dict[str, Array]:
        """Return the open units of lines that close as a whole in each month."""
        return self._named(MONTHLY_UNITS, scenario, replications)

    def levels_of(self, scenario: int, replications: int) -> Sample[np.float64]:
        """Return levels by month in the runs of a scenario."""
        return self._samples[scenario][LEVELS].of(replications)

    def _named(self, beginning: str, scenario: int, replications: int) -> dict[str, Array]:
        return {
            name.removeprefix(beginning): sample.of(replications)[:, :]
            for name, sample in self._samples[scenario].items()
            if name.startswith(beginning)
        }

    def _put(self, place: Place, name: str, array: Array) -> None:
        scenario, draw, replication = place
        samples = self._samples.setdefault(scenario, {})
        if name not in samples:
            samples[name] = Sample(self._draws, array.shape, array.dtype.type)
        samples[name].put(draw, replication, array)

    def _sums(self, settled: Settled) -> Mapping[str, Array]:
        """Return what a run leaves: sums by period, and what is needed by month."""
        moved, first = settled.moved, self._calendar.warm_up_months
        whole, *years = (slice(months.start - first, months.stop - first) for months in self._periods)
        cents = {"spent": settled.spent.cents, "before": settled.before.cents}
        if settled.fund is not None:
            cents |= {"captured": moved.captured, "reinvested": moved.reinvested, "received": moved.received}
        nothing = {} if settled.fund is not None else self._nothing(settled)
        saved = np.maximum(settled.before.cents - settled.spent.cents, 0)
        return {
            **{name: _with_whole(_by_year(of_months, years)) for name, of_months in cents.items()},
            **nothing,
            "monthly": settled.monthly(),
            "gains": _by_year(saved, years),
            "certified": self._certified(settled),
            **fund_years(settled.fund, self._calendar),
            **{
                UNITS + line: np.stack([units[months].mean(axis=0) for months in (whole, *years)])
                for line, units in settled.units.items()
            },
            **{MONTHLY_UNITS + line: units for line, units in settled.units.items()},
        }

    def _nothing(self, settled: Settled) -> Mapping[str, Array]:
        """Return what is moved where there is no fund."""
        cells = (len(self._periods), *settled.moved.captured.shape[1:])
        none = np.zeros(cells, dtype=np.int64)
        return {"captured": none, "reinvested": none, "received": none[:, :, 0]}

    def _certified(self, settled: Settled) -> npt.NDArray[np.int64]:
        """Return what an auditor saw of each fiscal year by payer and line; nothing of years not certified yet."""
        ledger, seen = settled.spent, settled.fund.certified if settled.fund else {}
        cells = np.zeros((len(self._calendar.fiscal_years), len(ledger.payers), len(ledger.lines)), dtype=np.int64)
        for y, year in enumerate(self._calendar.fiscal_years):
            if year in seen:
                cells[y, :, : seen[year].cells.shape[1]] = seen[year].cells
        return cells


def _by_year(cents: npt.NDArray[np.int64], years: Sequence[slice]) -> npt.NDArray[np.int64]:
    return np.stack([cents[months].sum(axis=0) for months in years])


def _with_whole(by_year: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Return whole cents by year with their sum in front: the months of the horizon are those of its years."""
    return np.concatenate([by_year.sum(axis=0, keepdims=True), by_year])
