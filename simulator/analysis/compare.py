"""From samples of runs to records: quantities, money, queues and people, each paired with the baseline."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simulator.analysis.estimate import difference
from simulator.costs.ledger import BASES
from simulator.model.tally import MEASURE, MEASURES, Quantity
from simulator.results import ALL, Axes, Record, Sample, Table
from simulator.units import DAYS_PER_YEAR

Array = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Pair:
    """A scenario and its baseline: the same worlds, draw by draw and replication by replication."""

    scenario: str
    baseline: str
    axes: Axes
    of_scenario: Sample
    of_baseline: Sample
    price_year: int


def records(pair: Pair) -> Iterator[Record]:
    """Return every record of a comparison with its baseline."""
    yield from _quantities(pair)
    yield from _levels(pair)
    yield from _money(pair)


def _quantities(pair: Pair) -> Iterator[Record]:
    for measure in MEASURES:
        parts = list(measure.parts)
        before, after = (_counts(sample, parts) for sample in (pair.of_baseline, pair.of_scenario))
        for period, label in enumerate(pair.axes.periods):
            yield _record(pair, "quantities", measure.name, measure.unit, before, after, period, label)
        for g, group in enumerate(pair.axes.groups):
            before, after = (
                sample.counts[:, :, 0, parts, g].sum(axis=2)[:, :, np.newaxis]
                for sample in (pair.of_baseline, pair.of_scenario)
            )
            yield _record(pair, "quantities", measure.name, measure.unit, before, after, 0, ALL, group=group)


# Mean levels: (table, measure, unit, the person-days they are made of).
LEVELS: tuple[tuple[Table, str, str, str], ...] = (
    ("queues", "participants_mean", "persons", "participant_days"),
    ("queues", "engaged_mean", "persons", "engaged_days"),
    ("queues", "waiting_mean", "persons", "waiting_days"),
    ("queues", "places_used_mean", "places", "place_days_used"),
    ("queues", "places_funded_mean", "places", "place_days_funded"),
    ("people", "jail_population_mean", "persons", "jail_days"),
    ("people", "prison_population_mean", "persons", "prison_days"),
    ("people", "pool_mean", "persons", "person_days"),
)


def _levels(pair: Pair) -> Iterator[Record]:
    days = np.array(pair.axes.days)
    for table, name, unit, measure in LEVELS:
        parts = list(MEASURE[measure].parts)
        before, after = (_counts(sample, parts) / days for sample in (pair.of_baseline, pair.of_scenario))
        for period, label in enumerate(pair.axes.periods):
            yield _record(pair, table, name, unit, before, after, period, label)
    years = days / DAYS_PER_YEAR * 12.0
    before, after = (
        _counts(sample, list(MEASURE["case_manager_months"].parts)) / years
        for sample in (pair.of_baseline, pair.of_scenario)
    )
    for period, label in enumerate(pair.axes.periods):
        yield _record(pair, "queues", "case_managers_mean", "full-time staff", before, after, period, label)


def _money(pair: Pair) -> Iterator[Record]:
    program = np.array(pair.axes.program)
    views = {
        "gross": (~program, "average"),
        "avoided": (~program, "marginal"),
        "program": (program, "average"),
        "net": (np.ones_like(program), "marginal"),
    }
    for rung, (lines, basis) in views.items():
        spent = [_dollars(sample, basis) for sample in (pair.of_baseline, pair.of_scenario)]
        payers: list[str] = [ALL, *pair.axes.payers]
        for p, payer in enumerate(payers):
            of_payer = [one.sum(axis=3) if p == 0 else one[:, :, :, p - 1] for one in spent]
            before, after = (one[:, :, :, lines].sum(axis=3) for one in of_payer)
            for period, label in enumerate(pair.axes.periods):
                yield _record(
                    pair, "money", "dollars", "dollars", before, after, period, label,
                    rung=rung, payer=payer, basis=None if rung == "net" else basis, saved=True,
                )  # fmt: skip
            for j in np.flatnonzero(lines) if rung != "net" else ():
                before, after = (one[:, :, :, j] for one in of_payer)
                yield _record(
                    pair, "money", "dollars", "dollars", before, after, 0, ALL,
                    rung=rung, payer=payer, basis=basis, line=pair.axes.lines[j], saved=True,
                )  # fmt: skip


def _counts(sample: Sample, parts: list[Quantity]) -> Array:
    """Return a measure over all groups; shape (draws, replications, periods)."""
    total: Array = sample.counts[:, :, :, parts, :].sum(axis=(3, 4))
    return total


def _dollars(sample: Sample, basis: str) -> Array:
    """Return spending on a basis; shape (draws, replications, periods, payers, lines)."""
    dollars: Array = sample.cents[..., BASES.index(basis)] / 100.0
    return dollars


def _record(
    pair: Pair,
    table: Table,
    measure: str,
    unit: str,
    before: Array,
    after: Array,
    period: int,
    label: str | int,
    *,
    group: str = ALL,
    rung: str | None = None,
    payer: str = ALL,
    basis: str | None = None,
    line: str | None = None,
    saved: bool = False,
) -> Record:
    was, now = before[:, :, period], after[:, :, period]
    return Record(
        table=table,
        measure=measure,
        unit=unit,
        scenario=pair.scenario,
        baseline=pair.baseline,
        baseline_mean=float(was.mean()),
        scenario_mean=float(now.mean()),
        difference=difference(was - now if saved else now - was),
        line=line,
        rung=rung,
        payer=payer,
        basis=basis,
        price_year=pair.price_year if saved else None,
        fiscal_year=label,
        group=group,
    )
