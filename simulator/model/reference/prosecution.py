"""A charge's way to court: referral and the filing decision.

A person has a few places for pending cases; a further charge is joined to one.
"""

from __future__ import annotations

from functools import partial

from simulator.model import rules
from simulator.model.events import Decision, Kind, Strand
from simulator.model.facts import FELONY
from simulator.model.quantities import Quantity
from simulator.model.reference import courts, jail
from simulator.model.reference.agenda import Life
from simulator.model.reference.clock import coordinated
from simulator.model.reference.person import Case, Charge, Person
from simulator.model.reference.world import StrandLife, World
from simulator.model.standing import CaseStage


def pending_case(world: World, person: Person, place: int) -> Life:
    """One of a person's places for pending cases: the filing decision, then hearings."""
    strand = Strand(Strand.CASE_0 + place)
    while True:
        yield world.ring(person, strand)
        case = person.cases[place]
        assert case is not None
        if case.stage == CaseStage.REFERRED:
            decide_filing(world, person, place, case)
        else:
            courts.hear(world, person, place, case)


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
    delay = in_custody_delay if in_custody else rules.delay_of_mean(luck, mean_delay)
    world.set(person, Strand(Strand.CASE_0 + place), world.now + delay)


def decide_filing(world: World, person: Person, place: int, case: Case) -> None:
    """File or decline; out of custody fewer are filed. Who is held on a declined charge alone is released."""
    facts, charge = world.facts.prosecution, case.charge
    by_group = person.measured(world.facts.process.filing)
    effect = filing_effect(world, person, charge)
    custody = 1.0 if case.in_custody else facts.out_of_custody_factor
    share = rules.scaled_share(facts.filed[charge.tier], custody * effect)
    if person.luck(Decision.FILED, charge.occurrence) >= rules.by_odds(share, by_group):
        person.cases[place] = None
        world.log(Kind.CHARGE_DECLINED, person, charge.venue)
        jail.let_go(world, person, charge.occurrence)
        return
    world.log(Kind.CASE_FILED, person, charge.venue)
    world.count(Quantity.FILINGS_SUPERIOR + charge.venue, person)
    courts.join_docket(world, person, place, case)


def filing_effect(world: World, person: Person, charge: Charge) -> float:
    """Return LEAD's multiplier on filing: its prosecutor coordinates a participant's charges.

    For felonies it was measured when drug possession was one, so it is used only for felonies that LEAD may divert.
    """
    if charge.tier == FELONY and not world.facts.protocol.eligible[charge.offense]:
        return 1.0
    return coordinated(world, person, world.facts.program.filing[charge.tier])
