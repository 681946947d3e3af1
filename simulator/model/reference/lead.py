"""LEAD: referrals, places, waiting list, intake, engagement, exit, and what a change of places does."""

from __future__ import annotations

from simulator.model import rules
from simulator.model.events import Decision, ExitReason, Kind, Refusal, Route, Strand
from simulator.model.facts import ProtocolFacts
from simulator.model.reference import clock, prosecution
from simulator.model.reference.agenda import Life
from simulator.model.reference.world import Charge, Effect, Person, Stage, World
from simulator.model.tally import Quantity

REFERRAL = {
    Route.SOCIAL_CONTACT: (
        Strand.SOCIAL_REFERRAL, Decision.SOCIAL_REFERRAL, Decision.SOCIAL_AREA, Decision.SOCIAL_CONSENT,
    ),
    Route.COMMUNITY: (
        Strand.COMMUNITY_REFERRAL, Decision.COMMUNITY_REFERRAL, Decision.COMMUNITY_AREA,
        Decision.COMMUNITY_CONSENT,
    ),
}  # fmt: skip


# -- processes: wait and call -----------------------------------------------------------------------------


def referrals(world: World, person: Person, route: Route) -> Life:
    """Occasions on which somebody would refer the person without an arrest."""
    strand = REFERRAL[route][0]
    while True:
        yield world.ring(person, strand)
        consider_referral(world, person, route)


def social_referrals(world: World, person: Person) -> Life:
    """An officer refers somebody known to be involved, without an arrest."""
    return referrals(world, person, Route.SOCIAL_CONTACT)


def community_referrals(world: World, person: Person) -> Life:
    """A community member or agency refers somebody."""
    return referrals(world, person, Route.COMMUNITY)


def patience(world: World, person: Person) -> Life:
    """Waiting for a place, until patience ends."""
    while True:
        yield world.ring(person, Strand.PATIENCE)
        drop_out(world, person, program_closed=False)


def intake(world: World, person: Person) -> Life:
    """Between hand-off and completed intake, or the end of the window."""
    while True:
        yield world.ring(person, Strand.INTAKE)
        if person.completes_intake:
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
        exit_lead(world, person, ExitReason.STABILITY)


def wind_down(world: World, person: Person) -> Life:
    """Until the end of the notice that a cut gives to those who hold a place."""
    while True:
        yield world.ring(person, Strand.WIND_DOWN)
        end_notice(world, person)


# -- referrals and places ---------------------------------------------------------------------------------


def expect_referral(world: World, person: Person, route: Route) -> None:
    """Set the next occasion for a referral on a route."""
    strand, decision, _, _ = REFERRAL[route]
    facts = world.facts.protocol
    rate = rules.referral_rate(facts.referral_rate[route], person.frailty, facts.referral_tilt)
    delay = rules.memoryless(person.luck(decision, person.referrals[route]), rate)
    world.set(person, strand, world.now + delay)


def change_referral_rate(world: World, person: Person, route: Route, before: ProtocolFacts) -> None:
    """Let a new referral rate act at once: what is left of the delay shrinks or grows by it."""
    facts = world.facts.protocol
    strand = REFERRAL[route][0]
    old, new = (
        rules.referral_rate(each.referral_rate[route], person.frailty, each.referral_tilt) for each in (before, facts)
    )
    if old == 0.0:
        expect_referral(world, person, route)
    elif new == 0.0:
        world.off(person, strand)
    else:
        world.set(person, strand, world.now + (world.due(person, strand) - world.now) * old / new)


def consider_referral(world: World, person: Person, route: Route) -> None:
    """Refer the person unless the protocol says no."""
    occurrence = person.referrals[route]
    person.referrals[route] += 1
    expect_referral(world, person, route)
    refusal = referral_protocol(world, person, route, occurrence)
    if refusal != Refusal.NONE:
        world.log(Kind.REFERRAL_REFUSED, person, refusal)
        return
    record_referral(world, person, route)
    if world.lead.has_room(world.facts.program.full_weight, kept_free(world)):
        grant(world, person, route)
    else:
        find_no_slot(world, person, route)


