"""Police contacts: what a contact is about, the diversion protocol in its order, and what follows without it."""

from __future__ import annotations

from simulator.model import rules
from simulator.model.events import Decision, Kind, Offense, Refusal, Route, Strand, Venue
from simulator.model.facts import FELONY
from simulator.model.fast import clock, jail, places, prosecution, referrals, warrant_service
from simulator.model.fast.calls import helper, transition
from simulator.model.fast.memory import Person, World, facts_at
from simulator.model.fast.recording import count, log
from simulator.model.fast.slots import has_room
from simulator.model.fast.world import is_held, luck, measured
from simulator.model.quantities import Quantity
from simulator.model.standing import Stage

OFFENSES = len(Offense)


@transition
def encounter(world: World, person: Person) -> None:
    """One police contact: diverted, arrested, or left without action."""
    occurrence = person.contacts
    person.contacts += 1
    clock.draw(person)
    facts = facts_at(world.facts)
    offense = offense_of(world, person, occurrence)
    log(world, Kind.CONTACT, person, offense)
    count(world, Quantity.CONTACTS, person)
    tier = facts.encounter_tier[offense]
    venue = Venue.SUPERIOR + 0 if tier == FELONY else person.misdemeanor_venue
    no_action_share = rules.against_odds(facts.encounter_no_action_share, measured(person, facts.process_arrest))
    acts = luck(person, Decision.ACTION, occurrence) >= no_action_share
    widens = luck(person, Decision.NET_WIDENING, occurrence) < facts.protocol_offer_when_no_action
    diverted = (acts or widens) and try_to_divert(world, person, offense, tier, venue, occurrence)
    if not diverted and acts:
        arrest(world, person, offense, tier, venue, occurrence)
    elif not diverted:
        log(world, Kind.NO_ACTION, person, offense)
        count(world, Quantity.NO_ACTIONS, person)
        if person.warrant:
            warrant_service.serve(world, person, 1, 0)
    if not person.clock_running:
        clock.go(world, person)


@helper
def offense_of(world: World, person: Person, occurrence: int) -> int:
    """Return what the contact is about."""
    luck_of_offense = luck(person, Decision.OFFENSE, occurrence)
    mix = facts_at(world.facts).encounter_cumulative_mix
    for offense in range(OFFENSES):
        if luck_of_offense < mix[offense]:
            return offense
    return OFFENSES - 1


@transition
def try_to_divert(world: World, person: Person, offense: int, tier: int, venue: int, occurrence: int) -> bool:
    """Divert to LEAD if the protocol allows and a place is free; without one the arrest goes on as usual."""
    refusal = diversion_protocol(world, person, offense, occurrence)
    if refusal == Refusal.NONE:
        referrals.record_referral(world, person, Route.ARREST_DIVERSION)
        if has_room(places.lead_of(world), facts_at(world.facts).program_full_weight, 0):
            divert(world, person, offense, tier, venue, occurrence)
            return True
        places.find_no_slot(world, person, Route.ARREST_DIVERSION)
        refusal = Refusal.NO_SLOT + 0
    log(world, Kind.NOT_DIVERTED, person, refusal)
    places.count_refusal(world, person, refusal)
    return False


@helper
def diversion_protocol(world: World, person: Person, offense: int, occurrence: int) -> int:
    """Return the first reason in the protocol's order why this contact is not diverted, or NONE."""
    facts = facts_at(world.facts)
    standing = referrals.program_standing(world, person)
    if standing != Refusal.NONE:
        place_is_kept = has_room(places.lead_of(world), facts.program_full_weight, 0)
        if standing != Refusal.ALREADY_WAITING or not place_is_kept:  # who waits can have a place kept for arrests
            return standing
    if person.ever_diverted:
        return Refusal.ALREADY_DIVERTED_ONCE + 0
    count(world, Quantity.PROTOCOL_CONTACTS, person)
    if facts.protocol_eligible[offense] == 0.0:
        return Refusal.OFFENSE_NOT_ELIGIBLE + 0
    if luck(person, Decision.AMOUNT, occurrence) >= facts.protocol_amount_within_limit[offense]:
        return Refusal.AMOUNT_OVER_LIMIT + 0
    if person.excluded:
        return Refusal.HISTORY_NOT_ELIGIBLE + 0
    if person.warrant and facts.protocol_warrant_excludes:
        return Refusal.OUTSTANDING_WARRANT + 0
    count(world, Quantity.ELIGIBLE_CONTACTS, person)
    return occasion_protocol(world, person, occurrence)


