"""One run: the month-by-month loop is one long run under the plan that it ends with."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from itertools import pairwise
from typing import Any

import pytest

from simulator.experiment.background import record_background
from simulator.experiment.capacities import capacity_plans, record_housing
from simulator.experiment.run import run
from simulator.experiment.setup import make_setup
from simulator.experiment.staffing import Staffing, staffing_rules
from simulator.inputs.draw import Inputs, draw_inputs
from simulator.model.engine import CapacityPlan
from simulator.model.events import Kind, Resource
from simulator.model.quantities import Quantity
from simulator.model.reference import ReferenceEngine
from tests.experiment.places import Place, later

SCENARIOS: dict[str, Mapping[str, Any]] = {
    "as before": {},
    "no LEAD": {"lead.annual_budget": {"value": 0, "price_year": 2025}},
    "more": {"lead.annual_budget": {"value": 1_500_000, "price_year": 2025}},
    "stops": {"lead.annual_budget": later(1_000_000, (date(2027, 7, 10), 0), price_year=2025)},
    "smaller caseload": {"lead.caseload": 4},
    "later caseload": {"lead.caseload": later(8, (date(2027, 5, 20), 3))},
    "to demand": {"lead.hire_to_demand": 1, "lead.hire_lag": 45},
    "homes": {"interim_housing.places": 5, "permanent_housing.places": later(2, (date(2027, 6, 1), 4))},
    "a full jail": {"jail.limit_bookings": 1, "jail.booking_limit": 0},
}


def plan_in_the_end(inputs: Inputs, world: int) -> CapacityPlan:
    """Return the places that a run's staff made, once all decisions are known."""
    calendar = inputs.scenario.jurisdiction.calendar
    staffing = Staffing(staffing_rules(inputs), calendar)
    tally = run(inputs, world).tally
    for month in range(calendar.months):
        staffing.review(month, tally)
    return staffing.plan()


@pytest.mark.parametrize("name", SCENARIOS)
def test_month_by_month_is_one_long_run_with_the_same_plan(place: Place, name: str):
    inputs = draw_inputs(place.scenario("asked", SCENARIOS[name]), 5, 1)
    happened = run(inputs, 2, record_events=True)
    calendar = inputs.scenario.jurisdiction.calendar
    engine = ReferenceEngine(make_setup(inputs, 2), record_events=True)
    others = capacity_plans(inputs)
    for resource, plan in {**others, Resource.LEAD: plan_in_the_end(inputs, 2)}.items():
        engine.set_capacity(resource, plan)
    engine.advance(calendar.edges[-1])
    assert list(happened.events) == list(engine.events)
    tally = engine.tally()
    staffing = Staffing(staffing_rules(inputs), calendar)
    for month, (start, end) in enumerate(pairwise(calendar.edges)):
        staffing.record(month, tally)
        record_background(inputs, month, tally)
        record_housing(others, start, end, month, tally)
    by_people = [q for q in Quantity if q not in range(Quantity.CASE_MANAGER_MONTHS, len(Quantity))]
    assert (happened.tally.counts[:, by_people] == tally.counts[:, by_people]).all()
    if name != "to demand":
        assert (happened.tally.counts == tally.counts).all()


def test_hiring_to_demand_makes_places_after_the_lag(place: Place):
    inputs = draw_inputs(place.scenario("asked", SCENARIOS["to demand"]), 5, 0)
    turns = [event.time for event in run(inputs, 0, record_events=True).events if event.kind == Kind.CAPACITY]
    assert turns[0] == -365.0
    assert turns[1] >= 45.0
    edges = inputs.scenario.jurisdiction.calendar.edges
    assert {turn - 45.0 for turn in turns[1:]} <= set(edges)


def test_a_run_is_the_same_every_time_and_in_another_world_another(place: Place):
    inputs = draw_inputs(place.scenario("asked"), 5, 0)
    one, again, other = (run(inputs, world).tally.counts for world in (0, 0, 1))
    assert (one == again).all()
    assert (one != other).any()


def test_events_are_only_kept_where_they_are_asked_for(place: Place):
    inputs = draw_inputs(place.scenario("asked"), 5, 0)
    assert len(run(inputs, 0).events) == 0
    assert len(run(inputs, 0, record_events=True).events) > 100


def test_all_scenarios_live_through_the_same_warm_up(place: Place):
    tallies = [run(draw_inputs(place.scenario("asked", changes), 5, 0), 0).tally for changes in SCENARIOS.values()]
    for tally in tallies[1:]:
        assert (tally.counts[:12] == tallies[0].counts[:12]).all()


def test_staff_is_in_the_tally_of_a_run(place: Place):
    counts = run(draw_inputs(place.scenario("asked", SCENARIOS["stops"]), 5, 0), 0).tally.counts.sum(axis=2)
    assert (counts[:12, Quantity.CASE_MANAGER_MONTHS] == 2.0).all()
    assert (counts[19:, Quantity.CASE_MANAGER_MONTHS] == 0.0).all()
    assert counts[19:, Quantity.NOTICE_MONTHS].any()
    assert (counts[19:, Quantity.NOTICE_DAYS] == counts[19:, Quantity.PARTICIPANT_DAYS]).all()
