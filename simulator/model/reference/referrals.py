"""Referrals to LEAD without an arrest: by an officer who knows the person, or by the community."""

from __future__ import annotations

from simulator.model import rules
from simulator.model.events import Decision, Kind, Refusal, Route, Strand
from simulator.model.facts import Facts
from simulator.model.quantities import Quantity
from simulator.model.reference.agenda import Life
from simulator.model.reference.person import Person
from simulator.model.reference.places import count_refusal, find_no_slot, grant, kept_free
from simulator.model.reference.world import World
from simulator.model.standing import Stage

REFERRAL = {
    Route.SOCIAL_CONTACT: (
        Strand.SOCIAL_REFERRAL, Decision.SOCIAL_REFERRAL, Decision.SOCIAL_AREA, Decision.SOCIAL_CONSENT,
    ),
    Route.COMMUNITY: (
        Strand.COMMUNITY_REFERRAL, Decision.COMMUNITY_REFERRAL, Decision.COMMUNITY_AREA,
        Decision.COMMUNITY_CONSENT,
    ),
}  # fmt: skip


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


def expect_referral(world: World, person: Person, route: Route) -> None:
    """Set the next occasion for a referral on a route."""
    strand, decision, _, _ = REFERRAL[route]
    delay = rules.memoryless(person.luck(decision, person.referrals[route]), rate_of(world.facts, person, route))
    world.set(person, strand, world.now + delay)


def rate_of(facts: Facts, person: Person, route: Route) -> float:
    """Return how often a person is referred on a route; officers alone refer some groups more than others."""
    protocol = facts.protocol
    rate = float(rules.referral_rate(protocol.referral_rate[route], person.frailty, protocol.referral_tilt))
    return rate * person.measured(facts.process.referral) if route == Route.SOCIAL_CONTACT else rate


def change_referral_rate(world: World, person: Person, route: Route, before: Facts) -> None:
    """Let a new referral rate act at once: what is left of the delay shrinks or grows by it."""
    strand = REFERRAL[route][0]
    old, new = (rate_of(facts, person, route) for facts in (before, world.facts))
    if old == new:
        return
    if old == 0.0:
        expect_referral(world, person, route)
    elif new == 0.0:
        world.off(person, strand)
        person.referrals[route] += 1  # that it did not come is known of its luck
    else:
        left = world.due(person, strand) - world.now
        world.set(person, strand, world.now + rules.rescaled_delay(left, old, new))


def consider_referral(world: World, person: Person, route: Route) -> None:
    """Refer the person unless the protocol says no."""
    occurrence = person.referrals[route]
    person.referrals[route] += 1
    expect_referral(world, person, route)
    refusal = referral_protocol(world, person, route, occurrence)
    if refusal != Refusal.NONE:
        world.log(Kind.REFERRAL_REFUSED, person, refusal)
        count_refusal(world, person, refusal)
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
