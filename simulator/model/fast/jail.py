"""Custody: a set of reasons to hold a person, each with its own end. The first books, the last releases."""

from __future__ import annotations

from simulator.model import rules
from simulator.model.events import Bed, Decision, Kind, Resource, Strand
from simulator.model.fast import clock
from simulator.model.fast.agenda import set_alarm, switch_off
from simulator.model.fast.calls import helper, transition
from simulator.model.fast.faults import Fault
from simulator.model.fast.memory import MOST_HELD_ON, Person, World, facts_at
from simulator.model.fast.recording import count, log
from simulator.model.fast.slots import pool_of
from simulator.model.fast.world import FIRST_REASON, holds, is_held, luck, settle
from simulator.model.quantities import Quantity
from simulator.model.standing import Where


@transition
def hold_on(world: World, person: Person, reason: int, until: float, venue: int) -> None:
    """Hold a person for a reason; a reason that holds already can only be made longer."""
    again = holds(person, reason)
    if again and until <= person.due[reason]:
        return
    settle(world, person)
    first = not is_held(person)
    if first:
        clock.stop(world, person)
        switch_off(world, person, Strand.DEATH_AFTER_RELEASE)
    index = reason - FIRST_REASON
    if again:
        person.hold_venue[index] = min(venue, person.hold_venue[index])
    else:
        person.hold_venue[index] = venue
    person.holds |= 1 << index
    place(world, person)
    if first and reason != Strand.COMPETENCY:
        book(world, person, venue)
    set_alarm(world, person, reason, until)


@helper
def place(world: World, person: Person) -> None:
    """Say where the person is by the reasons that hold: a state bed before prison, and both before jail."""
    was_in_jail = person.where == Where.JAIL
    if not is_held(person):
        person.where = Where.LIBERTY
    elif holds(person, Strand.COMPETENCY):
        person.where = Where.STATE_BED
    elif holds(person, Strand.PRISON_SENTENCE):
        person.where = Where.PRISON
    else:
        person.where = Where.JAIL
    if person.where == Where.JAIL:
        world.in_jail += 1
    if was_in_jail:
        world.in_jail -= 1


@transition
def book(world: World, person: Person, venue: int) -> None:
    """Record a booking into jail, and which kind of bed it takes."""
    facts = facts_at(world.facts)
    person.bed = Bed.GENERAL
    if person.mental_illness and luck(person, Decision.PSYCHIATRIC_BED, person.bookings) < facts.jail_psychiatric_share:
        person.bed = Bed.PSYCHIATRIC
    elif luck(person, Decision.MEDICAL_BED, person.bookings) < facts.jail_medical_share:
        person.bed = Bed.MEDICAL
    person.bookings += 1
    log(world, Kind.BOOKED, person, venue)
    count(world, Quantity.BOOKINGS_SUPERIOR + venue, person)


@transition
def hold_off(world: World, person: Person, reason: int) -> None:
    """Take a reason off, at its end or before; without any left, the person is released."""
    settle(world, person)
    switch_off(world, person, reason)
    person.holds &= ~(1 << (reason - FIRST_REASON))
    place(world, person)
    if not is_held(person):
        release(world, person)


@transition
def release(world: World, person: Person) -> None:
    """Let a person go: death is more likely for some days. Who was to leave the area while in custody now does."""
    person.held_on_warrants = 0
    log(world, Kind.RELEASED, person, 0)
    clock.go(world, person)
    facts = facts_at(world.facts)
    delay = rules.memoryless(luck(person, Decision.DEATH_AFTER_RELEASE, person.releases), facts.life_release_death_rate)
    person.releases += 1
    if delay < facts.life_release_risk:
        set_alarm(world, person, Strand.DEATH_AFTER_RELEASE, world.now + delay)
    if person.leaving:
        set_alarm(world, person, Strand.LEAVING, world.now)


@transition
def let_go(world: World, person: Person, occurrence: int) -> None:
    """A charge is declined or its case is over: nobody is held on it, or on its warrant alone, any longer."""
    if holds(person, Strand.PRETRIAL_HOLD) and person.held_on == occurrence:
        hold_off(world, person, Strand.PRETRIAL_HOLD)
    found = place_among_held_on(person, occurrence)
    if found >= 0:
        person.held_on_warrants -= 1
        person.held_on_warrant[found] = person.held_on_warrant[person.held_on_warrants]
        if person.held_on_warrants == 0 and holds(person, Strand.WARRANT_HOLD):
            hold_off(world, person, Strand.WARRANT_HOLD)


@helper
def place_among_held_on(person: Person, occurrence: int) -> int:
    """Return where a case stands among those that a person is held on by warrants, or -1."""
    for index in range(person.held_on_warrants):
        if person.held_on_warrant[index] == occurrence:
            return index
    return -1


@helper
def add_to_held_on(world: World, person: Person, occurrence: int) -> None:
    """Put a case among those that a person is held on by warrants."""
    if place_among_held_on(person, occurrence) >= 0:
        return
    if person.held_on_warrants == MOST_HELD_ON:
        world.fault = Fault.HELD_ON
        return
    person.held_on_warrant[person.held_on_warrants] = occurrence
    person.held_on_warrants += 1


@helper
def is_full(world: World) -> bool:
    """Return whether booking restrictions hold now."""
    return world.in_jail >= pool_of(world, Resource.JAIL).capacity


@transition
def stay(world: World, luck_of_part: float, luck_of_stay: float, long_share: float) -> float:
    """Return the days of a stay, most of them short and a share long."""
    facts = facts_at(world.facts)
    return rules.jail_stay(
        luck_of_part,
        luck_of_stay,
        long_share,
        facts.jail_short_median,
        facts.jail_short_sigma,
        facts.jail_long_median,
        facts.jail_long_sigma,
    )
