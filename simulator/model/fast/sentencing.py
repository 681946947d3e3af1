"""How a case ends: dismissed, diverted by the court, or convicted and sentenced."""

from __future__ import annotations

from simulator.model import rules
from simulator.model.events import Decision, Kind, Strand
from simulator.model.facts import FELONY
from simulator.model.fast import jail, services, supervision
from simulator.model.fast.agenda import set_alarm
from simulator.model.fast.calls import transition
from simulator.model.fast.clock import coordinated
from simulator.model.fast.memory import Case, Person, World, facts_at
from simulator.model.fast.recording import count, log
from simulator.model.fast.world import holds, luck
from simulator.model.quantities import Quantity
from simulator.model.standing import Stage


@transition
def dispose(world: World, person: Person, case: Case) -> None:
    """End a case: conviction from the low end of the luck, the court's own diversion from the high end."""
    facts = facts_at(world.facts)
    verdict = luck(person, Decision.CONVICTED, case.occurrence)
    if verdict < facts.prosecution_convicted:
        log(world, Kind.CONVICTED, person, case.venue)
        count(world, Quantity.CONVICTIONS_SUPERIOR + case.venue, person)
        sentence(world, person, case)
    elif verdict >= 1.0 - facts.prosecution_diverted[case.tier]:
        log(world, Kind.COURT_DIVERTED, person, case.venue)
        count(world, Quantity.COURT_DIVERSIONS_SUPERIOR + case.venue, person)
    else:
        record_dismissal(world, person, case)


@transition
def record_dismissal(world: World, person: Person, case: Case) -> None:
    """Record that a case is dismissed."""
    log(world, Kind.CASE_DISMISSED, person, case.venue)
    count(world, Quantity.DISMISSALS_SUPERIOR + case.venue, person)


@transition
def sentence(world: World, person: Person, case: Case) -> None:
    """Sentence to prison, to jail beyond the time served, or to neither, and perhaps to supervision, from now on."""
    facts = facts_at(world.facts)
    severity = luck(person, Decision.SENTENCE, case.occurrence)
    prison_share = facts.prosecution_prison_share * coordinated(world, person, facts.program_prison)
    if case.tier == FELONY and severity < rules.scaled_share(prison_share, 1.0):
        send_to_prison(world, person, case)
        return
    if severity >= 1.0 - facts.prosecution_jail_share[case.tier]:
        send_to_jail(world, person, case)
    else:
        log(world, Kind.TIME_SERVED, person, case.venue)
        count(world, Quantity.TIME_SERVED_SENTENCES, person)
    if luck(person, Decision.SUPERVISED, case.occurrence) < facts.supervision_share[case.tier]:
        supervision.begin(world, person, case.occurrence, case.venue)


@transition
def send_to_prison(world: World, person: Person, case: Case) -> None:
    """Sentence to prison; homes and services are lost, and participation in LEAD ends at once."""
    log(world, Kind.PRISON_SENTENCE, person, case.venue)
    if not holds(person, Strand.PRISON_SENTENCE):
        count(world, Quantity.PRISON_ADMISSIONS, person)
    luck_of_length = luck(person, Decision.SENTENCE_LENGTH, case.occurrence)
    until = world.now + rules.delay_of_mean(luck_of_length, facts_at(world.facts).prosecution_prison_mean)
    services.end_all(world, person)
    jail.hold_on(world, person, Strand.PRISON_SENTENCE, until, case.venue)
    if person.stage == Stage.ACTIVE:
        set_alarm(world, person, Strand.LEAD_EXIT, world.now)


@transition
def send_to_jail(world: World, person: Person, case: Case) -> None:
    """Sentence to jail beyond the time served."""
    log(world, Kind.JAIL_SENTENCE, person, case.venue)
    count(world, Quantity.JAIL_SENTENCES, person)
    luck_of_length = luck(person, Decision.SENTENCE_LENGTH, case.occurrence)
    until = world.now + rules.delay_of_mean(luck_of_length, facts_at(world.facts).prosecution_jail_mean[case.tier])
    jail.hold_on(world, person, Strand.JAIL_SENTENCE, until, case.venue)
