"""One run: a scenario, a draw, a replication, month by month."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from simulator.experiment.background import record_background
from simulator.experiment.setup import make_setup
from simulator.experiment.staffing import Staffing, staffing_rules
from simulator.inputs.draw import Inputs
from simulator.model.events import Event
from simulator.model.reference import ReferenceEngine, lazy_garbage_collection
from simulator.model.tally import Tally


@dataclass(frozen=True)
class Run:
    """What one run gave: its tally, and its event log where one was asked for."""

    tally: Tally
    events: Sequence[Event]


def run(inputs: Inputs, world: int, *, record_events: bool = False) -> Run:
    """Let one world of a scenario happen, warm-up included."""
    calendar = inputs.scenario.jurisdiction.calendar
    staffing = Staffing(staffing_rules(inputs), calendar)
    with lazy_garbage_collection():
        engine = ReferenceEngine(make_setup(inputs, world), record_events=record_events)
        for month in range(calendar.months):
            engine.set_capacity(staffing.plan())
            engine.advance(calendar.edges[month + 1])
            staffing.review(month, engine.tally())
    tally = engine.tally()
    staffing.record(tally)
    record_background(inputs, tally)
    return Run(tally, engine.events)
