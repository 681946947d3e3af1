"""A charge's way through prosecution: referral, filing decision, disposition, sentence.

A simple outcome by class. A person has a few places for pending cases; a further charge is joined to one.
"""

from __future__ import annotations

from functools import partial

from simulator.model import rules
from simulator.model.events import Decision, Kind, Strand
from simulator.model.facts import FELONY
from simulator.model.reference import jail
from simulator.model.reference.agenda import Life
from simulator.model.reference.clock import effect_level
from simulator.model.reference.world import Case, Charge, Person, StrandLife, World
from simulator.model.tally import Quantity


def pending_case(world: World, person: Person, place: int) -> Life:
    """One of a person's places for pending cases: decide on filing, then dispose."""
    strand = Strand(Strand.CASE_0 + place)
    while True:
        yield world.ring(person, strand)
        case = person.cases[place]
        assert case is not None
        if case.filed:
            dispose(world, person, place, case)
        else:
            decide_filing(world, person, place, case)


def case_life(place: int) -> StrandLife:
    """Return the process of one place for pending cases."""
    return partial(pending_case, place=place)


def refer_charge(world: World, person: Person, charge: Charge, in_custody: bool) -> None:
    """Refer a charge to the prosecutor; without a free place it is joined to a pending case."""
    world.log(Kind.CHARGE_REFERRED, person, charge.venue)
    world.count(Quantity.CHARGES_REFERRED_SUPERIOR + charge.venue, person)
    if None not in person.cases:
        world.log(Kind.CHARGE_JOINED, person, charge.venue)
        return
    place = person.cases.index(None)
    person.cases[place] = Case(charge, in_custody)
    in_custody_delay, mean_delay = world.facts.prosecution.filing_delay
    luck = person.luck(Decision.FILING_DELAY, charge.occurrence)
    delay = in_custody_delay if in_custody else mean_delay * rules.exponential(luck)
    world.set(person, Strand(Strand.CASE_0 + place), world.now + delay)


def decide_filing(world: World, person: Person, place: int, case: Case) -> None:
    """File or decline; out of custody fewer are filed. Who is held on a declined charge alone is released."""
    facts, charge = world.facts.prosecution, case.charge
    effect = filing_effect(world, person, charge)
    custody = 1.0 if case.in_custody else facts.out_of_custody_factor
    share = rules.scaled_share(facts.filed[charge.tier], custody * effect)
    if person.luck(Decision.FILED, charge.occurrence) >= share:
        person.cases[place] = None
        world.log(Kind.CHARGE_DECLINED, person, charge.venue)
        if Strand.PRETRIAL_HOLD in person.holds and person.held_on == charge.occurrence:
            jail.hold_off(world, person, Strand.PRETRIAL_HOLD)
        return
    case.filed = True
    world.log(Kind.CASE_FILED, person, charge.venue)
    world.count(Quantity.FILINGS_SUPERIOR + charge.venue, person)
    luck = person.luck(Decision.CASE_LENGTH, charge.occurrence)
    length = rules.weibull(luck, facts.case_shape, facts.case_scale)
    world.set(person, Strand(Strand.CASE_0 + place), world.now + length)


def filing_effect(world: World, person: Person, charge: Charge) -> float:
    """Return LEAD's multiplier on filing: its prosecutor coordinates a participant's charges.

    For felonies it was measured when drug possession was one, so it is used only for felonies that LEAD may divert.
    """
    if charge.tier == FELONY and not world.facts.protocol.eligible[charge.offense]:
        return 1.0
    return coordinated(world, person, world.facts.program.filing[charge.tier])


def dispose(world: World, person: Person, place: int, case: Case) -> None:
    """End a case: dismissed, or convicted and sentenced."""
    charge = case.charge
    person.cases[place] = None
    if person.luck(Decision.CONVICTED, charge.occurrence) >= world.facts.prosecution.convicted:
        world.log(Kind.CASE_DISMISSED, person, charge.venue)
        return
    world.log(Kind.CONVICTED, person, charge.venue)
    world.count(Quantity.CONVICTIONS_SUPERIOR + charge.venue, person)
    sentence(world, person, charge)


def sentence(world: World, person: Person, charge: Charge) -> None:
    """Sentence to prison, to jail beyond the time served, or to neither.

    Prison is read from the low end of the luck and jail from the high end, so that a smaller prison share
    frees people from prison instead of sending others to jail.
    """
    facts = world.facts.prosecution
    luck = person.luck(Decision.SENTENCE, charge.occurrence)
    length = rules.exponential(person.luck(Decision.SENTENCE_LENGTH, charge.occurrence))
    prison_share = facts.prison_share * coordinated(world, person, world.facts.program.prison)
    if charge.tier == FELONY and luck < rules.scaled_share(prison_share, 1.0):
        world.log(Kind.PRISON_SENTENCE, person, charge.venue)
        if Strand.PRISON_SENTENCE not in person.holds:
            world.count(Quantity.PRISON_ADMISSIONS, person)
        until = world.now + length * facts.prison_mean
        jail.hold_on(world, person, Strand.PRISON_SENTENCE, until, charge.venue)
    elif luck >= 1.0 - facts.jail_share[charge.tier]:
        world.log(Kind.JAIL_SENTENCE, person, charge.venue)
        world.count(Quantity.JAIL_SENTENCES, person)
        until = world.now + length * facts.jail_mean[charge.tier]
        jail.hold_on(world, person, Strand.JAIL_SENTENCE, until, charge.venue)


def abate_cases(world: World, person: Person) -> None:
    """Close the pending cases of somebody who died or left."""
    for place, case in enumerate(person.cases):
        if case is not None:
            person.cases[place] = None
            world.log(Kind.CASE_ABATED, person, case.charge.venue)


def coordinated(world: World, person: Person, multiplier: float) -> float:
    """Return a multiplier as far as the person is under LEAD's effect now."""
    return 1.0 - effect_level(world, person) * (1.0 - multiplier)
