"""LEAD's places: who is given one, who waits, and who gives up waiting."""

from __future__ import annotations

from simulator.model import rules
from simulator.model.events import Decision, Kind, Refusal, Resource, Route, Strand
from simulator.model.fast.agenda import set_alarm, switch_off
from simulator.model.fast.calls import helper, transition
from simulator.model.fast.memory import NOBODY, Person, Pool, World, facts_at
from simulator.model.fast.recording import count, log
from simulator.model.fast.slots import is_waiting, join, leave, next_waiting, pool_of, take
from simulator.model.fast.world import luck, person_of, settle, settle_places
from simulator.model.quantities import Quantity
from simulator.model.standing import Stage


@helper
def lead_of(world: World) -> Pool:
    """Return LEAD's places."""
    return pool_of(world, Resource.LEAD)


@transition
def count_refusal(world: World, person: Person, refusal: int) -> None:
    """Count why a contact or referral does not lead to LEAD."""
    count(world, Quantity.REFUSED_NOT_OPERATING + refusal - 1, person)


@transition
def find_no_slot(world: World, person: Person, route: int) -> None:
    """A referral meets no free place: join the waiting list, where there is one."""
    facts = facts_at(world.facts)
    count(world, Quantity.REFERRALS_WITHOUT_SLOT, person)
    if not facts.protocol_waiting_list:
        log(world, Kind.REFERRAL_REFUSED, person, Refusal.NO_SLOT)
        if route != Route.ARREST_DIVERSION:  # of an arrest, the decision not to divert is counted
            count_refusal(world, person, Refusal.NO_SLOT)
        return
    settle(world, person)
    person.stage = Stage.WAITING
    person.route = route
    join(world, lead_of(world), person.number, facts.protocol_priority[route])
    log(world, Kind.JOINED_WAITING_LIST, person, route)
    luck_of_patience = luck(person, Decision.PATIENCE, person.waits)
    person.waits += 1
    delay = rules.memoryless(luck_of_patience, facts.protocol_patience_rate)
    set_alarm(world, person, Strand.PATIENCE, world.now + delay)


@transition
def drop_out(world: World, person: Person, program_closed: int) -> None:
    """Leave the waiting list without a place."""
    settle(world, person)
    switch_off(world, person, Strand.PATIENCE)
    person.stage = Stage.NONE
    if is_waiting(lead_of(world), person.number):
        leave(world, lead_of(world), person.number)
    log(world, Kind.LEFT_WAITING_LIST, person, program_closed)
    count(world, Quantity.DROP_OUTS, person)


@transition
def grant(world: World, person: Person, route: int) -> None:
    """Give a place: intake begins; a charge held in abeyance has been noted with the person before."""
    facts = facts_at(world.facts)
    settle(world, person)
    settle_places(world)
    take(world, lead_of(world), person.number, facts.program_full_weight)
    person.stage = Stage.INTAKE
    person.route = route
    log(world, Kind.SLOT_GRANTED, person, route)
    delay = rules.intake_delay(
        luck(person, Decision.INTAKE_COMPLETES, person.grants),
        luck(person, Decision.INTAKE_DELAY, person.grants),
        facts.program_intake_completes,
        facts.program_intake_mean,
        facts.program_intake_window,
    )
    person.completes_intake = delay <= facts.program_intake_window
    person.grants += 1
    set_alarm(world, person, Strand.INTAKE, world.now + min(delay, facts.program_intake_window))


@transition
def take_off_list(world: World, person: Person) -> None:
    """Take somebody off the waiting list who is about to be given a place."""
    switch_off(world, person, Strand.PATIENCE)
    leave(world, lead_of(world), person.number)


@helper
def kept_free(world: World) -> int:
    """Return the units kept free for arrest diversions, in whole places: a full program could never divert."""
    facts = facts_at(world.facts)
    return rules.units_kept(lead_of(world).capacity, facts.program_full_weight, facts.protocol_kept_for_arrests)


@transition
def serve_waiting(world: World) -> None:
    """Give free places to those who wait, in order; those kept for arrest diversions stay free."""
    full_weight = facts_at(world.facts).program_full_weight
    while True:
        number = next_waiting(world, lead_of(world), full_weight, kept_free(world))
        if number == NOBODY:
            return
        person = person_of(world, number)
        switch_off(world, person, Strand.PATIENCE)
        person.held_occurrence = NOBODY
        grant(world, person, person.route)
