"""LEAD's places: who is given one, who waits, and who gives up waiting."""

from __future__ import annotations

from simulator.model import rules
from simulator.model.events import Decision, Kind, Refusal, Route, Strand
from simulator.model.quantities import Quantity
from simulator.model.reference.agenda import Life
from simulator.model.reference.person import Charge, Person
from simulator.model.reference.world import World
from simulator.model.standing import Stage


def patience(world: World, person: Person) -> Life:
    """Waiting for a place, until patience ends."""
    while True:
        yield world.ring(person, Strand.PATIENCE)
        drop_out(world, person, program_closed=False)


def count_refusal(world: World, person: Person, refusal: Refusal) -> None:
    """Count why a contact or referral does not lead to LEAD."""
    world.count(Quantity.REFUSED_NOT_OPERATING + refusal - 1, person)


def find_no_slot(world: World, person: Person, route: Route) -> None:
    """A referral meets no free place: join the waiting list, where there is one."""
    world.count(Quantity.REFERRALS_WITHOUT_SLOT, person)
    if not world.facts.protocol.waiting_list:
        world.log(Kind.REFERRAL_REFUSED, person, Refusal.NO_SLOT)
        if route != Route.ARREST_DIVERSION:  # of an arrest, the decision not to divert is counted
            count_refusal(world, person, Refusal.NO_SLOT)
        return
    world.settle(person)
    person.stage = Stage.WAITING
    person.route = route
    world.lead.join(person.number, world.facts.protocol.priority[route])
    world.log(Kind.JOINED_WAITING_LIST, person, route)
    luck = person.luck(Decision.PATIENCE, person.waits)
    person.waits += 1
    world.set(person, Strand.PATIENCE, world.now + rules.memoryless(luck, world.facts.protocol.patience_rate))


def drop_out(world: World, person: Person, program_closed: bool) -> None:
    """Leave the waiting list without a place."""
    world.settle(person)
    world.off(person, Strand.PATIENCE)
    person.stage = Stage.NONE
    if person.number in world.lead.waiting:
        world.lead.leave(person.number)
    world.log(Kind.LEFT_WAITING_LIST, person, int(program_closed))
    world.count(Quantity.DROP_OUTS, person)


def grant(world: World, person: Person, route: Route, charge: Charge | None = None) -> None:
    """Give a place: intake begins, and a charge is held in abeyance until it is completed."""
    facts = world.facts.program
    world.settle(person)
    world.settle_places()
    world.lead.take(person.number, facts.full_weight)
    person.stage = Stage.INTAKE
    person.route = route
    person.held_charge = charge
    world.log(Kind.SLOT_GRANTED, person, route)
    delay = rules.intake_delay(
        person.luck(Decision.INTAKE_COMPLETES, person.grants),
        person.luck(Decision.INTAKE_DELAY, person.grants),
        facts.intake_completes, facts.intake_mean, facts.intake_window,
    )  # fmt: skip
    person.completes_intake = delay <= facts.intake_window
    person.grants += 1
    world.set(person, Strand.INTAKE, world.now + min(delay, facts.intake_window))


def take_off_list(world: World, person: Person) -> None:
    """Take somebody off the waiting list who is about to be given a place."""
    world.off(person, Strand.PATIENCE)
    world.lead.leave(person.number)


def kept_free(world: World) -> int:
    """Return the units kept free for arrest diversions, in whole places: a full program could never divert."""
    return int(
        rules.units_kept(world.lead.capacity, world.facts.program.full_weight, world.facts.protocol.kept_for_arrests)
    )


def serve_waiting(world: World) -> None:
    """Give free places to those who wait, in order; those kept for arrest diversions stay free."""
    full_weight = world.facts.program.full_weight
    while (number := world.lead.next_waiting(full_weight, kept_free(world))) is not None:
        person = world.persons[number]
        world.off(person, Strand.PATIENCE)
        grant(world, person, person.route)
