"""From samples of runs to records: quantities, money, queues and people, each paired with the baseline."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simulator.analysis.estimate import difference
from simulator.costs.savings import RUNGS, spending
from simulator.model.measures import MEASURE, MEASURES, parts_of
from simulator.results import ALL, Axes, Record, Sample, Table
from simulator.units import DAYS_PER_YEAR

Array = npt.NDArray[np.float64]

# Staff, places and the background belong to no group.
NOT_OF_PEOPLE = (
    "case_manager_months", "place_days_used", "place_days_funded", "housing_unit_days", "background_jail_days",
)  # fmt: skip
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
    yield from _rates(pair)
    yield from _money(pair)


def _quantities(pair: Pair) -> Iterator[Record]:
    for measure in MEASURES:
        parts = [int(part) for part in measure.parts]
        before, after = (_counts(sample, parts) for sample in (pair.of_baseline, pair.of_scenario))
        for period, label in enumerate(pair.axes.periods):
            yield _record(
                pair, "quantities", measure.name, measure.unit, before, after, period, label,
                route=measure.route, reason=measure.reason,
            )  # fmt: skip
        for g, group in enumerate(pair.axes.groups if measure.name not in NOT_OF_PEOPLE else ()):
            before, after = (
                sample.counts[:, :, 0, parts, g].sum(axis=2)[:, :, np.newaxis]
                for sample in (pair.of_baseline, pair.of_scenario)
            )
            yield _record(
                pair, "quantities", measure.name, measure.unit, before, after, 0, ALL, group=group,
                route=measure.route, reason=measure.reason,
            )  # fmt: skip


# Rates: (measure, unit, what is counted, the person-days that are exposed to it, days in the unit of exposure).
RATES: tuple[tuple[str, str, str, str, float], ...] = (
    ("offenses_rate", "per person-year at liberty", "contacts", "liberty_days", DAYS_PER_YEAR),
    ("arrests_rate", "per person-year at liberty", "arrests", "liberty_days", DAYS_PER_YEAR),
    ("deaths_rate", "per person-year", "deaths", "person_days", DAYS_PER_YEAR),
)


def _rates(pair: Pair) -> Iterator[Record]:
    """Return rates per time at risk: who is in jail commits no offense outside, so a count alone would flatter jail."""
    for name, unit, counted, exposed, days in RATES:
        before, after = (
            _ratio(_counts(sample, parts_of(counted)), _counts(sample, parts_of(exposed)) / days)
            for sample in (pair.of_baseline, pair.of_scenario)
        )
        for period, label in enumerate(pair.axes.periods):
            yield _record(pair, "people", name, unit, before, after, period, label)


def _ratio(counted: Array, exposure: Array) -> Array:
    """Return a rate; 0 where nobody is exposed."""
    return np.divide(counted, exposure, out=np.zeros_like(counted), where=exposure > 0.0)


# Mean levels: (table, measure, unit, the person-days or staff-months they are made of).
LEVELS: tuple[tuple[Table, str, str, str], ...] = (
    ("queues", "participants_mean", "persons", "participant_days"),
    ("queues", "engaged_mean", "persons", "engaged_days"),
    ("queues", "waiting_mean", "persons", "waiting_days"),
    ("queues", "places_used_mean", "places", "place_days_used"),
    ("queues", "places_funded_mean", "places", "place_days_funded"),
    ("queues", "case_managers_mean", "full-time staff", "case_manager_months"),
    ("queues", "court_waiting_mean", "cases", "court_waiting_days"),
    ("queues", "competency_waiting_mean", "persons", "competency_waiting_days"),
    ("queues", "services_waiting_mean", "persons", "service_waiting_days"),
    ("people", "jail_population_mean", "persons", "jail_days"),
    ("people", "jail_background_mean", "persons", "background_jail_days"),
    ("people", "prison_population_mean", "persons", "prison_days"),
    ("people", "state_beds_mean", "persons", "competency_bed_days"),
    ("people", "supervised_mean", "persons", "supervision_days"),
    ("people", "wanted_mean", "persons", "warrant_days"),
    ("people", "housed_mean", "persons", "housed_days"),
    ("people", "in_treatment_mean", "persons", "treatment_days"),
    ("people", "in_work_mean", "persons", "work_days"),
    ("people", "pool_mean", "persons", "person_days"),
)


def _levels(pair: Pair) -> Iterator[Record]:
    lengths = {"days": np.array(pair.axes.days), "months": np.array(pair.axes.months)}
    for table, name, unit, source in LEVELS:
        parts, length = parts_of(source), lengths[MEASURE[source].unit]
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


def _counts(sample: Sample, parts: list[int]) -> Array:
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
    route: str | None = None,
    reason: str | None = None,
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
        route=route,
        reason=reason,
        fiscal_year=label,
        group=group,
    )
