"""What the strands of all lives share: finding persons and cases, luck, and days that are credited."""

from __future__ import annotations

from simulator.model import streams
from simulator.model.events import Resource, Strand
from simulator.model.fast.calls import helper
from simulator.model.fast.memory import (
    CASE_SIZE,
    CASES,
    PERSON_SIZE,
    Case,
    Person,
    World,
    case_at,
    cell_at,
    facts_at,
    person_at,
)
from simulator.model.fast.slots import pool_of
from simulator.model.fast.states import credit_states
from simulator.model.quantities import Quantity

FIRST_REASON = int(Strand.PRETRIAL_HOLD)


@helper
def person_of(world: World, number: int) -> Person:
    """Return a person by number."""
    return person_at(world.persons + number * PERSON_SIZE)


@helper
def case_of(world: World, person: Person, place: int) -> Case:
    """Return what is in one of a person's places for cases."""
    return case_at(world.cases + (person.number * CASES + place) * CASE_SIZE)


@helper
def luck(person: Person, decision: int, occurrence: int) -> float:
    """Return the uniform number of one decision of a person."""
    return streams.uniform(person.key, decision, occurrence)


@helper
def measured(person: Person, rates: int) -> float:
    """Return the process rate of the person's group, of rates at an address: the only way a group decides anything."""
    return cell_at(rates + person.group_offset).value


@helper
def settle(world: World, person: Person) -> None:
    """Credit the days up to now to the states that the person is in; called before every change of one."""
    elapsed = world.now - person.settled
    person.settled = world.now
    if elapsed != 0.0 and person.present:
        credit_states(world, person, elapsed)


@helper
def settle_places(world: World) -> None:
    """Credit the place-days used since the last change of the places in use; called before each change."""
    lead = pool_of(world, Resource.LEAD)
    used = lead.used / facts_at(world.facts).program_full_weight
    cell = cell_at(world.month + Quantity.PLACE_DAYS_USED * world.row + world.nobody)
    cell.value += used * (world.now - world.places_settled)
    world.places_settled = world.now


@helper
def is_held(person: Person) -> bool:
    """Return whether anything holds a person."""
    return person.holds != 0


@helper
def holds(person: Person, reason: int) -> bool:
    """Return whether a reason holds a person."""
    return (person.holds >> (reason - FIRST_REASON)) & 1 == 1
