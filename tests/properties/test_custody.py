"""Custody: booked and released in turn, and no police contact but for people at liberty in the community."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum

from hypothesis import given

from simulator.model.events import Event, Kind, Refusal
from simulator.model.standing import Where
from tests.properties.logbook import GONE, lives
from tests.properties.strategies import examples, scenarios
from tests.properties.worlds import Scenario


class Standing(Enum):
    """Where a person is."""

    ELSEWHERE = "not arrived, dead or left"
    FREE = "at liberty"
    HELD = "in custody"


NEXT = {
    Kind.ARRIVED: Standing.FREE,
    Kind.BOOKED: Standing.HELD,
    Kind.ADMITTED: Standing.HELD,
    Kind.RELEASED: Standing.FREE,
    **dict.fromkeys(GONE, Standing.ELSEWHERE),
}
AT_LIBERTY = (
    Kind.CONTACT, Kind.NO_ACTION, Kind.ARRESTED, Kind.BOOKING_RESTRICTED, Kind.CITED, Kind.NOT_DIVERTED,
    Kind.DIVERTED, Kind.REFERRED, Kind.FAILED_TO_APPEAR, Kind.VIOLATION, Kind.WARRANT_ISSUED, Kind.WARRANT_CLEARED,
    Kind.SERVICE_FOUND, Kind.LEFT,
)  # fmt: skip


def standings(life: list[Event]) -> Iterator[tuple[Event, Standing]]:
    """Yield each line of a life with where the person was just before it."""
    standing = Standing.ELSEWHERE
    for event in life:
        yield event, standing
        standing = NEXT.get(Kind(event.kind), standing)


@examples()
@given(scenarios())
def test_bookings_and_releases_alternate(scenario: Scenario):
    before = {Kind.BOOKED: Standing.FREE, Kind.RELEASED: Standing.HELD}
    for life in lives(scenario.run().events).values():
        for event, standing in standings(life):
            assert before.get(Kind(event.kind), standing) == standing


@examples()
@given(scenarios())
def test_contacts_referrals_and_what_leads_to_warrants_happen_only_at_liberty(scenario: Scenario):
    for life in lives(scenario.run().events).values():
        for event, standing in standings(life):
            assert standing == Standing.FREE or event.kind not in AT_LIBERTY


@examples()
@given(scenarios())
def test_a_referral_is_refused_for_custody_only_in_custody(scenario: Scenario):
    for life in lives(scenario.run().events).values():
        for event, standing in standings(life):
            if event.kind == Kind.REFERRAL_REFUSED and event.detail == Refusal.IN_CUSTODY:
                assert standing == Standing.HELD


@examples()
@given(scenarios())
def test_the_engine_holds_those_whom_the_log_holds(scenario: Scenario):
    outcome = scenario.run()
    held = set()
    for person, life in lives(outcome.events).items():
        *_, (last, before) = standings(life)
        if NEXT.get(Kind(last.kind), before) == Standing.HELD:
            held.add(person)
    persons = outcome.engine._world.persons
    assert {person.number for person in persons if person.holds} == held
    assert {person.number for person in persons if person.where != Where.LIBERTY} == held
    assert sum(person.where == Where.JAIL for person in persons) == outcome.engine._world.in_jail