def referral_protocol(world: World, person: Person, route: Route, occurrence: int) -> Refusal:
    """Return why a social-contact or community referral is not made, or NONE."""
    facts = world.facts.protocol
    _, _, area, consent = REFERRAL[route]
    standing = program_standing(world, person)
    if standing != Refusal.NONE:
        return standing
    if person.excluded:
        return Refusal.HISTORY_NOT_ELIGIBLE
    if person.luck(area, occurrence) >= facts.coverage[person.area]:
        return Refusal.AREA_NOT_COVERED
    if person.holds:
        return Refusal.IN_CUSTODY
    if person.luck(consent, occurrence) >= facts.consent:
        return Refusal.NO_CONSENT
    return Refusal.NONE


def program_standing(world: World, person: Person) -> Refusal:
    """Return whether the program is closed to this person, before any question about the occasion."""
    if world.lead.capacity == 0:
        return Refusal.NOT_OPERATING
    if person.stage in (Stage.INTAKE, Stage.ACTIVE):
        return Refusal.ALREADY_PARTICIPANT
    if person.stage == Stage.WAITING:
        return Refusal.ALREADY_WAITING
    return Refusal.NONE


def record_referral(world: World, person: Person, route: Route) -> None:
    """Record a referral that the protocol allows."""
    world.log(Kind.REFERRED, person, route)
    world.count(Quantity.REFERRALS_ARREST + route, person)


def find_no_slot(world: World, person: Person, route: Route) -> None:
    """A referral meets no free place: join the waiting list, where there is one."""
    world.count(Quantity.REFERRALS_WITHOUT_SLOT, person)
    if not world.facts.protocol.waiting_list:
        world.log(Kind.REFERRAL_REFUSED, person, Refusal.NO_SLOT)
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


def kept_free(world: World) -> int:
    """Return the units kept free for arrest diversions, in whole places: a full program could never divert."""
    full_weight = world.facts.program.full_weight
    places = world.lead.capacity // full_weight
    return full_weight * int(places * world.facts.protocol.kept_for_arrests)


def serve_waiting(world: World) -> None:
    """Give free places to those who wait, in order; those kept for arrest diversions stay free."""
    full_weight = world.facts.program.full_weight
    while (number := world.lead.next_waiting(full_weight, kept_free(world))) is not None:
        person = world.persons[number]
        world.off(person, Strand.PATIENCE)
        grant(world, person, person.route)


# -- intake, engagement, exit -----------------------------------------------------------------------------


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
    expect_turn(world, person, world.facts.program.lapse_rate)


def lapse(world: World, person: Person) -> None:
    """Stop working with the case manager: the place is kept, the effect fades."""
    world.settle(person)
    clock.turn(world, person, Effect.FADING)
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


def exit_lead(world: World, person: Person, reason: ExitReason) -> None:
    """Leave LEAD alive and in the area; the effect fades from now on."""
    leave_place(world, person, reason)
    serve_waiting(world)


def leave_place(world: World, person: Person, reason: ExitReason) -> None:
    """Give up a place and everything that comes with it, without passing it on yet."""
    world.settle(person)
    for strand in (Strand.LEAD_EXIT, Strand.STABLE, Strand.ENGAGEMENT, Strand.WIND_DOWN, Strand.INTAKE):
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


# -- places change ----------------------------------------------------------------------------------------


def change_capacity(world: World, places: int) -> None:
    """Set the number of places. More are filled from the waiting list; fewer give notice to the holders."""
    pool = world.lead
    pool.capacity = places * world.facts.program.full_weight
    world.log(Kind.CAPACITY, None, places)
    if places == 0:
        for number in list(pool.waiting):
            drop_out(world, world.persons[number], program_closed=True)
    if pool.used > pool.capacity:
        give_notice(world)
    else:
        for number in pool.held:
            world.off(world.persons[number], Strand.WIND_DOWN)
    serve_waiting(world)


def give_notice(world: World) -> None:
    """Give every holder a date within the notice period; at it, they leave if places are still short.

    Who has been given a date before keeps it: a second cut does not make anybody stay longer.
    """
    notice = world.facts.program.wind_down
    for number in list(world.lead.held):
        person = world.persons[number]
        if world.due(person, Strand.WIND_DOWN) < float("inf"):
            continue
        luck = person.luck(Decision.WIND_DOWN, person.wind_downs)
        person.wind_downs += 1
        world.set(person, Strand.WIND_DOWN, world.now + notice * luck)


def end_notice(world: World, person: Person) -> None:
    """A holder's date has come: leave, unless enough others have left."""
    if world.lead.used <= world.lead.capacity:
        return
    if person.stage == Stage.INTAKE:
        fail_intake(world, person)
    else:
        exit_lead(world, person, ExitReason.PROGRAM_CUT)
