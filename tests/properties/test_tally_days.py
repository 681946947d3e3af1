"""The tally's days are those of the log: in every state, by month and group, found again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

import numpy as np
import pytest
from hypothesis import given

from simulator.model import rules, streams
from simulator.model.engine import Setup
from simulator.model.events import Bed, Decision, Event, Kind, Service, Venue
from simulator.model.facts import FULL_WEIGHT
from simulator.model.quantities import Quantity
from simulator.model.tally import Counts
from tests.properties.logbook import (
    GONE,
    Stretch,
    Stretches,
    both,
    credited,
    custody,
    either,
    engagement,
    facts_at,
    participation,
    places,
    presence,
    state_beds,
    stretches,
    supervision,
    waiting,
    warrants,
    without,
)
from tests.properties.strategies import examples, scenarios
from tests.properties.worlds import Scenario
from tests.support import Outcome

# A month's cell adds up at most 1e4 stretches of days below 1e3, each off by a rounding (1e-13): 1e-9 in all.
CLOSE = {"rel": 1e-9, "abs": 1e-6}


def by_venue(first: Quantity) -> list[int]:
    return [first + venue for venue in Venue]


JAIL_DAYS = by_venue(Quantity.JAIL_DAYS_SUPERIOR)
MEDICAL_DAYS = by_venue(Quantity.JAIL_MEDICAL_DAYS_SUPERIOR)
PSYCHIATRIC_DAYS = by_venue(Quantity.JAIL_PSYCHIATRIC_DAYS_SUPERIOR)
SUPERVISION_DAYS = by_venue(Quantity.SUPERVISION_DAYS_SUPERIOR)
SOMEWHERE = (Quantity.LIBERTY_DAYS, *JAIL_DAYS, Quantity.PRISON_DAYS, Quantity.COMPETENCY_BED_DAYS)


def assert_days(setup: Setup, outcome: Outcome, quantities: int | list[int], found: Stretches) -> None:
    """Hold the sum of some quantities of days against stretches, by month and group."""
    several = [quantities] if isinstance(quantities, int) else quantities
    assert outcome.tally.counts[:, several, :].sum(axis=1) == pytest.approx(days(setup, found), **CLOSE)


def days(setup: Setup, found: Stretches) -> Counts:
    """Return the days of stretches by month and group."""
    edges = setup.month_edges
    result = np.zeros((len(edges) - 1, len(setup.people.groups) + 1))
    for person, whens in found.items():
        for start, stop in whens:
            result[:, setup.people.group[person]] += overlap(edges, start, stop)
    return result


def overlap(edges: tuple[float, ...], start: float, stop: float) -> Counts:
    """Return the days of one stretch in each month."""
    return np.diff(np.clip(edges, start, stop))


# -- where people are -------------------------------------------------------------------------------------


@examples()
@given(scenarios())
def test_days_at_liberty_in_jail_in_prison_and_in_a_state_bed_are_all_days(scenario: Scenario):
    counts = scenario.run().tally.counts
    assert counts[:, SOMEWHERE, :].sum(axis=1) == pytest.approx(counts[:, Quantity.PERSON_DAYS, :], **CLOSE)


@examples()
@given(scenarios())
def test_days_by_where_people_are_are_those_of_the_log(scenario: Scenario):
    setup = scenario.setup()
    outcome = scenario.run(setup)
    present, held = presence(outcome.events, scenario.end), custody(outcome.events, scenario.end)
    beds, prison = state_beds(outcome.events, scenario.end), prison_of(outcome)
    assert_days(setup, outcome, Quantity.PERSON_DAYS, present)
    assert_days(setup, outcome, Quantity.LIBERTY_DAYS, without(present, held))
    assert days(setup, without(prison, held)) == pytest.approx(0.0, abs=1e-6)
    assert_days(setup, outcome, Quantity.COMPETENCY_BED_DAYS, beds)
    assert_days(setup, outcome, JAIL_DAYS, without(without(held, beds), prison))


def prison_of(outcome: Outcome) -> dict[int, list[Stretch]]:
    """Return the stretches in prison; the log does not say when one ends that a stay in jail outlasts."""
    return credited(outcome.engine.credits, Quantity.PRISON_DAYS)


@examples()
@given(scenarios())
def test_days_in_a_special_bed_follow_from_the_luck_of_the_booking(scenario: Scenario):
    setup = scenario.setup()
    outcome = scenario.run(setup)
    held = without(custody(outcome.events, scenario.end), state_beds(outcome.events, scenario.end))
    in_jail = without(held, prison_of(outcome))
    beds = beds_of(setup, outcome.events, scenario.end)
    assert_days(setup, outcome, MEDICAL_DAYS, both(in_jail, beds[Bed.MEDICAL]))
    assert_days(setup, outcome, PSYCHIATRIC_DAYS, both(in_jail, beds[Bed.PSYCHIATRIC]))
    counts = outcome.tally.counts
    assert (counts[:, MEDICAL_DAYS, :] + counts[:, PSYCHIATRIC_DAYS, :] <= counts[:, JAIL_DAYS, :] + 1e-6).all()


def beds_of(setup: Setup, events: Iterable[Event], end: float) -> Mapping[Bed, dict[int, list[Stretch]]]:
    """Return the stretches that bookings begin, by the kind of bed that each takes."""
    found: dict[Bed, dict[int, list[Stretch]]] = {bed: {} for bed in Bed}
    for person, stays in stretches(events, (Kind.BOOKED,), (Kind.RELEASED,), end).items():
        for booking, (start, stop) in enumerate(stays):
            bed = bed_of(setup, person, booking, start)
            found[bed].setdefault(person, []).append((start, stop))
    return found


def bed_of(setup: Setup, person: int, booking: int, time: float) -> Bed:
    key, facts = int(setup.people.key[person]), facts_at(setup, time).jail
    psychiatric, medical = (
        streams.uniform(key, int(decision), booking) < share
        for decision, share in (
            (Decision.PSYCHIATRIC_BED, facts.psychiatric_share),
            (Decision.MEDICAL_BED, facts.medical_share),
        )
    )
    if psychiatric and setup.people.mental_illness[person]:
        return Bed.PSYCHIATRIC
    return Bed.MEDICAL if medical else Bed.GENERAL


# -- what is pending --------------------------------------------------------------------------------------


@examples()
@given(scenarios())
def test_days_under_a_warrant_and_under_supervision_are_those_of_the_log(scenario: Scenario):
    setup = scenario.setup()
    outcome = scenario.run(setup)
    assert_days(setup, outcome, Quantity.WARRANT_DAYS, warrants(outcome.events, scenario.end))
    elsewhere = either(prison_of(outcome), state_beds(outcome.events, scenario.end))
    assert_days(setup, outcome, SUPERVISION_DAYS, without(supervision(outcome.events, scenario.end), elsewhere))


@examples()
@given(scenarios())
def test_days_of_waiting_for_evaluation_or_a_state_bed_are_those_of_the_log(scenario: Scenario):
    setup = scenario.setup()
    outcome = scenario.run(setup)
    found = competency_waits(outcome.events, scenario.end)
    assert_days(setup, outcome, Quantity.COMPETENCY_WAITING_DAYS, found)


def competency_waits(events: Iterable[Event], end: float) -> dict[int, list[Stretch]]:
    """Return the stretches from an order to a report or a bed; a case dismissed without a hearing has its report."""
    since: dict[int, float] = {}
    heard: dict[int, float] = {}
    found: dict[int, list[Stretch]] = defaultdict(list)
    for event in events:
        person, time = event.person, event.time
        if event.kind == Kind.HEARING:
            heard[person] = time
        elif event.kind == Kind.EVALUATION_ORDERED:
            since[person] = time
        reported = event.kind == Kind.CASE_DISMISSED and heard.get(person) != time
        if person in since and (reported or event.kind in (Kind.FOUND_COMPETENT, Kind.ADMITTED, *GONE)):
            found[person].append((since.pop(person), time))
    for person, start in since.items():
        found[person].append((start, end))
    return found


@examples()
@given(scenarios())
def test_days_of_waiting_for_an_attorney_are_those_of_the_log(scenario: Scenario):
    setup = scenario.setup()
    outcome = scenario.run(setup)
    for venue in Venue:
        expected = sum(
            (days(setup, {person: [wait]}) for person, wait in court_waits(outcome.events, venue, scenario.end)),
            start=np.zeros((len(setup.month_edges) - 1, len(setup.people.groups) + 1)),
        )
        counted = outcome.tally.counts[:, Quantity.COURT_WAITING_DAYS_SUPERIOR + venue, :]
        assert counted == pytest.approx(expected, **CLOSE)


def court_waits(events: Iterable[Event], venue: Venue, end: float) -> Iterator[tuple[int, Stretch]]:
    """Yield person and stretch of each case's wait; while one waits in a court, none is opened there at once."""
    waiting: dict[int, list[float]] = defaultdict(list)
    for event in events:
        begun = waiting[event.person]
        if event.kind == Kind.CASE_WAITS and event.detail == venue:
            begun.append(event.time)
        elif event.kind == Kind.CASE_OPENED and event.detail == venue and begun:
            yield event.person, (begun.pop(0), event.time)
        elif event.kind in GONE:
            yield from ((event.person, (start, event.time)) for start in waiting.pop(event.person))
    for person, times in waiting.items():
        yield from ((person, (start, end)) for start in times)


