"""The court: cases wait for attorneys with room, are heard on court days, stand still, and are decided.

An open case takes one slot of its court's attorneys (prosecutors or defenders, whoever have fewer). A case that
stands still under a warrant gives it back.
"""

from __future__ import annotations

from simulator.model import rules
from simulator.model.events import MAX_OPEN_CASES, Decision, Kind, Resource, Strand, Venue, WarrantFor
from simulator.model.quantities import Quantity
from simulator.model.reference import jail, sentencing, warrants
from simulator.model.reference.agenda import Life
from simulator.model.reference.clock import coordinated
from simulator.model.reference.person import Case, Person
from simulator.model.reference.world import World
from simulator.model.slots import SlotPool
from simulator.model.standing import CaseStage, Where

IN_CUSTODY, AT_LIBERTY = 0, 1  # who is served first

HEARINGS_PER_CASE = 2**20
"""More than a case can have, so that no two hearings of a person share their luck."""


def clearing(world: World, person: Person) -> Life:
    """LEAD's legal coordination at work on a warrant."""
    while True:
        yield world.ring(person, Strand.WARRANT_CLEARING)
        clear_warrant(world, person, by_lead=True)


# -- slots ------------------------------------------------------------------------------------------------


def docket_of(world: World, venue: Venue) -> SlotPool:
    """Return the open-case slots of a court."""
    return world.pools[Resource.COURT_SUPERIOR + venue]


def ticket(person: Person, place: int) -> int:
    """Return the number under which a person's case holds or waits for a slot."""
    return person.number * MAX_OPEN_CASES + place


def join_docket(world: World, person: Person, place: int, case: Case) -> None:
    """Open a case if an attorney has room; otherwise it waits, behind those that began to wait in custody."""
    docket = docket_of(world, case.charge.venue)
    if docket.has_room(1):
        open_case(world, person, place, case)
        return
    world.settle(person)
    case.stage = CaseStage.WAITING
    docket.join(ticket(person, place), IN_CUSTODY if person.holds else AT_LIBERTY)
    world.log(Kind.CASE_WAITS, person, case.charge.venue)


