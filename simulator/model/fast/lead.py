"""LEAD with a place: intake, engagement and its lapses, stability, exit."""

from __future__ import annotations

from simulator.model import rules
from simulator.model.events import Decision, ExitReason, Kind, Strand
from simulator.model.fast import clock, prosecution, services, warrants
from simulator.model.fast.agenda import set_alarm, switch_off
from simulator.model.fast.calls import transition
from simulator.model.fast.memory import NOBODY, Person, World, facts_at
from simulator.model.fast.places import lead_of, serve_waiting
from simulator.model.fast.recording import count, log
from simulator.model.fast.slots import release, reweigh
from simulator.model.fast.world import holds, luck, settle, settle_places
from simulator.model.quantities import Quantity
from simulator.model.standing import Effect, Stage


@transition
def end_intake(world: World, person: Person) -> None:
    """Intake is completed, or its window is over."""
    if person.completes_intake and not holds(person, Strand.PRISON_SENTENCE):
        complete_intake(world, person)
    else:
        fail_intake(world, person)


@transition
def turn_engagement(world: World, person: Person) -> None:
    """Engaged, lapsed, engaged again."""
    if person.effect == Effect.ENGAGED:
        lapse(world, person)
    else:
        engage(world, person)


@transition
def complete_intake(world: World, person: Person) -> None:
    """Intake is done: the held charge is dropped and participation begins."""
    facts = facts_at(world.facts)
    settle(world, person)
    person.stage = Stage.ACTIVE
    person.held_occurrence = NOBODY
    log(world, Kind.INTAKE, person, person.route)
    count(world, Quantity.INTAKES, person)
    if not person.ever_participant:
        person.ever_participant = 1
        count(world, Quantity.FIRST_INTAKES, person)
    duration = rules.memoryless(luck(person, Decision.DURATION, person.grants), facts.program_exit_rate)
    set_alarm(world, person, Strand.LEAD_EXIT, world.now + duration)
    set_alarm(world, person, Strand.STABLE, world.now + facts.program_stable_after)
    if luck(person, Decision.EVER_ENGAGED, person.grants) < facts.program_ever_engaged:
        engage(world, person)
    services.offer(world, person)


@transition
def fail_intake(world: World, person: Person) -> None:
    """No intake in the window: the place is free again and a held charge goes to the prosecutor."""
    settle(world, person)
    switch_off(world, person, Strand.INTAKE)
    switch_off(world, person, Strand.WIND_DOWN)
    person.stage = Stage.NONE
    settle_places(world)
    release(world, lead_of(world), person.number)
    log(world, Kind.INTAKE_FAILED, person, person.route)
    count(world, Quantity.INTAKE_FAILURES, person)
    occurrence = person.held_occurrence
    person.held_occurrence = NOBODY
    if occurrence != NOBODY:
        log(world, Kind.HELD_CHARGE_REFERRED, person, person.held_venue)
        prosecution.refer_charge(world, person, person.held_offense, person.held_tier, person.held_venue, occurrence, 0)
    serve_waiting(world)


@transition
def engage(world: World, person: Person) -> None:
    """Begin or resume work with the case manager: the effect is whole."""
    settle(world, person)
    clock.turn(world, person, Effect.ENGAGED)
    log(world, Kind.ENGAGED, person, 0)
    warrants.expect_clearing(world, person)
    expect_turn(world, person, facts_at(world.facts).program_lapse_rate)


@transition
def lapse(world: World, person: Person) -> None:
    """Stop working with the case manager: the place is kept, the effect fades."""
    settle(world, person)
    clock.turn(world, person, Effect.FADING)
    switch_off(world, person, Strand.WARRANT_CLEARING)
    log(world, Kind.LAPSED, person, 0)
    expect_turn(world, person, facts_at(world.facts).program_resume_rate)


@transition
def expect_turn(world: World, person: Person, rate: float) -> None:
    """Set the next change of engagement."""
    luck_of_turn = luck(person, Decision.ENGAGEMENT, person.engagements)
    person.engagements += 1
    set_alarm(world, person, Strand.ENGAGEMENT, world.now + rules.memoryless(luck_of_turn, rate))


@transition
def stabilize(world: World, person: Person) -> None:
    """A stable participant weighs less on the caseload, which may make room for another."""
    settle_places(world)
    reweigh(lead_of(world), person.number, facts_at(world.facts).program_stable_weight)
    log(world, Kind.STABLE, person, 0)
    serve_waiting(world)


@transition
def end_participation(world: World, person: Person) -> None:
    """Leave LEAD because it is needed no longer, or because prison begins."""
    if holds(person, Strand.PRISON_SENTENCE):
        exit_lead(world, person, ExitReason.PRISON)
    else:
        exit_lead(world, person, ExitReason.STABILITY)


@transition
def exit_lead(world: World, person: Person, reason: int) -> None:
    """Leave LEAD alive and in the area; the effect fades from now on."""
    leave_place(world, person, reason)
    services.leave_with_lead(world, person)
    serve_waiting(world)


@transition
def leave_place(world: World, person: Person, reason: int) -> None:
    """Give up a place and everything that comes with it, without passing it on yet."""
    settle(world, person)
    switch_off(world, person, Strand.LEAD_EXIT)
    switch_off(world, person, Strand.STABLE)
    switch_off(world, person, Strand.ENGAGEMENT)
    switch_off(world, person, Strand.WIND_DOWN)
    switch_off(world, person, Strand.INTAKE)
    switch_off(world, person, Strand.WARRANT_CLEARING)
    if person.effect == Effect.ENGAGED:
        clock.turn(world, person, Effect.FADING)
    in_intake = person.stage == Stage.INTAKE
    person.stage = Stage.NONE
    person.held_occurrence = NOBODY
    settle_places(world)
    release(world, lead_of(world), person.number)
    if in_intake:
        log(world, Kind.INTAKE_FAILED, person, person.route)
        count(world, Quantity.INTAKE_FAILURES, person)
    else:
        log(world, Kind.LEAD_EXIT, person, reason)
        count(world, Quantity.LEAD_EXITS, person)
