"""What is limited: each day's plan is what the values of the day and the month's beginning leave to the pool."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from simulator.experiment.background import record_background
from simulator.experiment.capacities import capacity_plans, limit_of
from simulator.inputs.draw import Inputs, draw_inputs
from simulator.inputs.scenario import Scenario
from simulator.inputs.values import Snapshot
from simulator.model.engine import UNLIMITED, CapacityPlan
from simulator.model.events import Resource
from simulator.model.quantities import Quantity
from simulator.model.tally import Tally
from simulator.units import DAYS_PER_YEAR
from tests.experiment.places import Place, later, make_place

COURTS = ("superior", "municipal", "district")
OTHERS: Mapping[str, Any] = {
    "jail.background_population": 1_400,
    "jail.background_trend": 1.05,
    "courts.limited": 1,
    "courts.background_cases": dict.fromkeys(COURTS, 20),
    "courts.background_trend": 1.2,
    "competency.background_patients": 12,
}
LIMITS: Mapping[str, Any] = {
    "jail.limit_bookings": 1,
    "jail.booking_limit": 1_500,
    "courts.prosecutors": later(dict.fromkeys(COURTS, 9), (date(2027, 5, 17), dict.fromkeys(COURTS, 8))),
    "courts.defenders": dict.fromkeys(COURTS, 10),
    "competency.beds": later(30, (date(2027, 8, 1), 25)),
    "permanent_housing.places": later(2, (date(2027, 6, 10), 4)),
}


@pytest.fixture(scope="module")
def limited(tmp_path_factory: pytest.TempPathFactory) -> Scenario:
    return make_place(tmp_path_factory.mktemp("places") / "crowded", OTHERS).scenario("limited", LIMITS)


def day_by_day(inputs: Inputs, resource: Resource) -> CapacityPlan:
    """Return the plan of a resource, looked at on every single day."""
    calendar = inputs.scenario.jurisdiction.calendar
    found = []
    for day in range(int(calendar.edges[0]), int(calendar.edges[-1])):
        when = calendar.start + timedelta(day)
        values: Snapshot = (inputs.practice if day < 0 else inputs.policy).at(when)
        month = max(edge for edge in calendar.edges if edge <= day)
        found.append((float(day), limit_of(values, resource)(max(0.0, month / DAYS_PER_YEAR))))
    return tuple(next(same) for _, same in groupby(found, key=lambda entry: entry[1]))


@pytest.mark.parametrize("draw", [0, 1])
def test_a_plan_is_that_of_every_day(place: Place, limited: Scenario, draw: int):
    for scenario in (place.scenario("as it is"), limited):
        inputs = draw_inputs(scenario, 5, draw)
        plans = capacity_plans(inputs)
        assert set(plans) == set(Resource) - {Resource.LEAD}
        for resource, plan in plans.items():
            assert plan == day_by_day(inputs, resource), resource


def test_others_with_a_trend_leave_less_from_month_to_month(limited: Scenario):
    plans = capacity_plans(draw_inputs(limited, 5, 0))
    jail = [units for day, units in plans[Resource.JAIL] if day >= 0.0]
    assert jail[0] == 100
    assert len(jail) == 12
    assert jail == sorted(jail, reverse=True)
    assert plans[Resource.PERMANENT_HOUSING][-1] == ((date(2027, 6, 10) - date(2027, 1, 1)).days, 4)
    assert 136.0 in [day for day, _ in plans[Resource.COURT_SUPERIOR]], "the day on which a prosecutor leaves"


def test_what_is_not_limited_is_not(tmp_path: Path):
    free = make_place(tmp_path / "free", {**OTHERS, "courts.limited": 0}).scenario("free")
    plans = capacity_plans(draw_inputs(free, 5, 0))
    for resource in (Resource.JAIL, Resource.COURT_SUPERIOR, Resource.COURT_MUNICIPAL, Resource.COURT_DISTRICT):
        assert {units for _, units in plans[resource]} == {UNLIMITED}


def test_the_background_in_jail_is_its_level_times_the_days_of_the_month(limited: Scenario):
    inputs = draw_inputs(limited, 5, 0)
    calendar = inputs.scenario.jurisdiction.calendar
    tally = Tally.empty(calendar.months, ("one",))
    for month in range(calendar.months):
        record_background(inputs, month, tally)
    days = tally.counts[:, Quantity.BACKGROUND_JAIL_DAYS, -1]
    january = 12
    assert days[january] == pytest.approx(31 * 1_400 * 1.05 ** (15.5 / DAYS_PER_YEAR), rel=1e-12)
    assert np.count_nonzero(tally.counts) == calendar.months