# -- LEAD and its services --------------------------------------------------------------------------------


@examples()
@given(scenarios())
def test_days_with_lead_are_those_of_the_log(scenario: Scenario):
    setup = scenario.setup()
    outcome = scenario.run(setup)
    for quantity, read in (
        (Quantity.PARTICIPANT_DAYS, participation),
        (Quantity.ENGAGED_DAYS, engagement),
        (Quantity.WAITING_DAYS, waiting),
    ):
        assert_days(setup, outcome, quantity, read(outcome.events, scenario.end))


@examples()
@given(scenarios())
def test_the_place_days_in_use_are_those_of_the_log(scenario: Scenario):
    setup = scenario.setup()
    outcome = scenario.run(setup)
    assert outcome.tally.counts[:, Quantity.PLACE_DAYS_USED, :-1].sum() == 0.0
    counted_days = outcome.tally.counts[:, Quantity.PLACE_DAYS_USED, -1]
    assert counted_days == pytest.approx(place_days(setup, outcome), **CLOSE)


def place_days(setup: Setup, outcome: Outcome) -> Counts:
    edges = setup.month_edges
    result = np.zeros(len(edges) - 1)
    since, used = edges[0], 0
    for moment in places(setup, outcome.events):
        if moment.used != used:
            result += used / FULL_WEIGHT * overlap(edges, since, moment.event.time)
            since, used = moment.event.time, moment.used
    return result + used / FULL_WEIGHT * overlap(edges, since, edges[-1])


