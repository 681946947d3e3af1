"""Booking restrictions: while the jail is full, arrests that would be booked are cited; warrants are still served."""

from collections import Counter
from itertools import pairwise

import pytest

from simulator.model.events import Event, Kind, Resource, Venue
from tests.support import NO_COMPETENCY, NO_WARRANTS, make_setup, month_edges, simulate

CROWDED = {"population.pool": 300, "police.contact_rate": 6.0}
CAPACITY = 8


def events_with(plan: list[tuple[float, int]], **changes: object) -> list[Event]:
    setup = make_setup({**CROWDED, **changes}, edges=month_edges(24))
    return simulate(setup, others={Resource.JAIL: plan} if plan else {}).events


def kinds(events: list[Event]) -> Counter[Kind]:
    return Counter(Kind(event.kind) for event in events)


def following(events: list[Event], kind: Kind) -> list[Event]:
    """Return the next line after each line of a kind."""
    return [after for before, after in pairwise(events) if before.kind == kind]


def test_without_a_plan_nobody_is_restricted():
    assert kinds(events_with([]))[Kind.BOOKING_RESTRICTED] == 0


def test_room_for_all_is_no_restriction():
    assert events_with([]) == events_with([(0.0, 300)])


def test_a_full_jail_books_no_misdemeanor_arrest():
    events = events_with([(0.0, 0)], **NO_WARRANTS)
    assert kinds(events)[Kind.BOOKING_RESTRICTED] > 100
    after = following(events, Kind.BOOKING_RESTRICTED)
    assert {event.kind for event in after} == {Kind.CITED}
    booked_on_arrest = [event for event in following(events, Kind.ARRESTED) if event.kind == Kind.BOOKED]
    assert len(booked_on_arrest) > 100
    assert {event.detail for event in booked_on_arrest} == {Venue.SUPERIOR}


def test_who_is_wanted_is_booked_though_the_jail_is_full():
    events = events_with([(0.0, 0)])
    assert {event.kind for event in following(events, Kind.BOOKING_RESTRICTED)} == {Kind.CITED}
    wanted: set[int] = set()
    held: set[int] = set()
    caught: set[int] = set()
    found = 0
    for event in events:
        if event.kind == Kind.WARRANT_ISSUED:
            wanted.add(event.person)
        elif event.kind in (Kind.WARRANT_SERVED, Kind.WARRANT_CLEARED):
            wanted.discard(event.person)
        elif event.kind in (Kind.BOOKED, Kind.ADMITTED):
            held.add(event.person)
        elif event.kind == Kind.RELEASED:
            held.discard(event.person)
        elif event.kind == Kind.ARRESTED and event.person in wanted:
            caught.add(event.person)
        elif event.kind == Kind.CHARGE_REFERRED and event.person in caught:
            assert event.person in held
            assert event.person not in wanted
            caught.discard(event.person)
            found += 1
        assert event.kind != Kind.BOOKING_RESTRICTED or event.person not in wanted
    assert found > 100


def test_the_jail_fills_up_to_its_limit_and_not_beyond_by_arrests_alone():
    """Nobody is booked on a sentence, a warrant or a felony, or comes from a state bed, so that the limit holds."""
    alone = {
        **NO_WARRANTS,
        **NO_COMPETENCY,
        "jail.booked_when_full": {"felony": 0.0, "misdemeanor": 0.0},
        "prosecution.convicted": 0.0,
    }
    held: set[int] = set()
    numbers = set()
    for event in events_with([(0.0, CAPACITY)], **alone):
        if event.kind == Kind.BOOKED:
            held.add(event.person)
        elif event.kind in (Kind.RELEASED, Kind.DIED):
            held.discard(event.person)
        numbers.add(len(held))
    assert max(numbers) == CAPACITY


@pytest.mark.parametrize("change", [300.0, 360.0])
def test_restrictions_begin_and_end_with_the_plan(change: float):
    events = events_with([(0.0, 300), (change, 0), (change + 60.0, 300)])
    times = [event.time for event in events if event.kind == Kind.BOOKING_RESTRICTED]
    assert len(times) > 10
    assert min(times) > change
    assert max(times) < change + 60.0
