"""Warrants: issued when somebody does not appear or violates supervision, until served, cleared or void."""

from __future__ import annotations

from simulator.model import rules
from simulator.model.events import Decision, Kind, Strand, WarrantFor
from simulator.model.fast.agenda import set_alarm, switch_off
from simulator.model.fast.calls import transition
from simulator.model.fast.memory import Person, World, facts_at
from simulator.model.fast.recording import count, log
from simulator.model.fast.world import luck, settle
from simulator.model.quantities import Quantity
from simulator.model.standing import Effect


@transition
def issue(world: World, person: Person, why: int, venue: int) -> None:
    """Issue a warrant, or add to the one that is outstanding."""
    if why == WarrantFor.VIOLATION:
        person.violated = 1
    if person.warrant:
        person.warrant_venue = min(venue, person.warrant_venue)
        return
    settle(world, person)
    person.warrant = 1
    person.warrant_venue = venue
    log(world, Kind.WARRANT_ISSUED, person, why)
    count(world, Quantity.WARRANTS_ISSUED, person)
    luck_of_search = luck(person, Decision.WARRANT_PICK_UP, person.warrants)
    person.warrants += 1
    delay = rules.memoryless(luck_of_search, facts_at(world.facts).courts_service_rate)
    set_alarm(world, person, Strand.WARRANT_PICK_UP, world.now + delay)
    expect_clearing(world, person)


@transition
def expect_clearing(world: World, person: Person) -> None:
    """Let LEAD's legal coordination work on an outstanding warrant of somebody who is engaged."""
    if not person.warrant or person.effect != Effect.ENGAGED:
        return
    luck_of_clearing = luck(person, Decision.WARRANT_CLEARING, person.clearings)
    person.clearings += 1
    delay = rules.memoryless(luck_of_clearing, facts_at(world.facts).program_clearing_rate)
    set_alarm(world, person, Strand.WARRANT_CLEARING, world.now + delay)


@transition
def withdraw(world: World, person: Person) -> None:
    """A warrant is no longer outstanding."""
    settle(world, person)
    person.warrant = 0
    person.violated = 0
    switch_off(world, person, Strand.WARRANT_PICK_UP)
    switch_off(world, person, Strand.WARRANT_CLEARING)