@examples()
@given(scenarios())
def test_days_in_a_place_of_a_service_or_waiting_for_one_are_those_of_the_log(scenario: Scenario):
    setup = scenario.setup()
    outcome = scenario.run(setup)
    for service in Service:
        lines = of_service(outcome.events, service)
        in_place = stretches(lines, (Kind.SERVICE_BEGAN,), (Kind.SERVICE_ENDED,), scenario.end)
        ends = (Kind.SERVICE_BEGAN, Kind.SERVICE_WAIT_ENDED)
        waits = stretches(lines, (Kind.SERVICE_WAITS,), ends, scenario.end)
        assert_days(setup, outcome, Quantity.INTERIM_HOUSING_PLACE_DAYS + service, in_place)
        assert_days(setup, outcome, Quantity.INTERIM_HOUSING_WAITING_DAYS + service, waits)


@examples()
@given(scenarios())
def test_days_housed_treated_and_in_work_are_those_of_the_log(scenario: Scenario):
    setup = scenario.setup()
    outcome = scenario.run(setup)
    at_liberty = without(presence(outcome.events, scenario.end), custody(outcome.events, scenario.end))
    interim, permanent, treatment, work = (
        in_service(setup, outcome.events, service, scenario.end) for service in Service
    )
    assert_days(setup, outcome, Quantity.HOUSED_DAYS, both(at_liberty, either(interim, permanent)))
    assert_days(setup, outcome, Quantity.TREATMENT_DAYS, treatment)
    assert_days(setup, outcome, Quantity.WORK_DAYS, both(at_liberty, work))


def of_service(events: Iterable[Event], service: Service) -> list[Event]:
    """Return the lines about one service, and those about departures."""
    kinds = (Kind.SERVICE_WAITS, Kind.SERVICE_WAIT_ENDED, Kind.SERVICE_BEGAN, Kind.SERVICE_FOUND, Kind.SERVICE_ENDED)
    return [event for event in events if event.kind in GONE or (event.kind in kinds and event.detail == service)]


def in_service(setup: Setup, events: Iterable[Event], service: Service, end: float) -> dict[int, list[Stretch]]:
    """Return the stretches with a service, in a LEAD place or not; some have it when they arrive."""
    arrived = [
        Event(float(time), person, Kind.SERVICE_FOUND, service)
        for person, time in enumerate(setup.people.arrival)
        if time < end and has_from_the_start(setup, person, service)
    ]
    lines = sorted([*arrived, *of_service(events, service)], key=lambda event: event.time)
    return stretches(lines, (Kind.SERVICE_BEGAN, Kind.SERVICE_FOUND), (Kind.SERVICE_ENDED,), end)


def has_from_the_start(setup: Setup, person: int, service: Service) -> bool:
    """Return whether somebody arrives with a service: as many as have it in the long run without LEAD."""
    people = setup.people
    if service == Service.PERMANENT_HOUSING:
        return not people.unhoused[person]
    if service == Service.INTERIM_HOUSING and not people.unhoused[person]:
        return False
    if service == Service.TREATMENT and not (people.mental_illness[person] or people.substance_use[person]):
        return False
    facts = facts_at(setup, float(people.arrival[person])).services[service]
    luck = streams.uniform(int(people.key[person]), int(Decision.IN_SERVICE), int(service))
    return bool(luck < rules.stationary_share(facts.own_start_rate, facts.own_end_rate))
