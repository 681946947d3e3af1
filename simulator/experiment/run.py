"""One run: a scenario, a draw, a replication, month by month."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from simulator.experiment.background import record_background
from simulator.experiment.bought import RESOURCES, Bought
from simulator.experiment.capacities import capacity_plans, record_housing
from simulator.experiment.fund import Fund
from simulator.experiment.fund_terms import FundTerms
from simulator.experiment.setup import make_setup
from simulator.experiment.staffing import Staffing, staffing_rules
from simulator.inputs.draw import Inputs
from simulator.model.engines import DEFAULT_ENGINE, EngineName, make_engine, while_running
from simulator.model.events import Credit, Event, Resource
from simulator.model.tally import Tally


@dataclass(frozen=True)
class Run:
    """What one run gave: its tally, and where they were asked for its event log and what was counted for whom."""

    tally: Tally
    events: Sequence[Event]
    credits: Sequence[Credit]


def run(
    inputs: Inputs,
    world: int,
    terms: FundTerms | None = None,
    *,
    engine: EngineName = DEFAULT_ENGINE,
    record_events: bool = False,
) -> Run:
    """Let one world of a scenario happen, warm-up included.

    With the terms of a reinvestment fund, what it buys at the end of a month is there once it has been hired.
    """
    calendar = inputs.scenario.jurisdiction.calendar
    bought = Bought()
    staffing = Staffing(staffing_rules(inputs), calendar, bought)
    fund = Fund(terms, calendar, bought) if terms else None
    others = capacity_plans(inputs)
    with while_running(engine):
        model = make_engine(engine, make_setup(inputs, world), record_events=record_events)
        for resource, plan in others.items():
            model.set_capacity(resource, plan)
        tally = model.tally()
        for month, (start, end) in enumerate(zip(calendar.edges, calendar.edges[1:], strict=False)):
            model.set_capacity(Resource.LEAD, staffing.plan())
            plans = {resource: bought.on_top_of(others[resource], item) for item, resource in RESOURCES.items()}
            for resource, plan in plans.items():
                model.set_capacity(resource, plan)
            model.advance(end)
            tally.counts[month] = model.counted(month)
            staffing.record(month, tally)
            record_background(inputs, month, tally)
            record_housing({**others, **plans}, start, end, month, tally)
            staffing.review(month, tally)
            if fund:
                fund.close(month, tally)
    return Run(tally, model.events, model.credits)
