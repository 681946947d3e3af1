"""LEAD places: never granted at or over capacity; when places fall, holders get their notice and no more."""

from __future__ import annotations

from collections.abc import Iterator

from hypothesis import given

from simulator.model.engine import Setup
from simulator.model.events import Event, ExitReason, Kind
from simulator.model.facts import FULL_WEIGHT
from tests.properties.logbook import GONE, Moment, facts_at, notice_at, places
from tests.properties.strategies import examples, scenarios
from tests.properties.worlds import Scenario


@examples()
@given(scenarios())
def test_nothing_is_granted_at_or_over_capacity(scenario: Scenario):
    setup = scenario.setup()
    for moment in places(setup, scenario.run(setup).events):
        if moment.event.kind == Kind.SLOT_GRANTED:
            assert moment.used_before < moment.capacity
            assert moment.used == moment.used_before + FULL_WEIGHT <= moment.capacity


@examples()
@given(scenarios())
def test_the_places_follow_the_plan(scenario: Scenario):
    changes = []
    places_now = 0
    for time, planned in scenario.plan:
        if planned != places_now:
            changes.append(Event(time, -1, Kind.CAPACITY, planned))
            places_now = planned
    assert [event for event in scenario.run().events if event.kind == Kind.CAPACITY] == changes


@examples()
@given(scenarios())
def test_the_places_in_use_are_those_of_the_log(scenario: Scenario):
    setup = scenario.setup()
    outcome = scenario.run(setup)
    moments = list(places(setup, outcome.events))
    pool = outcome.engine._world.lead
    assert pool.used == sum(pool.held.values()) == (moments[-1].used if moments else 0)


@examples()
@given(scenarios())
def test_a_fall_puts_nobody_out_at_that_instant(scenario: Scenario):
    setup = scenario.setup()
    for moment in cut_exits(setup, scenario.run(setup).events):
        if notice_at(setup, moment.capacity_since) > 0.0:
            assert moment.event.time > moment.capacity_since


@examples()
@given(scenarios())
def test_holders_are_cut_within_the_notice_and_only_while_places_are_short(scenario: Scenario):
    setup = scenario.setup()
    for moment in cut_exits(setup, scenario.run(setup).events):
        assert moment.short_before
        assert moment.event.time <= moment.capacity_since + notice_at(setup, moment.capacity_since)


@examples()
@given(scenarios())
def test_places_are_short_no_longer_than_the_notice(scenario: Scenario):
    setup = scenario.setup()
    last = None
    for moment in places(setup, scenario.run(setup).events):
        if moment.event.kind != Kind.CAPACITY and moment.short_before:
            assert moment.event.time <= end_of_notice(setup, moment)
        last = moment
    if last is not None and last.used > last.capacity:
        assert scenario.end <= end_of_notice(setup, last)


def end_of_notice(setup: Setup, moment: Moment) -> float:
    return moment.capacity_since + notice_at(setup, moment.capacity_since)


def cut_exits(setup: Setup, events: list[Event]) -> Iterator[Moment]:
    """Yield each loss of a place that only a cut of places explains: not death, leaving, prison or a missed window."""
    window_ends: dict[int, float] = {}
    gone: set[int] = set()
    for moment in places(setup, events):
        event = moment.event
        if event.kind in (*GONE, Kind.PRISON_SENTENCE):
            gone.add(event.person)
        elif event.kind == Kind.RELEASED:
            gone.discard(event.person)
        elif event.kind == Kind.SLOT_GRANTED:
            window_ends[event.person] = event.time + facts_at(setup, event.time).program.intake_window
        elif (event.kind == Kind.LEAD_EXIT and event.detail == ExitReason.PROGRAM_CUT) or (
            event.kind == Kind.INTAKE_FAILED and event.person not in gone and event.time != window_ends[event.person]
        ):
            yield moment
