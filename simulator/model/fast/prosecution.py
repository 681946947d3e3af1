"""A charge's way to court: referral and the filing decision."""

from __future__ import annotations

from simulator.model import rules
from simulator.model.events import Decision, Kind, Strand
from simulator.model.facts import FELONY
from simulator.model.fast import courts, jail
from simulator.model.fast.agenda import set_alarm
from simulator.model.fast.calls import helper, transition
from simulator.model.fast.clock import coordinated
from simulator.model.fast.memory import CASES, NOBODY, Person, World, facts_at
from simulator.model.fast.recording import count, log
from simulator.model.fast.world import case_of, luck, measured
from simulator.model.quantities import Quantity
from simulator.model.standing import CaseStage

IN_CUSTODY, AT_LIBERTY = 0, 1  # of the filing delays


@transition
def take_up(world: World, person: Person, place: int) -> None:
    """A case's alarm rings: the filing decision, then hearings."""
    case = case_of(world, person, place)
    if case.stage == CaseStage.REFERRED:
        decide_filing(world, person, place)
    else:
        courts.hear(world, person, place, case)


@transition
def refer_charge(
    world: World, person: Person, offense: int, tier: int, venue: int, occurrence: int, in_custody: int
) -> None:
    """Refer a charge to the prosecutor; without a free place it is joined to a pending case."""
    log(world, Kind.CHARGE_REFERRED, person, venue)
    count(world, Quantity.CHARGES_REFERRED_SUPERIOR + venue, person)
    place = 0
    while place < CASES and case_of(world, person, place).stage != NOBODY:
        place += 1
    if place == CASES:
        log(world, Kind.CHARGE_JOINED, person, venue)
        return
    case = case_of(world, person, place)
    case.offense = offense
    case.tier = tier
    case.venue = venue
    case.occurrence = occurrence
    case.in_custody = in_custody
    case.stage = CaseStage.REFERRED
    case.hearings = 0
    case.appeared = 0
    case.left = -1.0
    case.ready = 0.0
    delays = facts_at(world.facts).prosecution_filing_delay
    if in_custody:
        delay = delays[IN_CUSTODY]
    else:
        delay = rules.delay_of_mean(luck(person, Decision.FILING_DELAY, occurrence), delays[AT_LIBERTY])
    set_alarm(world, person, Strand.CASE_0 + place, world.now + delay)


@transition
def decide_filing(world: World, person: Person, place: int) -> None:
    """File or decline; out of custody fewer are filed. Who is held on a declined charge alone is released."""
    facts, case = facts_at(world.facts), case_of(world, person, place)
    effect = filing_effect(world, person, case.tier, case.offense)
    custody = 1.0 if case.in_custody else facts.prosecution_out_of_custody_factor
    share = rules.scaled_share(facts.prosecution_filed[case.tier], custody * effect)
    by_group = measured(person, facts.process_filing)
    if luck(person, Decision.FILED, case.occurrence) >= rules.by_odds(share, by_group):
        case.stage = NOBODY
        log(world, Kind.CHARGE_DECLINED, person, case.venue)
        jail.let_go(world, person, case.occurrence)
        return
    log(world, Kind.CASE_FILED, person, case.venue)
    count(world, Quantity.FILINGS_SUPERIOR + case.venue, person)
    courts.join_docket(world, person, place, case)


@helper
def filing_effect(world: World, person: Person, tier: int, offense: int) -> float:
    """Return LEAD's multiplier on filing: its prosecutor coordinates a participant's charges."""
    facts = facts_at(world.facts)
    if tier == FELONY and facts.protocol_eligible[offense] == 0.0:
        return 1.0
    return coordinated(world, person, facts.program_filing[tier])
