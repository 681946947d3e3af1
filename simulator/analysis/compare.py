"""From samples of runs to records: quantities, money, queues and people, each paired with the baseline."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simulator.analysis.estimate import difference
from simulator.costs.savings import RUNGS, spending
from simulator.model.tally import MEASURE, MEASURES, Quantity
from simulator.results import ALL, Axes, Record, Sample, Table

Array = npt.NDArray[np.float64]

# Staff, places and the background belong to no group.
NOT_OF_PEOPLE = ("case_manager_months", "place_days_used", "place_days_funded", "background_jail_days")
# How a rung is priced; the net adds what varies to what is paid in full.
BASIS = {"gross": "average", "avoided": "marginal", "program": "average", "net": None}


@dataclass(frozen=True)
class Pair:
    """A scenario and its baseline: the same worlds, draw by draw and replication by replication.

    `price_year` is None where dollars are nominal.
    """

    scenario: str
    baseline: str
    axes: Axes
    of_scenario: Sample
    of_baseline: Sample
    price_year: int | None


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
        for g, group in enumerate(pair.axes.groups if measure.name not in NOT_OF_PEOPLE else ()):
            before, after = (
                sample.counts[:, :, 0, parts, g].sum(axis=2)[:, :, np.newaxis]
                for sample in (pair.of_baseline, pair.of_scenario)
            )
            yield _record(pair, "quantities", measure.name, measure.unit, before, after, 0, ALL, group=group)


# Mean levels: (table, measure, unit, the person-days or staff-months they are made of).
LEVELS: tuple[tuple[Table, str, str, str], ...] = (
    ("queues", "participants_mean", "persons", "participant_days"),
    ("queues", "engaged_mean", "persons", "engaged_days"),
    ("queues", "waiting_mean", "persons", "waiting_days"),
    ("queues", "places_used_mean", "places", "place_days_used"),
    ("queues", "places_funded_mean", "places", "place_days_funded"),
    ("queues", "case_managers_mean", "full-time staff", "case_manager_months"),
    ("people", "jail_population_mean", "persons", "jail_days"),
    ("people", "jail_background_mean", "persons", "background_jail_days"),
    ("people", "prison_population_mean", "persons", "prison_days"),
    ("people", "pool_mean", "persons", "person_days"),
)


def _levels(pair: Pair) -> Iterator[Record]:
    lengths = {"days": np.array(pair.axes.days), "months": np.array(pair.axes.months)}
    for table, name, unit, source in LEVELS:
        measure = MEASURE[source]
        parts, length = list(measure.parts), lengths[measure.unit]
        before, after = (_counts(sample, parts) / length for sample in (pair.of_baseline, pair.of_scenario))
        for period, label in enumerate(pair.axes.periods):
            yield _record(pair, table, name, unit, before, after, period, label)


def _money(pair: Pair) -> Iterator[Record]:
    program = pair.axes.program
    both = [spending(sample.cents, program) for sample in (pair.of_baseline, pair.of_scenario)]
    for rung in RUNGS:
        spent, basis = [cents[rung] for cents in both], BASIS[rung]
        lines = [j for j, own in enumerate(program) if rung != "net" and own == (rung == "program")]
        payers: list[str] = [ALL, *pair.axes.payers]
        for p, payer in enumerate(payers):
            of_payer = [one.sum(axis=3) if p == 0 else one[:, :, :, p - 1] for one in spent]
            before, after = (one.sum(axis=3) / 100.0 for one in of_payer)
            for period, label in enumerate(pair.axes.periods):
                yield _record(
                    pair, "money", "dollars", "dollars", before, after, period, label,
                    rung=rung, payer=payer, basis=basis, saved=True,
                )  # fmt: skip
            for j in lines:
                before, after = (one[:, :, :, j] / 100.0 for one in of_payer)
                yield _record(
                    pair, "money", "dollars", "dollars", before, after, 0, ALL,
                    rung=rung, payer=payer, basis=basis, line=pair.axes.lines[j], saved=True,
                )  # fmt: skip


def _counts(sample: Sample, parts: list[Quantity]) -> Array:
    """Return a measure over all groups; shape (draws, replications, periods)."""
    total: Array = sample.counts[:, :, :, parts, :].sum(axis=(3, 4))
    return total


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