def serve_docket(world: World, venue: Venue) -> None:
    """Give free slots to waiting cases, in order."""
    docket = docket_of(world, venue)
    while (number := docket.next_waiting(1)) is not None:
        person = world.persons[number // MAX_OPEN_CASES]
        place = number % MAX_OPEN_CASES
        case = person.cases[place]
        assert case is not None
        world.settle(person)
        open_case(world, person, place, case)


def open_case(world: World, person: Person, place: int, case: Case) -> None:
    """Begin, or begin again, to work on a case. It is decided at the end of a hold that would go on beyond it."""
    docket_of(world, case.charge.venue).take(ticket(person, place), 1)
    case.stage = CaseStage.OPEN
    world.log(Kind.CASE_OPENED, person, case.charge.venue)
    first = case.left < 0.0
    if first:
        facts = world.facts.prosecution
        luck = person.luck(Decision.CASE_LENGTH, case.charge.occurrence)
        case.left = rules.weibull(luck, facts.case_shape, facts.case_scale)
    case.ready = world.now + case.left
    if first and Strand.PRETRIAL_HOLD in person.holds and person.held_on == case.charge.occurrence:
        release_due = world.due(person, Strand.PRETRIAL_HOLD)
        if case.ready <= release_due:
            case.ready = release_due
            world.off(person, Strand.PRETRIAL_HOLD)
    expect_hearing(world, person, place, case)


def close_case(world: World, person: Person, place: int, case: Case) -> None:
    """A case is over: its place and its slot are free, though the slot is not passed on yet."""
    person.cases[place] = None
    docket_of(world, case.charge.venue).release(ticket(person, place))


# -- hearings ---------------------------------------------------------------------------------------------


def expect_hearing(world: World, person: Person, place: int, case: Case) -> None:
    """Put a case on the court's calendar; people in custody are heard on a calendar of their own."""
    facts = world.facts.courts
    spacing = facts.custody_calendar if person.holds else facts.calendar
    time = rules.next_hearing(world.now, case.ready, facts.interval, spacing)
    world.set(person, Strand(Strand.CASE_0 + place), time)


def hear(world: World, person: Person, place: int, case: Case) -> None:
    """A hearing: not attended, stopped for competency, decided, or continued on another day."""
    if person.where == Where.STATE_BED:
        expect_hearing(world, person, place, case)
        return
    charge = case.charge
    world.log(Kind.HEARING, person, charge.venue)
    world.count(Quantity.HEARINGS_SUPERIOR + charge.venue, person)
    luck = person.luck(Decision.APPEARANCE, charge.occurrence * HEARINGS_PER_CASE + case.hearings)
    case.hearings += 1
    if not person.holds:
        effect = coordinated(world, person, world.facts.program.warrants)
        if luck < rules.scaled_share(world.facts.courts.failure_to_appear, effect):
            fail_to_appear(world, person, place, case)
            return
        if person.warrant:
            clear_warrant(world, person, by_lead=False)
    first, case.appeared = not case.appeared, True
    if first and raises_competency(world, person, case):
        order_evaluation(world, person, place, case)
    elif world.now >= case.ready:
        decide(world, person, place, case)
    else:
        expect_hearing(world, person, place, case)


def fail_to_appear(world: World, person: Person, place: int, case: Case) -> None:
    """Nobody comes: the case stands still, its slot passes on, and a warrant is issued."""
    venue = case.charge.venue
    world.log(Kind.FAILED_TO_APPEAR, person, venue)
    world.count(Quantity.FAILURES_TO_APPEAR_SUPERIOR + venue, person)
    case.stage = CaseStage.STALLED
    case.left = max(0.0, case.ready - world.now)
    docket_of(world, venue).release(ticket(person, place))
    warrants.issue(world, person, WarrantFor.FAILURE_TO_APPEAR, venue)
    serve_docket(world, venue)


def resume_stalled(world: World, person: Person) -> None:
    """With the warrant gone, every case that stood still goes on as soon as an attorney has room."""
    for place, case in enumerate(person.cases):
        if case is not None and case.stage == CaseStage.STALLED:
            join_docket(world, person, place, case)


def clear_warrant(world: World, person: Person, *, by_lead: bool) -> None:
    """A warrant is cleared without an arrest: by LEAD's legal coordination, or because the person came to court."""
    world.log(Kind.WARRANT_CLEARED, person, int(by_lead))
    world.count(Quantity.WARRANTS_CLEARED, person)
    warrants.withdraw(world, person)
    resume_stalled(world, person)


def decide(world: World, person: Person, place: int, case: Case) -> None:
    """Decide a case, then let go whoever was held on it, and pass its slot on."""
    close_case(world, person, place, case)
    sentencing.dispose(world, person, case.charge)
    jail.let_go(world, person, case.charge.occurrence)
    serve_docket(world, case.charge.venue)


def dismiss(world: World, person: Person, place: int, case: Case) -> None:
    """Dismiss a case that cannot go on."""
    close_case(world, person, place, case)
    sentencing.record_dismissal(world, person, case.charge)
    jail.let_go(world, person, case.charge.occurrence)
    serve_docket(world, case.charge.venue)


def abate_cases(world: World, person: Person) -> None:
    """Close every pending case of somebody who died or left, and only then pass their slots on."""
    released = []
    for place, case in enumerate(person.cases):
        if case is None:
            continue
        person.cases[place] = None
        world.log(Kind.CASE_ABATED, person, case.charge.venue)
        docket = docket_of(world, case.charge.venue)
        if case.stage == CaseStage.WAITING:
            docket.leave(ticket(person, place))
        elif case.stage in (CaseStage.OPEN, CaseStage.COMPETENCY):
            docket.release(ticket(person, place))
            released.append(case.charge.venue)
    for venue in released:
        serve_docket(world, venue)


# -- competency is raised ---------------------------------------------------------------------------------


def raises_competency(world: World, person: Person, case: Case) -> bool:
    """Return whether competency is raised when the person first appears, of one case at a time."""
    if not person.mental_illness or person.competency_case >= 0:
        return False
    share = world.facts.competency.raised[case.charge.tier]
    return person.luck(Decision.COMPETENCY_RAISED, case.charge.occurrence) < share


def order_evaluation(world: World, person: Person, place: int, case: Case) -> None:
    """Stop a case until an evaluation; who is held on it stays held until it is decided."""
    world.settle(person)
    case.stage = CaseStage.COMPETENCY
    case.left = max(0.0, case.ready - world.now)
    person.competency_case = place
    world.log(Kind.EVALUATION_ORDERED, person, case.charge.venue)
    world.count(Quantity.COMPETENCY_EVALUATIONS, person)
    if Strand.PRETRIAL_HOLD in person.holds and person.held_on == case.charge.occurrence:
        world.off(person, Strand.PRETRIAL_HOLD)
    if Strand.WARRANT_HOLD in person.holds and case.charge.occurrence in person.held_on_warrant:
        world.off(person, Strand.WARRANT_HOLD)
    luck = person.luck(Decision.EVALUATION, case.charge.occurrence)
    wait = rules.delay_of_mean(luck, world.facts.competency.evaluation_mean)
    world.set(person, Strand.COMPETENCY, world.now + wait)


def resume_after_evaluation(world: World, person: Person, place: int, case: Case) -> None:
    """Competent, or restored: the case goes on."""
    case.stage = CaseStage.OPEN
    case.ready = world.now + case.left
    expect_hearing(world, person, place, case)
