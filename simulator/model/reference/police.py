"""Police contacts: what a contact is about, the diversion protocol in its order, and what follows without it."""

from __future__ import annotations

from simulator.model import rules
from simulator.model.events import Decision, Kind, Offense, Refusal, Route, Strand, Venue
from simulator.model.facts import FELONY
from simulator.model.quantities import Quantity
from simulator.model.reference import clock, jail, places, prosecution, referrals, warrant_service
from simulator.model.reference.agenda import Life
from simulator.model.reference.clock import coordinated
from simulator.model.reference.person import Charge, Person
from simulator.model.reference.world import World
from simulator.model.standing import Stage


def contacts(world: World, person: Person) -> Life:
    """Police contacts for new offenses, one after the other."""
    while True:
        yield world.ring(person, Strand.CONTACT)
        encounter(world, person)


def encounter(world: World, person: Person) -> None:
    """One police contact: diverted, arrested, or left without action."""
    occurrence = person.contacts
    person.contacts += 1
    clock.draw(person)
    facts = world.facts.encounter
    offense = offense_of(world, person, occurrence)
    world.log(Kind.CONTACT, person, offense)
    world.count(Quantity.CONTACTS, person)
    tier = facts.tier[offense]
    venue = Venue.SUPERIOR if tier == FELONY else world.misdemeanor_venue[person.area]
    charge = Charge(offense, tier, venue, occurrence)
    no_action_share = rules.against_odds(facts.no_action_share, person.measured(world.facts.process.arrest))
    acts = person.luck(Decision.ACTION, occurrence) >= no_action_share
    widens = person.luck(Decision.NET_WIDENING, occurrence) < world.facts.protocol.offer_when_no_action
    diverted = (acts or widens) and try_to_divert(world, person, offense, charge)
    if not diverted and acts:
        arrest(world, person, offense, charge)
    elif not diverted:
        world.log(Kind.NO_ACTION, person, offense)
        world.count(Quantity.NO_ACTIONS, person)
        if person.warrant:
            warrant_service.serve(world, person, at_contact=True)
    if not person.clock_running:
        clock.go(world, person)


def offense_of(world: World, person: Person, occurrence: int) -> Offense:
    """Return what the contact is about."""
    luck = person.luck(Decision.OFFENSE, occurrence)
    for offense, edge in enumerate(world.facts.encounter.cumulative_mix):
        if luck < edge:
            return Offense(offense)
    return Offense.OTHER_FELONY


def try_to_divert(world: World, person: Person, offense: Offense, charge: Charge) -> bool:
    """Divert to LEAD if the protocol allows and a place is free; without one the arrest goes on as usual."""
    refusal = diversion_protocol(world, person, offense, charge.occurrence)
    if refusal == Refusal.NONE:
        referrals.record_referral(world, person, Route.ARREST_DIVERSION)
        if world.lead.has_room(world.facts.program.full_weight):
            divert(world, person, offense, charge)
            return True
        places.find_no_slot(world, person, Route.ARREST_DIVERSION)
        refusal = Refusal.NO_SLOT
    world.log(Kind.NOT_DIVERTED, person, refusal)
    places.count_refusal(world, person, refusal)
    return False


def diversion_protocol(world: World, person: Person, offense: Offense, occurrence: int) -> Refusal:
    """Return the first reason in the protocol's order why this contact is not diverted, or NONE."""
    facts = world.facts.protocol
    standing = referrals.program_standing(world, person)
    place_is_kept = standing == Refusal.ALREADY_WAITING and world.lead.has_room(world.facts.program.full_weight)
    if standing != Refusal.NONE and not place_is_kept:  # who waits can have a place that is kept for arrests
        return standing
    # The entry event is credited once: a person's later arrests are not diverted again.
    if person.ever_diverted:
        return Refusal.ALREADY_DIVERTED_ONCE
    world.count(Quantity.PROTOCOL_CONTACTS, person)
    if not facts.eligible[offense]:
        return Refusal.OFFENSE_NOT_ELIGIBLE
    if person.luck(Decision.AMOUNT, occurrence) >= facts.amount_within_limit[offense]:
        return Refusal.AMOUNT_OVER_LIMIT
    if person.excluded:
        return Refusal.HISTORY_NOT_ELIGIBLE
    if person.warrant and facts.warrant_excludes:
        return Refusal.OUTSTANDING_WARRANT
    world.count(Quantity.ELIGIBLE_CONTACTS, person)
    return occasion_protocol(world, person, occurrence)


