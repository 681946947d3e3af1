"""The court: cases wait for attorneys with room, are heard on court days, stand still, and are decided."""

from __future__ import annotations

from simulator.model import rules
from simulator.model.events import Decision, Kind, Resource, Strand, WarrantFor
from simulator.model.fast import jail, sentencing, warrants
from simulator.model.fast.agenda import set_alarm, switch_off
from simulator.model.fast.calls import helper, transition
from simulator.model.fast.clock import coordinated
from simulator.model.fast.memory import CASES, NOBODY, Case, Person, Pool, World, facts_at
from simulator.model.fast.recording import count, log
from simulator.model.fast.slots import has_room, join, leave, next_waiting, pool_of, release, take
from simulator.model.fast.world import case_of, holds, is_held, luck, person_of, settle
from simulator.model.quantities import Quantity
from simulator.model.standing import CaseStage, Where

IN_CUSTODY, AT_LIBERTY = 0, 1  # who is served first
HEARINGS_PER_CASE = 2**20
COURTS = 3


# -- slots ------------------------------------------------------------------------------------------------


@helper
def docket_of(world: World, venue: int) -> Pool:
    """Return the open-case slots of a court."""
    return pool_of(world, Resource.COURT_SUPERIOR + venue)


@helper
def ticket(person: Person, place: int) -> int:
    """Return the number under which a person's case holds or waits for a slot."""
    return person.number * CASES + place


@transition
def join_docket(world: World, person: Person, place: int, case: Case) -> None:
    """Open a case if an attorney has room; otherwise it waits, behind those that began to wait in custody."""
    docket = docket_of(world, case.venue)
    if has_room(docket, 1, 0):
        open_case(world, person, place, case)
        return
    settle(world, person)
    case.stage = CaseStage.WAITING
    person.cases_waiting += 1
    join(world, docket, ticket(person, place), IN_CUSTODY if is_held(person) else AT_LIBERTY)
    log(world, Kind.CASE_WAITS, person, case.venue)


