"""Custody: a set of reasons to hold a person, each with its own end. The first books, the last releases.

Custody is jail, unless one of the reasons is prison or a state bed.
"""

from __future__ import annotations

from simulator.model import rules
from simulator.model.events import Bed, Decision, Kind, Resource, Strand, Venue
from simulator.model.facts import JailFacts
from simulator.model.quantities import Quantity
from simulator.model.reference import clock
from simulator.model.reference.agenda import Life
from simulator.model.reference.person import Person
from simulator.model.reference.world import World
from simulator.model.standing import Where


def jail_stay(world: World, person: Person, reason: Strand) -> Life:
    """A reason to hold: wait for its end, then take it off. Lives as long as the person."""
    while True:
        yield world.ring(person, reason)
        hold_off(world, person, reason)


def pretrial_hold(world: World, person: Person) -> Life:
    """Held on a new charge until release."""
    return jail_stay(world, person, Strand.PRETRIAL_HOLD)


def warrant_hold(world: World, person: Person) -> Life:
    """Held on a warrant until release."""
    return jail_stay(world, person, Strand.WARRANT_HOLD)


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
    first = not person.holds
    if first:
        clock.stop(world, person)
        world.off(person, Strand.DEATH_AFTER_RELEASE)
    person.holds[reason] = min(venue, person.holds.get(reason, venue))
    place(world, person)
    if first and reason != Strand.COMPETENCY:
        book(world, person, venue)
    world.set(person, reason, until)


def place(world: World, person: Person) -> None:
    """Say where the person is by the reasons that hold: a state bed before prison, and both before jail."""
    holds = person.holds
    was_in_jail = person.where == Where.JAIL
    if not holds:
        person.where = Where.LIBERTY
    elif Strand.COMPETENCY in holds:
        person.where = Where.STATE_BED
    elif Strand.PRISON_SENTENCE in holds:
        person.where = Where.PRISON
    else:
        person.where = Where.JAIL
    world.in_jail += int(person.where == Where.JAIL) - int(was_in_jail)


def book(world: World, person: Person, venue: Venue) -> None:
    """Record a booking into jail, and which kind of bed it takes."""
    facts = world.facts.jail
    person.bed = Bed.GENERAL
    if person.mental_illness and person.luck(Decision.PSYCHIATRIC_BED, person.bookings) < facts.psychiatric_share:
        person.bed = Bed.PSYCHIATRIC
    elif person.luck(Decision.MEDICAL_BED, person.bookings) < facts.medical_share:
        person.bed = Bed.MEDICAL
    person.bookings += 1
    world.log(Kind.BOOKED, person, venue)
    world.count(Quantity.BOOKINGS_SUPERIOR + venue, person)


def hold_off(world: World, person: Person, reason: Strand) -> None:
    """Take a reason off, at its end or before; without any left, the person is released."""
    world.settle(person)
    world.off(person, reason)
    del person.holds[reason]
    place(world, person)
    if not person.holds:
        release(world, person)


def release(world: World, person: Person) -> None:
    """Let a person go: death is more likely for some days. Who was to leave the area while in custody now does."""
    person.held_on_warrant.clear()
    world.log(Kind.RELEASED, person)
    clock.go(world, person)
    facts = world.facts.life
    delay = rules.memoryless(person.luck(Decision.DEATH_AFTER_RELEASE, person.releases), facts.release_death_rate)
    person.releases += 1
    if delay < facts.release_risk:
        world.set(person, Strand.DEATH_AFTER_RELEASE, world.now + delay)
    if person.leaving:
        world.set(person, Strand.LEAVING, world.now)


def let_go(world: World, person: Person, occurrence: int) -> None:
    """A charge is declined or its case is over: nobody is held on it, or on its warrant alone, any longer."""
    if Strand.PRETRIAL_HOLD in person.holds and person.held_on == occurrence:
        hold_off(world, person, Strand.PRETRIAL_HOLD)
    if occurrence in person.held_on_warrant:
        person.held_on_warrant.discard(occurrence)
        if not person.held_on_warrant and Strand.WARRANT_HOLD in person.holds:
            hold_off(world, person, Strand.WARRANT_HOLD)


def is_full(world: World) -> bool:
    """Return whether booking restrictions hold now."""
    return world.in_jail >= world.pools[Resource.JAIL].capacity


def stay(facts: JailFacts, luck_of_part: float, luck_of_stay: float, long_share: float) -> float:
    """Return the days of a stay, most of them short and a share long."""
    return float(
        rules.jail_stay(
            luck_of_part, luck_of_stay, long_share,
            facts.short_median, facts.short_sigma, facts.long_median, facts.long_sigma,
        )
    )  # fmt: skip
