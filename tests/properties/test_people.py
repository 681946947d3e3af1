"""People are conserved: everybody arrives once, is somewhere, and nothing happens to those who are gone."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given

from simulator.model import rules, streams
from simulator.model.engine import Setup
from simulator.model.events import Decision, Event, Kind
from simulator.model.quantities import Quantity
from tests.properties.logbook import GONE, Stretch, custody, facts_at, lives, presence
from tests.properties.strategies import examples, scenarios
from tests.properties.worlds import Scenario

# What a departure itself writes about the person, after the line that says so.
DEPARTURE_LINES = (Kind.CASE_ABATED, Kind.LEAD_EXIT, Kind.INTAKE_FAILED)


@examples()
@given(scenarios())
def test_everybody_arrives_once_and_on_time(scenario: Scenario):
    setup = scenario.setup()
    outcome = scenario.run(setup)
    arrivals = [(event.person, event.time) for event in outcome.events if event.kind == Kind.ARRIVED]
    due = [(person, float(time)) for person, time in enumerate(setup.people.arrival) if time < scenario.end]
    assert sorted(arrivals) == due
    assert all(life[0].kind == Kind.ARRIVED for life in lives(outcome.events).values())


@examples()
@given(scenarios())
def test_present_dead_left_and_not_yet_arrived_are_all(scenario: Scenario):
    setup = scenario.setup()
    outcome = scenario.run(setup)
    kinds = [event.kind for event in outcome.events]
    gone = sum(kinds.count(kind) for kind in GONE)
    present = [person for person in outcome.engine._world.persons if person.present]
    yet_to_arrive = int((setup.people.arrival >= scenario.end).sum())
    assert len(present) + gone + yet_to_arrive == len(setup.people)
    assert kinds.count(Kind.ARRIVED) == len(present) + gone


@examples()
@given(scenarios())
def test_nothing_happens_after_departure(scenario: Scenario):
    for life in lives(scenario.run().events).values():
        departures = [place for place, event in enumerate(life) if event.kind in GONE]
        assert len(departures) <= 1
        for place in departures:
            for event in life[place + 1 :]:
                assert event.time == life[place].time
                assert event.kind in DEPARTURE_LINES


@examples()
@given(scenarios())
def test_people_die_when_due_and_leave_when_due_or_on_release(scenario: Scenario):
    setup = scenario.setup()
    events = scenario.run(setup).events
    held = custody(events, scenario.end)
    for person, life in lives(events).items():
        with scenario.time():
            dies, leaves = departures_due(setup, person)
        with scenario.time():
            dies = min([dies, *deaths_after_release(setup, person, held[person])])
        leaves = next((until for since, until in held[person] if since <= leaves < until), leaves)
        gone = [(event.kind, event.time) for event in life if event.kind in GONE]
        due = min((dies, Kind.DIED), (leaves, Kind.LEFT))
        assert gone == ([(due[1], due[0])] if due[0] < scenario.end else [])


def departures_due(setup: Setup, person: int) -> tuple[float, float]:
    """Return when somebody is to die and to leave the area, by the luck of arrival."""
    key, arrival = int(setup.people.key[person]), float(setup.people.arrival[person])
    rates = facts_at(setup, arrival).life
    death, leaving = (
        rules.memoryless(streams.uniform(key, int(decision), 0), rate)
        for decision, rate in ((Decision.DEATH, rates.death_rate), (Decision.LEAVING, rates.leaving_rate))
    )
    return arrival + death, arrival + leaving


def deaths_after_release(setup: Setup, person: int, held: list[Stretch]) -> Iterator[float]:
    """Yield when somebody is to die of a release: within the days of risk, unless back in custody before."""
    key = int(setup.people.key[person])
    for release, (_, time) in enumerate(held):
        facts = facts_at(setup, time).life
        luck = streams.uniform(key, int(Decision.DEATH_AFTER_RELEASE), release)
        delay = rules.memoryless(luck, facts.release_death_rate)
        back = held[release + 1][0] if release + 1 < len(held) else math.inf
        if delay < facts.release_risk and time + delay <= back:
            yield time + delay


@examples()
@given(scenarios())
def test_time_never_runs_backward(scenario: Scenario):
    events = scenario.run().events
    assert all(before.time <= after.time for before, after in pairwise(events))
    assert all(scenario.edges[0] <= event.time < scenario.end for event in events)


@examples()
@given(scenarios())
def test_person_days_are_the_presence_of_everybody(scenario: Scenario):
    outcome = scenario.run()
    stays = presence(outcome.events, scenario.end)
    counted = outcome.tally.counts[:, Quantity.PERSON_DAYS, :].sum()
    # A sum of at most 1e5 stretches, each off by one rounding of days below 1e3 (1e-13).
    assert counted == pytest.approx(sum(b - a for stay in stays.values() for a, b in stay), rel=1e-9, abs=1e-6)


@examples()
@given(scenarios())
def test_no_month_has_more_person_days_than_people(scenario: Scenario):
    setup = scenario.setup()
    outcome = scenario.run(setup)
    lengths = np.diff(scenario.edges)
    person_days = outcome.tally.counts[:, Quantity.PERSON_DAYS, :].sum(axis=1)
    assert (person_days <= len(setup.people) * lengths + 1e-6).all()
    assert _ids(outcome.events) <= set(range(len(setup.people)))


def _ids(events: list[Event]) -> set[int]:
    return {event.person for event in events if event.kind != Kind.CAPACITY}
