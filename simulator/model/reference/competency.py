"""Competency to stand trial (Trueblood): evaluation, the wait for a state bed, restoration."""

from __future__ import annotations

from simulator.model import rules
from simulator.model.events import Decision, Kind, Resource, Strand
from simulator.model.quantities import Quantity
from simulator.model.reference import courts, jail
from simulator.model.reference.agenda import Life
from simulator.model.reference.person import Case, Person
from simulator.model.reference.world import World
from simulator.model.slots import SlotPool


def competency(world: World, person: Person) -> Life:
    """Evaluation and restoration, for as long as a case stands still for them."""
    while True:
        yield world.ring(person, Strand.COMPETENCY)
        if person.restoring:
            end_restoration(world, person)
        else:
            report(world, person)


def beds_of(world: World) -> SlotPool:
    """Return the state's beds for restoration, as far as others leave them free."""
    return world.pools[Resource.COMPETENCY_BEDS]


def case_of(person: Person) -> Case:
    """Return the case that stands still."""
    case = person.cases[person.competency_case]
    assert case is not None
    return case


def report(world: World, person: Person) -> None:
    """The evaluation is done: the case goes on, is dismissed, or waits for restoration."""
    facts, case = world.facts.competency, case_of(person)
    charge = case.charge
    if person.luck(Decision.INCOMPETENT, charge.occurrence) >= facts.incompetent:
        world.log(Kind.FOUND_COMPETENT, person, charge.venue)
        courts.resume_after_evaluation(world, person, finish(world, person), case)
    elif person.luck(Decision.RESTORATION_ORDERED, charge.occurrence) >= facts.ordered[charge.tier]:
        courts.dismiss(world, person, finish(world, person), case)
    else:
        world.log(Kind.RESTORATION_ORDERED, person, charge.venue)
        if beds_of(world).has_room(1):
            admit(world, person)
        else:
            beds_of(world).join(person.number, courts.IN_CUSTODY if person.holds else courts.AT_LIBERTY)


def admit(world: World, person: Person) -> None:
    """Take a state bed; an outstanding warrant is cleared on the way."""
    if person.warrant:
        courts.clear_warrant(world, person, by_lead=False)
    charge = case_of(person).charge
    world.settle(person)
    beds_of(world).take(person.number, 1)
    person.restoring = True
    world.log(Kind.ADMITTED, person, charge.venue)
    world.count(Quantity.COMPETENCY_ADMISSIONS, person)
    stay = rules.delay_of_mean(person.luck(Decision.RESTORATION, charge.occurrence), world.facts.competency.stay_mean)
    jail.hold_on(world, person, Strand.COMPETENCY, world.now + stay, charge.venue)


def end_restoration(world: World, person: Person) -> None:
    """Leave the state bed: back to court, or the case is dismissed; then the bed passes on."""
    case = case_of(person)
    beds_of(world).release(person.number)
    restored = person.luck(Decision.RESTORED, case.charge.occurrence) < world.facts.competency.restored
    place = finish(world, person)
    if restored:
        world.log(Kind.RESTORED, person, case.charge.venue)
        jail.hold_off(world, person, Strand.COMPETENCY)
        courts.resume_after_evaluation(world, person, place, case)
    else:
        world.log(Kind.NOT_RESTORED, person, case.charge.venue)
        courts.dismiss(world, person, place, case)
        jail.hold_off(world, person, Strand.COMPETENCY)
    serve_beds(world)


def serve_beds(world: World) -> None:
    """Give free state beds to those who wait, in order."""
    while (number := beds_of(world).next_waiting(1)) is not None:
        admit(world, world.persons[number])


def finish(world: World, person: Person) -> int:
    """Competency is no longer in question; returns the place of the case."""
    world.settle(person)
    place = person.competency_case
    person.competency_case = -1
    person.restoring = False
    return place


def abandon(world: World, person: Person) -> None:
    """The person died or left: a bed passes on."""
    if person.competency_case < 0:
        return
    restoring = person.restoring
    finish(world, person)
    if restoring:
        beds_of(world).release(person.number)
        serve_beds(world)
    elif person.number in beds_of(world).waiting:
        beds_of(world).leave(person.number)
