"""How a case ends: dismissed, diverted by the court, or convicted and sentenced."""

from __future__ import annotations

from simulator.model import rules
from simulator.model.events import Decision, Kind, Strand
from simulator.model.facts import FELONY
from simulator.model.quantities import Quantity
from simulator.model.reference import jail, services, supervision
from simulator.model.reference.clock import coordinated
from simulator.model.reference.person import Charge, Person
from simulator.model.reference.world import World
from simulator.model.standing import Stage


def dispose(world: World, person: Person, charge: Charge) -> None:
    """End a case.

    Conviction is read from the low end of the luck and the court's own diversion from the high end, so that a
    smaller share of one leads to dismissals and not to the other.
    """
    facts = world.facts.prosecution
    luck = person.luck(Decision.CONVICTED, charge.occurrence)
    if luck < facts.convicted:
        world.log(Kind.CONVICTED, person, charge.venue)
        world.count(Quantity.CONVICTIONS_SUPERIOR + charge.venue, person)
        sentence(world, person, charge)
    elif luck >= 1.0 - facts.diverted[charge.tier]:
        world.log(Kind.COURT_DIVERTED, person, charge.venue)
        world.count(Quantity.COURT_DIVERSIONS_SUPERIOR + charge.venue, person)
    else:
        record_dismissal(world, person, charge)


def record_dismissal(world: World, person: Person, charge: Charge) -> None:
    """Record that a case is dismissed."""
    world.log(Kind.CASE_DISMISSED, person, charge.venue)
    world.count(Quantity.DISMISSALS_SUPERIOR + charge.venue, person)


def sentence(world: World, person: Person, charge: Charge) -> None:
    """Sentence to prison, to jail beyond the time served, or to neither, and perhaps to supervision, from now on.

    Prison is read from the low end of the luck and jail from the high end, so that a smaller prison share
    frees people from prison instead of sending others to jail.
    """
    facts = world.facts.prosecution
    luck = person.luck(Decision.SENTENCE, charge.occurrence)
    prison_share = facts.prison_share * coordinated(world, person, world.facts.program.prison)
    if charge.tier == FELONY and luck < rules.scaled_share(prison_share, 1.0):
        send_to_prison(world, person, charge)
        return
    if luck >= 1.0 - facts.jail_share[charge.tier]:
        send_to_jail(world, person, charge)
    else:
        world.log(Kind.TIME_SERVED, person, charge.venue)
        world.count(Quantity.TIME_SERVED_SENTENCES, person)
    if person.luck(Decision.SUPERVISED, charge.occurrence) < world.facts.supervision.share[charge.tier]:
        supervision.begin(world, person, charge.occurrence, charge.venue)


def send_to_prison(world: World, person: Person, charge: Charge) -> None:
    """Sentence to prison; homes and services are lost, and participation in LEAD ends at once."""
    world.log(Kind.PRISON_SENTENCE, person, charge.venue)
    if Strand.PRISON_SENTENCE not in person.holds:
        world.count(Quantity.PRISON_ADMISSIONS, person)
    luck = person.luck(Decision.SENTENCE_LENGTH, charge.occurrence)
    until = world.now + rules.delay_of_mean(luck, world.facts.prosecution.prison_mean)
    services.end_all(world, person)
    jail.hold_on(world, person, Strand.PRISON_SENTENCE, until, charge.venue)
    if person.stage == Stage.ACTIVE:
        world.set(person, Strand.LEAD_EXIT, world.now)


def send_to_jail(world: World, person: Person, charge: Charge) -> None:
    """Sentence to jail beyond the time served."""
    world.log(Kind.JAIL_SENTENCE, person, charge.venue)
    world.count(Quantity.JAIL_SENTENCES, person)
    luck = person.luck(Decision.SENTENCE_LENGTH, charge.occurrence)
    until = world.now + rules.delay_of_mean(luck, world.facts.prosecution.jail_mean[charge.tier])
    jail.hold_on(world, person, Strand.JAIL_SENTENCE, until, charge.venue)
