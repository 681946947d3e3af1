"""Competency to stand trial (Trueblood): evaluation, the wait for a state bed, restoration."""

from __future__ import annotations

from simulator.model import rules
from simulator.model.events import Decision, Kind, Resource, Strand
from simulator.model.fast import courts, jail
from simulator.model.fast.calls import helper, transition
from simulator.model.fast.memory import NOBODY, Case, Person, Pool, World, facts_at
from simulator.model.fast.recording import count, log
from simulator.model.fast.slots import has_room, is_waiting, join, leave, next_waiting, pool_of, release, take
from simulator.model.fast.world import case_of, is_held, luck, person_of, settle
from simulator.model.quantities import Quantity


@helper
def beds_of(world: World) -> Pool:
    """Return the state's beds for restoration, as far as others leave them free."""
    return pool_of(world, Resource.COMPETENCY_BEDS)


@helper
def pending_case(world: World, person: Person) -> Case:
    """Return the case that stands still."""
    return case_of(world, person, person.competency_case)


@transition
def go_on(world: World, person: Person) -> None:
    """An evaluation or a restoration is done."""
    if person.restoring:
        end_restoration(world, person)
    else:
        report(world, person)


@transition
def report(world: World, person: Person) -> None:
    """The evaluation is done: the case goes on, is dismissed, or waits for restoration."""
    facts, case = facts_at(world.facts), pending_case(world, person)
    if luck(person, Decision.INCOMPETENT, case.occurrence) >= facts.competency_incompetent:
        log(world, Kind.FOUND_COMPETENT, person, case.venue)
        courts.resume_after_evaluation(world, person, finish(world, person), case)
    elif luck(person, Decision.RESTORATION_ORDERED, case.occurrence) >= facts.competency_ordered[case.tier]:
        courts.dismiss(world, person, finish(world, person), case)
    else:
        log(world, Kind.RESTORATION_ORDERED, person, case.venue)
        beds = beds_of(world)
        if has_room(beds, 1, 0):
            admit(world, person)
        else:
            join(world, beds, person.number, courts.IN_CUSTODY if is_held(person) else courts.AT_LIBERTY)


@transition
def admit(world: World, person: Person) -> None:
    """Take a state bed; an outstanding warrant is cleared on the way."""
    if person.warrant:
        courts.clear_warrant(world, person, 0)
    case = pending_case(world, person)
    settle(world, person)
    take(world, beds_of(world), person.number, 1)
    person.restoring = 1
    log(world, Kind.ADMITTED, person, case.venue)
    count(world, Quantity.COMPETENCY_ADMISSIONS, person)
    luck_of_stay = luck(person, Decision.RESTORATION, case.occurrence)
    stay = rules.delay_of_mean(luck_of_stay, facts_at(world.facts).competency_stay_mean)
    jail.hold_on(world, person, Strand.COMPETENCY, world.now + stay, case.venue)


@transition
def end_restoration(world: World, person: Person) -> None:
    """Leave the state bed: back to court, or the case is dismissed; then the bed passes on."""
    case = pending_case(world, person)
    release(world, beds_of(world), person.number)
    restored = luck(person, Decision.RESTORED, case.occurrence) < facts_at(world.facts).competency_restored
    place = finish(world, person)
    if restored:
        log(world, Kind.RESTORED, person, case.venue)
        jail.hold_off(world, person, Strand.COMPETENCY)
        courts.resume_after_evaluation(world, person, place, case)
    else:
        log(world, Kind.NOT_RESTORED, person, case.venue)
        courts.dismiss(world, person, place, case)
        jail.hold_off(world, person, Strand.COMPETENCY)
    serve_beds(world)


@transition
def serve_beds(world: World) -> None:
    """Give free state beds to those who wait, in order."""
    while True:
        number = next_waiting(world, beds_of(world), 1, 0)
        if number == NOBODY:
            return
        admit(world, person_of(world, number))


@transition
def finish(world: World, person: Person) -> int:
    """Competency is no longer in question; returns the place of the case."""
    settle(world, person)
    place = person.competency_case
    person.competency_case = NOBODY
    person.restoring = 0
    return place


@transition
def abandon(world: World, person: Person) -> None:
    """The person died or left: a bed passes on."""
    if person.competency_case < 0:
        return
    restoring = person.restoring
    finish(world, person)
    if restoring:
        release(world, beds_of(world), person.number)
        serve_beds(world)
    elif is_waiting(beds_of(world), person.number):
        leave(world, beds_of(world), person.number)
