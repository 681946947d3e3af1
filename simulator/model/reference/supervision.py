"""Supervision in the community after a conviction, and its violations."""

from __future__ import annotations

from simulator.model import rules
from simulator.model.events import Decision, Kind, Strand, Venue, WarrantFor
from simulator.model.quantities import Quantity
from simulator.model.reference import warrants
from simulator.model.reference.agenda import Life
from simulator.model.reference.clock import coordinated
from simulator.model.reference.person import Person
from simulator.model.reference.world import World


def supervision(world: World, person: Person) -> Life:
    """Under supervision, until it ends."""
    while True:
        yield world.ring(person, Strand.SUPERVISION)
        end(world, person)


def violations(world: World, person: Person) -> Life:
    """Occasions on which supervision may be violated."""
    while True:
        yield world.ring(person, Strand.VIOLATION)
        consider_violation(world, person)


def begin(world: World, person: Person, occurrence: int, venue: Venue) -> None:
    """Put a person under supervision; who already is stays under the longer of the two."""
    world.settle(person)
    luck = person.luck(Decision.SUPERVISION_LENGTH, occurrence)
    until = world.now + rules.delay_of_mean(luck, world.facts.supervision.mean)
    world.log(Kind.SUPERVISION_BEGAN, person, venue)
    world.count(Quantity.SUPERVISION_SENTENCES, person)
    if person.supervised:
        person.supervision_venue = min(venue, person.supervision_venue)
        until = max(until, world.due(person, Strand.SUPERVISION))
    else:
        person.supervised = True
        person.supervision_venue = venue
        expect_violation(world, person)
    world.set(person, Strand.SUPERVISION, until)


def expect_violation(world: World, person: Person) -> None:
    """Set the next occasion for a violation."""
    luck = person.luck(Decision.VIOLATION, person.violations)
    rate = world.facts.supervision.violation_rate
    world.set(person, Strand.VIOLATION, world.now + rules.memoryless(luck, rate))


def consider_violation(world: World, person: Person) -> None:
    """Violate supervision, unless in custody; LEAD's legal coordination makes it rarer.

    The hazard is constant, so an occasion that passes in custody takes nothing from the next.
    """
    occurrence = person.violations
    person.violations += 1
    expect_violation(world, person)
    share = rules.scaled_share(1.0, coordinated(world, person, world.facts.program.warrants))
    if person.holds or person.violated or person.luck(Decision.VIOLATION_WARRANT, occurrence) >= share:
        return
    world.log(Kind.VIOLATION, person, person.supervision_venue)
    world.count(Quantity.VIOLATIONS, person)
    warrants.issue(world, person, WarrantFor.VIOLATION, person.supervision_venue)


def end(world: World, person: Person) -> None:
    """Supervision is over; a warrant for its violation stays until it is served or cleared."""
    world.settle(person)
    world.off(person, Strand.VIOLATION)
    person.violations += 1  # that the occasion did not come is known of its luck
    person.supervised = False
    world.log(Kind.SUPERVISION_ENDED, person, person.supervision_venue)
