"""Custody: a set of reasons to hold a person, each with its own end. The first books, the last releases."""

from __future__ import annotations

from simulator.model.events import Kind, Strand, Venue
from simulator.model.reference import clock
from simulator.model.reference.agenda import Life
from simulator.model.reference.world import Person, World
from simulator.model.tally import Quantity


def jail_stay(world: World, person: Person, reason: Strand) -> Life:
    """A reason to hold: wait for its end, then take it off. Lives as long as the person."""
    while True:
        yield world.ring(person, reason)
        hold_off(world, person, reason)


def pretrial_hold(world: World, person: Person) -> Life:
    """Held on a new charge until release."""
    return jail_stay(world, person, Strand.PRETRIAL_HOLD)


def jail_sentence(world: World, person: Person) -> Life:
    """Serving a jail sentence."""
    return jail_stay(world, person, Strand.JAIL_SENTENCE)


def prison_sentence(world: World, person: Person) -> Life:
    """Serving a prison sentence."""
    return jail_stay(world, person, Strand.PRISON_SENTENCE)


def hold_on(world: World, person: Person, reason: Strand, until: float, venue: Venue) -> None:
    """Hold a person for a reason; a reason that holds already can only be made longer."""
    if reason in person.holds and until <= world.due(person, reason):
        return
    world.settle(person)
    if not person.holds:
        clock.stop(world, person)
        book(world, person, venue)
    person.holds[reason] = min(venue, person.holds.get(reason, venue))
    world.set(person, reason, until)


def book(world: World, person: Person, venue: Venue) -> None:
    """Record a booking into jail."""
    world.log(Kind.BOOKED, person, venue)
    world.count(Quantity.BOOKINGS_SUPERIOR + venue, person)


def hold_off(world: World, person: Person, reason: Strand) -> None:
    """Take a reason off, at its end or before; without any left, the person is released."""
    world.settle(person)
    world.off(person, reason)
    del person.holds[reason]
    if not person.holds:
        release(world, person)


def release(world: World, person: Person) -> None:
    """Let a person go, or let somebody leave the area who was to leave while in custody."""
    world.log(Kind.RELEASED, person)
    clock.go(world, person)
    if person.leaving:
        world.set(person, Strand.LEAVING, world.now)