@transition
def serve_docket(world: World, venue: int) -> None:
    """Give free slots to waiting cases, in order."""
    while True:
        number = next_waiting(world, docket_of(world, venue), 1, 0)
        if number == NOBODY:
            return
        person = person_of(world, number // CASES)
        place = number % CASES
        settle(world, person)
        person.cases_waiting -= 1
        open_case(world, person, place, case_of(world, person, place))


@transition
def open_case(world: World, person: Person, place: int, case: Case) -> None:
    """Begin, or begin again, to work on a case. It is decided at the end of a hold that would go on beyond it."""
    take(world, docket_of(world, case.venue), ticket(person, place), 1)
    case.stage = CaseStage.OPEN
    log(world, Kind.CASE_OPENED, person, case.venue)
    first = case.left < 0.0
    if first:
        facts = facts_at(world.facts)
        luck_of_length = luck(person, Decision.CASE_LENGTH, case.occurrence)
        case.left = rules.weibull(luck_of_length, facts.prosecution_case_shape, facts.prosecution_case_scale)
    case.ready = world.now + case.left
    if first and holds(person, Strand.PRETRIAL_HOLD) and person.held_on == case.occurrence:
        release_due = person.due[Strand.PRETRIAL_HOLD]
        if case.ready <= release_due:
            case.ready = release_due
            switch_off(world, person, Strand.PRETRIAL_HOLD)
    expect_hearing(world, person, place, case)


@transition
def close_case(world: World, person: Person, place: int, case: Case) -> None:
    """A case is over: its place and its slot are free, though the slot is not passed on yet."""
    case.stage = NOBODY
    release(world, docket_of(world, case.venue), ticket(person, place))


# -- hearings ---------------------------------------------------------------------------------------------


@transition
def expect_hearing(world: World, person: Person, place: int, case: Case) -> None:
    """Put a case on the court's calendar; people in custody are heard on a calendar of their own."""
    facts = facts_at(world.facts)
    spacing = facts.courts_custody_calendar if is_held(person) else facts.courts_calendar
    time = rules.next_hearing(world.now, case.ready, facts.courts_interval, spacing)
    set_alarm(world, person, Strand.CASE_0 + place, time)


@transition
def hear(world: World, person: Person, place: int, case: Case) -> None:
    """A hearing: not attended, stopped for competency, decided, or continued on another day."""
    if person.where == Where.STATE_BED:
        expect_hearing(world, person, place, case)
        return
    facts = facts_at(world.facts)
    log(world, Kind.HEARING, person, case.venue)
    count(world, Quantity.HEARINGS_SUPERIOR + case.venue, person)
    appearance = luck(person, Decision.APPEARANCE, case.occurrence * HEARINGS_PER_CASE + case.hearings)
    case.hearings += 1
    if not is_held(person):
        effect = coordinated(world, person, facts.program_warrants)
        if appearance < rules.scaled_share(facts.courts_failure_to_appear, effect):
            fail_to_appear(world, person, place, case)
            return
        if person.warrant:
            clear_warrant(world, person, 0)
    first = case.appeared == 0
    case.appeared = 1
    if first and raises_competency(world, person, case):
        order_evaluation(world, person, place, case)
    elif world.now >= case.ready:
        decide(world, person, place, case)
    else:
        expect_hearing(world, person, place, case)


@transition
def fail_to_appear(world: World, person: Person, place: int, case: Case) -> None:
    """Nobody comes: the case stands still, its slot passes on, and a warrant is issued."""
    venue = case.venue
    log(world, Kind.FAILED_TO_APPEAR, person, venue)
    count(world, Quantity.FAILURES_TO_APPEAR_SUPERIOR + venue, person)
    case.stage = CaseStage.STALLED
    case.left = max(0.0, case.ready - world.now)
    release(world, docket_of(world, venue), ticket(person, place))
    warrants.issue(world, person, WarrantFor.FAILURE_TO_APPEAR, venue)
    serve_docket(world, venue)


@transition
def resume_stalled(world: World, person: Person) -> None:
    """With the warrant gone, every case that stood still goes on as soon as an attorney has room."""
    for place in range(CASES):
        case = case_of(world, person, place)
        if case.stage == CaseStage.STALLED:
            join_docket(world, person, place, case)


@transition
def clear_warrant(world: World, person: Person, by_lead: int) -> None:
    """A warrant is cleared without an arrest: by LEAD's legal coordination, or because the person came to court."""
    log(world, Kind.WARRANT_CLEARED, person, by_lead)
    count(world, Quantity.WARRANTS_CLEARED, person)
    warrants.withdraw(world, person)
    resume_stalled(world, person)


@transition
def decide(world: World, person: Person, place: int, case: Case) -> None:
    """Decide a case, then let go whoever was held on it, and pass its slot on."""
    close_case(world, person, place, case)
    sentencing.dispose(world, person, case)
    jail.let_go(world, person, case.occurrence)
    serve_docket(world, case.venue)


@transition
def dismiss(world: World, person: Person, place: int, case: Case) -> None:
    """Dismiss a case that cannot go on."""
    close_case(world, person, place, case)
    sentencing.record_dismissal(world, person, case)
    jail.let_go(world, person, case.occurrence)
    serve_docket(world, case.venue)


@transition
def abate_cases(world: World, person: Person) -> None:
    """Close every pending case of somebody who died or left, and only then pass their slots on."""
    released = 0
    for place in range(CASES):
        case = case_of(world, person, place)
        stage = case.stage
        if stage == NOBODY:
            continue
        case.stage = NOBODY
        log(world, Kind.CASE_ABATED, person, case.venue)
        docket = docket_of(world, case.venue)
        if stage == CaseStage.WAITING:
            person.cases_waiting -= 1
            leave(world, docket, ticket(person, place))
        elif stage == CaseStage.OPEN or stage == CaseStage.COMPETENCY:
            release(world, docket, ticket(person, place))
            released |= 1 << place
    for place in range(CASES):
        if (released >> place) & 1:
            serve_docket(world, case_of(world, person, place).venue)


# -- competency is raised ---------------------------------------------------------------------------------


@helper
def raises_competency(world: World, person: Person, case: Case) -> bool:
    """Return whether competency is raised when the person first appears, of one case at a time."""
    if not person.mental_illness or person.competency_case >= 0:
        return False
    share = facts_at(world.facts).competency_raised[case.tier]
    return luck(person, Decision.COMPETENCY_RAISED, case.occurrence) < share


@transition
def order_evaluation(world: World, person: Person, place: int, case: Case) -> None:
    """Stop a case until an evaluation; who is held on it stays held until it is decided."""
    settle(world, person)
    case.stage = CaseStage.COMPETENCY
    case.left = max(0.0, case.ready - world.now)
    person.competency_case = place
    log(world, Kind.EVALUATION_ORDERED, person, case.venue)
    count(world, Quantity.COMPETENCY_EVALUATIONS, person)
    if holds(person, Strand.PRETRIAL_HOLD) and person.held_on == case.occurrence:
        switch_off(world, person, Strand.PRETRIAL_HOLD)
    if holds(person, Strand.WARRANT_HOLD) and jail.place_among_held_on(person, case.occurrence) >= 0:
        switch_off(world, person, Strand.WARRANT_HOLD)
    luck_of_wait = luck(person, Decision.EVALUATION, case.occurrence)
    wait = rules.delay_of_mean(luck_of_wait, facts_at(world.facts).competency_evaluation_mean)
    set_alarm(world, person, Strand.COMPETENCY, world.now + wait)


@transition
def resume_after_evaluation(world: World, person: Person, place: int, case: Case) -> None:
    """Competent, or restored: the case goes on."""
    case.stage = CaseStage.OPEN
    case.ready = world.now + case.left
    expect_hearing(world, person, place, case)
