"""Mean levels: how many people, places, staff and units there are on an average day."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from simulator.analysis.record import record
from simulator.analysis.samples import Pair
from simulator.model.measures import MEASURE, parts_of
from simulator.results import Record, Table

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
"""(table, measure, unit, the person-days or staff-months that a level is made of)."""

BY_MONTH = (
    "participant_days", "engaged_days", "waiting_days", "place_days_used", "place_days_funded", "case_manager_months",
    "jail_days", "background_jail_days", "prison_days",
)  # fmt: skip
"""What levels are told by month too."""


def level_records(pair: Pair) -> Iterator[Record]:
    """Return the levels of each period, units of capacity that are open included."""
    lengths = {"days": np.array(pair.axes.days), "months": np.array(pair.axes.months)}
    for table, name, unit, source in LEVELS:
        parts, length = parts_of(source), lengths[MEASURE[source].unit]
        before, after = (counts.of(parts) / length for counts in pair.counts)
        for period, label in enumerate(pair.axes.periods):
            yield record(pair, table, name, unit, before[:, :, period], after[:, :, period], label)
    for line, units in pair.units.items():
        for period, label in enumerate(pair.axes.periods):
            before, after = units[:, :, period, 0], units[:, :, period, 1]
            yield record(pair, "queues", "units_open_mean", "units", before, after, label, line=line)
