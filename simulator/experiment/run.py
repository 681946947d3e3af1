"""One run: a scenario, a draw, a replication, month by month."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from simulator.experiment.background import record_background
from simulator.experiment.capacities import capacity_plans, record_housing
from simulator.experiment.setup import make_setup
from simulator.experiment.staffing import Staffing, staffing_rules
from simulator.inputs.draw import Inputs
from simulator.model.events import Credit, Event, Resource
from simulator.model.reference import ReferenceEngine, lazy_garbage_collection
from simulator.model.tally import Tally


@dataclass(frozen=True)
class Run:
    """What one run gave: its tally, and where they were asked for its event log and what was counted for whom."""

    tally: Tally
    events: Sequence[Event]
    credits: Sequence[Credit]


def run(inputs: Inputs, world: int, *, record_events: bool = False) -> Run:
    """Let one world of a scenario happen, warm-up included."""
    calendar = inputs.scenario.jurisdiction.calendar
    staffing = Staffing(staffing_rules(inputs), calendar)
    others = capacity_plans(inputs)
    with lazy_garbage_collection():
        engine = ReferenceEngine(make_setup(inputs, world), record_events=record_events)
        for resource, plan in others.items():
            engine.set_capacity(resource, plan)
        for month in range(calendar.months):
            engine.set_capacity(Resource.LEAD, staffing.plan())
            engine.advance(calendar.edges[month + 1])
            staffing.review(month, engine.tally())
    tally = engine.tally()
    staffing.record(tally)
    record_background(inputs, tally)
    record_housing(others, calendar.edges, tally)
    return Run(tally, engine.events, engine.credits)
