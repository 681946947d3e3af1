"""Supervision in the community after a conviction, and its violations."""

from __future__ import annotations

from simulator.model import rules
from simulator.model.events import Decision, Kind, Strand, WarrantFor
from simulator.model.fast import warrants
from simulator.model.fast.agenda import set_alarm, switch_off
from simulator.model.fast.calls import transition
from simulator.model.fast.clock import coordinated
from simulator.model.fast.memory import Person, World, facts_at
from simulator.model.fast.recording import count, log
from simulator.model.fast.world import is_held, luck, settle
from simulator.model.quantities import Quantity


@transition
def begin(world: World, person: Person, occurrence: int, venue: int) -> None:
    """Put a person under supervision; who already is stays under the longer of the two."""
    settle(world, person)
    length = rules.delay_of_mean(
        luck(person, Decision.SUPERVISION_LENGTH, occurrence), facts_at(world.facts).supervision_mean
    )
    until = world.now + length
    log(world, Kind.SUPERVISION_BEGAN, person, venue)
    count(world, Quantity.SUPERVISION_SENTENCES, person)
    if person.supervised:
        person.supervision_venue = min(venue, person.supervision_venue)
        until = max(until, person.due[Strand.SUPERVISION])
    else:
        person.supervised = 1
        person.supervision_venue = venue
        expect_violation(world, person)
    set_alarm(world, person, Strand.SUPERVISION, until)


@transition
def expect_violation(world: World, person: Person) -> None:
    """Set the next occasion for a violation."""
    luck_of_violation = luck(person, Decision.VIOLATION, person.violations)
    delay = rules.memoryless(luck_of_violation, facts_at(world.facts).supervision_violation_rate)
    set_alarm(world, person, Strand.VIOLATION, world.now + delay)


@transition
def consider_violation(world: World, person: Person) -> None:
    """Violate supervision, unless in custody; LEAD's legal coordination makes it rarer."""
    occurrence = person.violations
    person.violations += 1
    expect_violation(world, person)
    share = rules.scaled_share(1.0, coordinated(world, person, facts_at(world.facts).program_warrants))
    if is_held(person) or person.violated or luck(person, Decision.VIOLATION_WARRANT, occurrence) >= share:
        return
    log(world, Kind.VIOLATION, person, person.supervision_venue)
    count(world, Quantity.VIOLATIONS, person)
    warrants.issue(world, person, WarrantFor.VIOLATION, person.supervision_venue)


@transition
def end(world: World, person: Person) -> None:
    """Supervision is over; a warrant for its violation stays until it is served or cleared."""
    settle(world, person)
    switch_off(world, person, Strand.VIOLATION)
    person.violations += 1  # that the occasion did not come is known of its luck
    person.supervised = 0
    log(world, Kind.SUPERVISION_ENDED, person, person.supervision_venue)