def occasion_protocol(world: World, person: Person, occurrence: int) -> Refusal:
    """Return the protocol's second half: place, shift, officer and consent."""
    facts = world.facts.protocol
    officer_offers = rules.by_odds(facts.officer_offers, person.measured(world.facts.process.offer))
    for decision, share, refusal in (
        (Decision.AREA_COVERED, facts.coverage[person.area], Refusal.AREA_NOT_COVERED),
        (Decision.SHIFT_COVERED, facts.shift_covered, Refusal.SHIFT_NOT_COVERED),
        (Decision.OFFICER_TRAINED, facts.officer_trained, Refusal.OFFICER_NOT_TRAINED),
        (Decision.OFFICER_OFFERS, officer_offers, Refusal.OFFICER_DID_NOT_OFFER),
    ):
        if person.luck(decision, occurrence) >= share:
            return refusal
    world.count(Quantity.DIVERSION_OFFERS, person)
    return Refusal.NO_CONSENT if person.luck(Decision.CONSENT, occurrence) >= facts.consent else Refusal.NONE


def divert(world: World, person: Person, offense: Offense, charge: Charge) -> None:
    """Hand the person to a case manager instead of booking; the charge is held in abeyance."""
    person.ever_diverted = True
    if person.stage == Stage.WAITING:
        places.take_off_list(world, person)
    world.log(Kind.DIVERTED, person, offense)
    world.count(Quantity.DIVERSIONS_CITY + world.place_of(person), person)
    places.grant(world, person, Route.ARREST_DIVERSION, charge)


def arrest(world: World, person: Person, offense: Offense, charge: Charge) -> None:
    """Arrest: book into jail, or cite and refer without custody; an outstanding warrant is served with it."""
    world.log(Kind.ARRESTED, person, offense)
    if is_booked(world, person, offense, charge):
        until = world.now + pretrial_stay(world, person, charge)
        jail.hold_on(world, person, Strand.PRETRIAL_HOLD, until, charge.venue)
        person.held_on = charge.occurrence
    if person.warrant:
        warrant_service.serve(world, person, at_contact=True, with_charge=True)
    in_custody = bool(person.holds)
    if in_custody:
        world.count(Quantity.ARRESTS_BOOKED_CITY + world.place_of(person), person)
    else:
        world.log(Kind.CITED, person, offense)
        world.count(Quantity.ARRESTS_CITED_CITY + world.place_of(person), person)
    prosecution.refer_charge(world, person, charge, in_custody)


def is_booked(world: World, person: Person, offense: Offense, charge: Charge) -> bool:
    """Return whether an arrest is booked; while the jail is full, some that would be are not."""
    facts = world.facts
    share = rules.by_odds(facts.encounter.booked_share[charge.tier], person.measured(facts.process.booking))
    if person.luck(Decision.BOOKED, charge.occurrence) >= share:
        return False
    booked_when_full = facts.jail.booked_when_full[charge.tier]
    restricted = jail.is_full(world) and not person.warrant
    if restricted and person.luck(Decision.BOOKED_WHEN_FULL, charge.occurrence) >= booked_when_full:
        world.log(Kind.BOOKING_RESTRICTED, person, offense)
        world.count(Quantity.BOOKINGS_RESTRICTED, person)
        return False
    return True


def pretrial_stay(world: World, person: Person, charge: Charge) -> float:
    """Return the days of a stay if the charge is filed; LEAD's legal coordination makes a long one rarer.

    Only people whose charge is filed stay long, so their share is that much larger than the share of all stays; for
    participants, of whose charges fewer are filed, too: what LEAD does to stays is in its effect on long stays.
    """
    facts = world.facts.jail
    effect = coordinated(world, person, world.facts.program.long_stay)
    filed = rules.scaled_share(
        world.facts.prosecution.filed[charge.tier], prosecution.filing_effect(world, person, charge)
    )
    long_share = rules.share_among(facts.long_share[charge.tier], filed)
    return jail.stay(
        facts,
        person.luck(Decision.STAY_PART, charge.occurrence),
        person.luck(Decision.STAY, charge.occurrence),
        rules.scaled_share(long_share, effect),
    )
