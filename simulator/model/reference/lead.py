"""LEAD with a place: intake, engagement and its lapses, stability, exit."""

from __future__ import annotations

from simulator.model import rules
from simulator.model.events import Decision, ExitReason, Kind, Strand
from simulator.model.quantities import Quantity
from simulator.model.reference import clock, prosecution, services, warrants
from simulator.model.reference.agenda import Life
from simulator.model.reference.person import Person
from simulator.model.reference.places import serve_waiting
from simulator.model.reference.world import World
from simulator.model.standing import Effect, Stage

STRANDS = (
    Strand.LEAD_EXIT, Strand.STABLE, Strand.ENGAGEMENT, Strand.WIND_DOWN, Strand.INTAKE, Strand.WARRANT_CLEARING,
)  # fmt: skip


def intake(world: World, person: Person) -> Life:
    """Between hand-off and completed intake, or the end of the window."""
    while True:
        yield world.ring(person, Strand.INTAKE)
        if person.completes_intake and Strand.PRISON_SENTENCE not in person.holds:
            complete_intake(world, person)
        else:
            fail_intake(world, person)


def engagement(world: World, person: Person) -> Life:
    """Engaged, lapsed, engaged again."""
    while True:
        yield world.ring(person, Strand.ENGAGEMENT)
        if person.effect == Effect.ENGAGED:
            lapse(world, person)
        else:
            engage(world, person)


def becoming_stable(world: World, person: Person) -> Life:
    """Until a participant is stable and needs less of a case manager's time."""
    while True:
        yield world.ring(person, Strand.STABLE)
        stabilize(world, person)


def participation(world: World, person: Person) -> Life:
    """Until a participant needs LEAD no longer."""
    while True:
        yield world.ring(person, Strand.LEAD_EXIT)
        end_participation(world, person)


def complete_intake(world: World, person: Person) -> None:
    """Intake is done: the held charge is dropped and participation begins."""
    facts = world.facts.program
    world.settle(person)
    person.stage = Stage.ACTIVE
    person.held_charge = None
    world.log(Kind.INTAKE, person, person.route)
    world.count(Quantity.INTAKES, person)
    if not person.ever_participant:
        person.ever_participant = True
        world.count(Quantity.FIRST_INTAKES, person)
    duration = rules.memoryless(person.luck(Decision.DURATION, person.grants), facts.exit_rate)
    world.set(person, Strand.LEAD_EXIT, world.now + duration)
    world.set(person, Strand.STABLE, world.now + facts.stable_after)
    if person.luck(Decision.EVER_ENGAGED, person.grants) < facts.ever_engaged:
        engage(world, person)
    services.offer(world, person)


def fail_intake(world: World, person: Person) -> None:
    """No intake in the window: the place is free again and a held charge goes to the prosecutor."""
    world.settle(person)
    world.off(person, Strand.INTAKE)
    world.off(person, Strand.WIND_DOWN)
    person.stage = Stage.NONE
    world.settle_places()
    world.lead.release(person.number)
    world.log(Kind.INTAKE_FAILED, person, person.route)
    world.count(Quantity.INTAKE_FAILURES, person)
    charge, person.held_charge = person.held_charge, None
    if charge is not None:
        world.log(Kind.HELD_CHARGE_REFERRED, person, charge.venue)
        prosecution.refer_charge(world, person, charge, in_custody=False)
    serve_waiting(world)


def engage(world: World, person: Person) -> None:
    """Begin or resume work with the case manager: the effect is whole."""
    world.settle(person)
    clock.turn(world, person, Effect.ENGAGED)
    world.log(Kind.ENGAGED, person)
    warrants.expect_clearing(world, person)
    expect_turn(world, person, world.facts.program.lapse_rate)


def lapse(world: World, person: Person) -> None:
    """Stop working with the case manager: the place is kept, the effect fades."""
    world.settle(person)
    clock.turn(world, person, Effect.FADING)
    world.off(person, Strand.WARRANT_CLEARING)
    world.log(Kind.LAPSED, person)
    expect_turn(world, person, world.facts.program.resume_rate)


def expect_turn(world: World, person: Person, rate: float) -> None:
    """Set the next change of engagement."""
    luck = person.luck(Decision.ENGAGEMENT, person.engagements)
    person.engagements += 1
    world.set(person, Strand.ENGAGEMENT, world.now + rules.memoryless(luck, rate))


def stabilize(world: World, person: Person) -> None:
    """A stable participant weighs less on the caseload, which may make room for another."""
    world.settle_places()
    world.lead.reweigh(person.number, world.facts.program.stable_weight)
    world.log(Kind.STABLE, person)
    serve_waiting(world)


def end_participation(world: World, person: Person) -> None:
    """Leave LEAD because it is needed no longer, or because prison begins."""
    imprisoned = Strand.PRISON_SENTENCE in person.holds
    exit_lead(world, person, ExitReason.PRISON if imprisoned else ExitReason.STABILITY)


def exit_lead(world: World, person: Person, reason: ExitReason) -> None:
    """Leave LEAD alive and in the area; the effect fades from now on."""
    leave_place(world, person, reason)
    services.leave_with_lead(world, person)
    serve_waiting(world)


def leave_place(world: World, person: Person, reason: ExitReason) -> None:
    """Give up a place and everything that comes with it, without passing it on yet."""
    world.settle(person)
    for strand in STRANDS:
        world.off(person, strand)
    if person.effect == Effect.ENGAGED:
        clock.turn(world, person, Effect.FADING)
    in_intake = person.stage == Stage.INTAKE
    person.stage = Stage.NONE
    person.held_charge = None
    world.settle_places()
    world.lead.release(person.number)
    if in_intake:
        world.log(Kind.INTAKE_FAILED, person, person.route)
        world.count(Quantity.INTAKE_FAILURES, person)
    else:
        world.log(Kind.LEAD_EXIT, person, reason)
        world.count(Quantity.LEAD_EXITS, person)