@helper
def occasion_protocol(world: World, person: Person, occurrence: int) -> int:
    """Return the protocol's second half: place, shift, officer and consent."""
    facts = facts_at(world.facts)
    if luck(person, Decision.AREA_COVERED, occurrence) >= referrals.coverage(world, person):
        return Refusal.AREA_NOT_COVERED + 0
    if luck(person, Decision.SHIFT_COVERED, occurrence) >= facts.protocol_shift_covered:
        return Refusal.SHIFT_NOT_COVERED + 0
    if luck(person, Decision.OFFICER_TRAINED, occurrence) >= facts.protocol_officer_trained:
        return Refusal.OFFICER_NOT_TRAINED + 0
    officer_offers = rules.by_odds(facts.protocol_officer_offers, measured(person, facts.process_offer))
    if luck(person, Decision.OFFICER_OFFERS, occurrence) >= officer_offers:
        return Refusal.OFFICER_DID_NOT_OFFER + 0
    count(world, Quantity.DIVERSION_OFFERS, person)
    if luck(person, Decision.CONSENT, occurrence) >= facts.protocol_consent:
        return Refusal.NO_CONSENT + 0
    return Refusal.NONE + 0


@transition
def divert(world: World, person: Person, offense: int, tier: int, venue: int, occurrence: int) -> None:
    """Hand the person to a case manager instead of booking; the charge is held in abeyance."""
    person.ever_diverted = 1
    if person.stage == Stage.WAITING:
        places.take_off_list(world, person)
    log(world, Kind.DIVERTED, person, offense)
    count(world, Quantity.DIVERSIONS_CITY + person.place, person)
    person.held_occurrence = occurrence
    person.held_offense = offense
    person.held_tier = tier
    person.held_venue = venue
    places.grant(world, person, Route.ARREST_DIVERSION)


@transition
def arrest(world: World, person: Person, offense: int, tier: int, venue: int, occurrence: int) -> None:
    """Arrest: book into jail, or cite and refer without custody; an outstanding warrant is served with it."""
    log(world, Kind.ARRESTED, person, offense)
    if is_booked(world, person, offense, tier, occurrence):
        until = world.now + pretrial_stay(world, person, offense, tier, occurrence)
        jail.hold_on(world, person, Strand.PRETRIAL_HOLD, until, venue)
        person.held_on = occurrence
    if person.warrant:
        warrant_service.serve(world, person, 1, 1)
    if is_held(person):
        count(world, Quantity.ARRESTS_BOOKED_CITY + person.place, person)
        prosecution.refer_charge(world, person, offense, tier, venue, occurrence, 1)
    else:
        log(world, Kind.CITED, person, offense)
        count(world, Quantity.ARRESTS_CITED_CITY + person.place, person)
        prosecution.refer_charge(world, person, offense, tier, venue, occurrence, 0)


@transition
def is_booked(world: World, person: Person, offense: int, tier: int, occurrence: int) -> bool:
    """Return whether an arrest is booked; while the jail is full, some that would be are not."""
    facts = facts_at(world.facts)
    share = rules.by_odds(facts.encounter_booked_share[tier], measured(person, facts.process_booking))
    if luck(person, Decision.BOOKED, occurrence) >= share:
        return False
    restricted = jail.is_full(world) and not person.warrant
    if restricted and luck(person, Decision.BOOKED_WHEN_FULL, occurrence) >= facts.jail_booked_when_full[tier]:
        log(world, Kind.BOOKING_RESTRICTED, person, offense)
        count(world, Quantity.BOOKINGS_RESTRICTED, person)
        return False
    return True


@helper
def pretrial_stay(world: World, person: Person, offense: int, tier: int, occurrence: int) -> float:
    """Return the days of a stay if the charge is filed; LEAD's legal coordination makes a long one rarer."""
    facts = facts_at(world.facts)
    effect = clock.coordinated(world, person, facts.program_long_stay)
    filing = prosecution.filing_effect(world, person, tier, offense)
    filed = rules.scaled_share(facts.prosecution_filed[tier], filing)
    long_share = rules.share_among(facts.jail_long_share[tier], filed)
    return jail.stay(
        world,
        luck(person, Decision.STAY_PART, occurrence),
        luck(person, Decision.STAY, occurrence),
        rules.scaled_share(long_share, effect),
    )
