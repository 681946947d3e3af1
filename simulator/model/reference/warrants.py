"""Warrants: issued when somebody does not appear or violates supervision, until served, cleared or void.

A person has at most one at a time; a further failure is added to it.
"""

from __future__ import annotations

from simulator.model import rules
from simulator.model.events import Decision, Kind, Strand, Venue, WarrantFor
from simulator.model.quantities import Quantity
from simulator.model.reference.person import Person
from simulator.model.reference.world import World
from simulator.model.standing import Effect


def issue(world: World, person: Person, why: WarrantFor, venue: Venue) -> None:
    """Issue a warrant, or add to the one that is outstanding."""
    if why == WarrantFor.VIOLATION:
        person.violated = True
    if person.warrant:
        person.warrant_venue = min(venue, person.warrant_venue)
        return
    world.settle(person)
    person.warrant = True
    person.warrant_venue = venue
    world.log(Kind.WARRANT_ISSUED, person, why)
    world.count(Quantity.WARRANTS_ISSUED, person)
    luck = person.luck(Decision.WARRANT_PICK_UP, person.warrants)
    person.warrants += 1
    world.set(person, Strand.WARRANT_PICK_UP, world.now + rules.memoryless(luck, world.facts.courts.service_rate))
    expect_clearing(world, person)


def expect_clearing(world: World, person: Person) -> None:
    """Let LEAD's legal coordination work on an outstanding warrant of somebody who is engaged."""
    if not person.warrant or person.effect != Effect.ENGAGED:
        return
    luck = person.luck(Decision.WARRANT_CLEARING, person.clearings)
    person.clearings += 1
    delay = rules.memoryless(luck, world.facts.program.clearing_rate)
    world.set(person, Strand.WARRANT_CLEARING, world.now + delay)


def withdraw(world: World, person: Person) -> None:
    """A warrant is no longer outstanding."""
    world.settle(person)
    person.warrant = False
    person.violated = False
    world.off(person, Strand.WARRANT_PICK_UP)
    world.off(person, Strand.WARRANT_CLEARING)
