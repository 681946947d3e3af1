"""Referrals to LEAD without an arrest: by an officer who knows the person, or by the community."""

from __future__ import annotations

from simulator.model import rules
from simulator.model.events import Decision, Kind, Refusal, Route, Strand
from simulator.model.fast.agenda import set_alarm, switch_off
from simulator.model.fast.calls import helper, transition
from simulator.model.fast.memory import CELL_SIZE, NOBODY, Person, World, cell_at, facts_at
from simulator.model.fast.places import count_refusal, find_no_slot, grant, kept_free, lead_of
from simulator.model.fast.recording import count, log
from simulator.model.fast.slots import has_room
from simulator.model.fast.world import is_held, luck, measured
from simulator.model.quantities import Quantity
from simulator.model.standing import Stage

FIRST_STRAND = int(Strand.SOCIAL_REFERRAL) - int(Route.SOCIAL_CONTACT)


@helper
def strand_of(route: int) -> int:
    """Return the strand of a route."""
    return FIRST_STRAND + route


@helper
def luck_of_referral(person: Person, route: int) -> float:
    """Return the luck of the next occasion on a route."""
    if route == Route.SOCIAL_CONTACT:
        return luck(person, Decision.SOCIAL_REFERRAL, person.referrals[route])
    return luck(person, Decision.COMMUNITY_REFERRAL, person.referrals[route])


@helper
def coverage(world: World, person: Person) -> float:
    """Return the share of the person's area in which LEAD works."""
    return cell_at(facts_at(world.facts).protocol_coverage + person.area * CELL_SIZE).value


@helper
def rate_of(facts: int, person: Person, route: int) -> float:
    """Return how often a person is referred on a route; officers alone refer some groups more than others."""
    known = facts_at(facts)
    rate = rules.referral_rate(known.protocol_referral_rate[route], person.frailty, known.protocol_referral_tilt)
    return rate * measured(person, known.process_referral) if route == Route.SOCIAL_CONTACT else rate


@transition
def expect_referral(world: World, person: Person, route: int) -> None:
    """Set the next occasion for a referral on a route."""
    rate = rate_of(world.facts, person, route)
    set_alarm(world, person, strand_of(route), world.now + rules.memoryless(luck_of_referral(person, route), rate))


@transition
def change_referral_rate(world: World, person: Person, route: int, before: int) -> None:
    """Let a new referral rate act at once: what is left of the delay shrinks or grows by it."""
    old, new = rate_of(before, person, route), rate_of(world.facts, person, route)
    if old == new:
        return
    strand = strand_of(route)
    if old == 0.0:
        expect_referral(world, person, route)
    elif new == 0.0:
        switch_off(world, person, strand)
        person.referrals[route] += 1  # that it did not come is known of its luck
    else:
        left = person.due[strand] - world.now
        set_alarm(world, person, strand, world.now + rules.rescaled_delay(left, old, new))


@transition
def consider_referral(world: World, person: Person, route: int) -> None:
    """Refer the person unless the protocol says no."""
    occurrence = person.referrals[route]
    person.referrals[route] += 1
    expect_referral(world, person, route)
    refusal = referral_protocol(world, person, route, occurrence)
    if refusal != Refusal.NONE:
        log(world, Kind.REFERRAL_REFUSED, person, refusal)
        count_refusal(world, person, refusal)
        return
    record_referral(world, person, route)
    if has_room(lead_of(world), facts_at(world.facts).program_full_weight, kept_free(world)):
        person.held_occurrence = NOBODY
        grant(world, person, route)
    else:
        find_no_slot(world, person, route)


@helper
def referral_protocol(world: World, person: Person, route: int, occurrence: int) -> int:
    """Return why a social-contact or community referral is not made, or NONE."""
    standing = program_standing(world, person)
    if standing != Refusal.NONE:
        return standing
    if person.excluded:
        return Refusal.HISTORY_NOT_ELIGIBLE + 0
    if route == Route.SOCIAL_CONTACT:
        luck_of_area = luck(person, Decision.SOCIAL_AREA, occurrence)
        luck_of_consent = luck(person, Decision.SOCIAL_CONSENT, occurrence)
    else:
        luck_of_area = luck(person, Decision.COMMUNITY_AREA, occurrence)
        luck_of_consent = luck(person, Decision.COMMUNITY_CONSENT, occurrence)
    if luck_of_area >= coverage(world, person):
        return Refusal.AREA_NOT_COVERED + 0
    if is_held(person):
        return Refusal.IN_CUSTODY + 0
    if luck_of_consent >= facts_at(world.facts).protocol_consent:
        return Refusal.NO_CONSENT + 0
    return Refusal.NONE + 0


@helper
def program_standing(world: World, person: Person) -> int:
    """Return whether the program is closed to this person, before any question about the occasion."""
    if lead_of(world).capacity == 0:
        return Refusal.NOT_OPERATING + 0
    if person.stage >= Stage.INTAKE:
        return Refusal.ALREADY_PARTICIPANT + 0
    if person.stage == Stage.WAITING:
        return Refusal.ALREADY_WAITING + 0
    return Refusal.NONE + 0


@transition
def record_referral(world: World, person: Person, route: int) -> None:
    """Record a referral that the protocol allows."""
    log(world, Kind.REFERRED, person, route)
    count(world, Quantity.REFERRALS_ARREST + route, person)
